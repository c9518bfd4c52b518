#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "panel/chart/pen.h"
#include "panel/chart/telling.h"
#include "panel/panel.h"

enum { CELL_MAX = 48, LR_COLS = 7, LOSS_COLS = 8, REACH_COLS = 14, AGE_COLS = 7 };

/* The columns that are shown, and the knob of the one whose head is NULL; NULL: no such knob. */
struct look {
    bool shown[16];
    const char *knob;
    const char *value; /* head of the loss column of a game; NULL: "loss" */
};

struct column {
    const char *head;
    int cols; /* wide, without the gap */
    int rank; /* the highest is dropped first */
    bool left;
    bool fixed; /* the text of a run stays: the column is as wide as the longest */
    void (*text)(const struct run *r, char *buf, size_t size);
};

/* A number in as many digits as the column has room for: never cut, which would make another one
 * of it. */
static void number_in(char *buf, size_t size, double v, int digits, int cols)
{
    do
        pen_number(buf, size, v, digits);
    while (--digits > 0 && utf8_columns(buf) > cols);
}

static void name_text(const struct run *r, char *buf, size_t size)
{
    snprintf(buf, size, "%s", r->name);
}

static void rule_text(const struct run *r, char *buf, size_t size)
{
    if (r->clip->keeps)
        snprintf(buf, size, "%s", r->optimizer->name);
    else
        snprintf(buf, size, "%s + %s", r->optimizer->name, r->clip->name);
}

static void lr_text(const struct run *r, char *buf, size_t size)
{
    number_in(buf, size, run_rate(r), 4, LR_COLS);
}

static void gamma_text(const struct run *r, char *buf, size_t size)
{
    number_in(buf, size, run_threshold(r), 4, LR_COLS);
}

static void loss_text(const struct run *r, char *buf, size_t size)
{
    number_in(buf, size, r->now.loss, 4, LOSS_COLS);
}

static void theta_text(const struct run *r, char *buf, size_t size)
{
    if (r->dim == 1)
        number_in(buf, size, r->x[0], 4, LOSS_COLS);
    else if (r->dim == 2)
        snprintf(buf, size, "%s, %s", NUMBER(r->x[0], 3), NUMBER(r->x[1], 3));
    else
        snprintf(buf, size, "–");
}

static void grad_text(const struct run *r, char *buf, size_t size)
{
    number_in(buf, size, r->now.grad_norm, 4, LOSS_COLS);
}

static void clip_text(const struct run *r, char *buf, size_t size)
{
    if (r->now.skipped)
        snprintf(buf, size, "skip");
    else
        number_in(buf, size, r->now.clip_factor, 3, LR_COLS);
}

/* lr·clip·λ is a statement about rules whose limit on a quadratic is known: where that is not the 2
 * of the head it is said. Where λ is not measured at every step it is that of some steps ago, which
 * is said; numbers keep their place whether it is or not. */
static double stability_of(const struct run *r, uint64_t *ago)
{
    double v = run_rate(r) * r->now.clip_factor * run_curvature(r, ago);
    bool known = isfinite(run_limit(r)) && !r->problem->kind->game;
    return known && !(r->clip->turns && r->dim > 1) ? v : NAN;
}

static void stability_text(const struct run *r, char *buf, size_t size)
{
    char age[32] = "";
    uint64_t ago;
    double v = stability_of(r, &ago);
    if (!isnan(v) && ago > 0)
        snprintf(age, sizeof age, " %2llu ago", (unsigned long long)ago);
    else if (!isnan(v) && run_limit(r) != 2)
        snprintf(age, sizeof age, " <%.3g", run_limit(r));
    else if (!isnan(v) && r->probe.every > 1)
        snprintf(age, sizeof age, "%*s", AGE_COLS, "");
    number_in(buf, size, v, 3, REACH_COLS - (int)strlen(age));
    snprintf(buf + strlen(buf), size - strlen(buf), "%s", age);
}

static void clipped_text(const struct run *r, char *buf, size_t size)
{
    bool any = r->now.step > 0 && !r->clip->keeps;
    snprintf(buf, size, "%s%s", SHARE_TEXT(r->notes.clipped_steps, any ? r->now.step : 0, 1),
             any ? "%" : "");
}

static void skipped_text(const struct run *r, char *buf, size_t size)
{
    number_in(buf, size, r->clip->skips ? (double)r->notes.skipped_steps : NAN, 7, LR_COLS);
}

static void scale_text(const struct run *r, char *buf, size_t size)
{
    number_in(buf, size, run_loss_scale(r), 6, LR_COLS);
}

static void evals_text(const struct run *r, char *buf, size_t size)
{
    number_text(buf, size, (double)r->notes.evals, 7);
}

/* Right answers in percent, or where there are no classes the loss, and the step it is of. */
static void test_text(const struct run *r, char *buf, size_t size)
{
    struct score s = run_score(r);
    if (isnan(s.loss[PART_TEST])) {
        snprintf(buf, size, "–");
        return;
    }
    bool right = !isnan(s.right[PART_TEST]);
    snprintf(buf, size, "%s%s (%s)",
             NUMBER(right ? 100 * s.right[PART_TEST] : s.loss[PART_TEST], 3), right ? "%" : "",
             NUMBER((double)s.step, 5));
}

static void status_text(const struct run *r, char *buf, size_t size)
{
    run_status_text(r->now.status, r->notes.status_step, buf, size);
}

static const struct column columns[] = {
    {"run", 9, 0, true, true, name_text},
    {"rule", 11, 13, true, true, rule_text},
    {"lr", LR_COLS, 2, false, false, lr_text},
    {"γ", LR_COLS, 3, false, false, gamma_text},
    {NULL, LR_COLS, 7, false, false,
     NULL}, /* the knob that tells the runs apart, if there is one */
    {"θ", 20, 11, false, false, theta_text},
    {"loss", LOSS_COLS, 1, false, false, loss_text},
    {"‖∇f‖", LOSS_COLS, 4, false, false, grad_text},
    {"clip factor", LR_COLS, 9, false, false, clip_text},
    {"η·factor·λ < 2", REACH_COLS, 8, false, false, stability_text},
    {"clipped", 7, 10, false, false, clipped_text},
    {"skipped", LR_COLS, 7, false, false, skipped_text},
    {"loss scale", LR_COLS, 9, false, false, scale_text},
    {"test (step)", 13, 6, false, false, test_text},
    {"evals", 8, 12, false, false, evals_text},
    {"status", 21, 5, true, false, status_text}, /* the last: it has the room that is left */
};
enum { COLUMNS = sizeof columns / sizeof *columns, GAP = 2 };
static_assert(COLUMNS <= sizeof((struct look *)0)->shown, "a look has room for every column");

static const char *head_of(const struct look *look, int k)
{
    if (columns[k].text == loss_text && look->value)
        return look->value;
    if (columns[k].text == grad_text && look->value)
        return "‖v‖"; /* a field, no gradient */
    return columns[k].head ? columns[k].head : look->knob ? look->knob : "";
}

static void cell_text(const struct look *look, int k, const struct run *r, char *buf, size_t size)
{
    if (columns[k].text)
        columns[k].text(r, buf, size);
    else
        telling_text(r, look->knob, 5, buf, size);
}

static int column_cols(const struct grid *g, const struct session *s, const struct look *look,
                       int k)
{
    int cols = columns[k].cols;
    char text[CELL_MAX];
    for (int i = 0; !columns[k].text && look->knob && i < s->race.n; i++) {
        telling_text(&s->race.run[i], look->knob, 5, text, sizeof text);
        int wide = pen_columns(g, text);
        cols = wide > cols ? wide : cols;
    }
    if (columns[k].text == theta_text && s->race.problem.dim == 1)
        cols = LOSS_COLS;
    for (int i = 0; columns[k].fixed && columns[k].text && i < s->race.n; i++) {
        columns[k].text(&s->race.run[i], text, sizeof text);
        int wide = pen_columns(g, text);
        cols = wide > cols ? wide : cols;
    }
    int head = pen_columns(g, head_of(look, k));
    return head > cols ? head : cols;
}

/* Whether any run's curvature is measured on the way. */
static bool measures(const struct race *race)
{
    for (int i = 0; i < race->n; i++)
        if (race->run[i].probe.every > 0)
            return true;
    return false;
}

/* What there is in this race at all. */
static bool has(const struct session *s, const struct look *look, const struct column *k)
{
    if (!k->text)
        return look->knob != NULL;
    if (k->text == stability_text && (s->race.problem.kind->game || !measures(&s->race)))
        return false;
    if (k->text == theta_text)
        return s->race.problem.dim <= TRACE_DIMS;
    for (int i = 0; i < s->race.n; i++) {
        const struct clip_kind *clip = s->race.run[i].clip;
        if ((k->text == skipped_text && clip->skips) || (k->text == scale_text && clip->loss_scale))
            return true;
    }
    if (k->text == skipped_text || k->text == scale_text)
        return false;
    return k->text != test_text ||
           (s->race.n > 0 && s->race.run[0].exam && s->race.problem.samples[PART_TEST] > 0);
}

/* Marks the columns that fit into cols, the least important dropped first. */
static void choose(const struct panel_call *c, struct look *look)
{
    int cols[COLUMNS], total = GAP - 1;
    bool *shown = look->shown;
    look->knob = telling_knob(&c->s->race);
    look->value = c->s->race.problem.kind->value_name;
    for (int k = 0; k < COLUMNS; k++) {
        cols[k] = column_cols(c->grid, c->s, look, k);
        shown[k] = has(c->s, look, &columns[k]);
        total += shown[k] ? cols[k] + GAP : 0;
    }
    for (int rank = COLUMNS; rank > 0 && total > c->area.cols; rank--) {
        for (int k = 0; k < COLUMNS; k++) {
            if (columns[k].rank == rank && shown[k]) {
                shown[k] = false;
                total -= cols[k] + GAP;
            }
        }
    }
}

static enum role status_role(enum run_status status)
{
    switch (status) {
    case RUN_CONVERGED:
        return ROLE_GOOD;
    case RUN_DIVERGED:
        return ROLE_BAD;
    case RUN_STALLED:
    case RUN_CYCLING:
        return ROLE_WARN;
    default:
        return ROLE_NONE;
    }
}

static void put(const struct panel_call *c, int col, int cols, int row, const struct column *k,
                struct style s, char *text)
{
    int end = c->area.col + c->area.cols;
    bool last = k == &columns[COLUMNS - 1];
    if (col + cols < end && !last)
        end = col + cols;
    if (last && pen_columns(c->grid, text) > end - col && strchr(text, ' '))
        *strchr(text, ' ') = '\0'; /* "cycling" rather than half a step number */
    if (k->left)
        pen_text(c->grid, col, row, end, s, text);
    else
        pen_right(c->grid, col, row, end, s, text);
}

/* Line `row` of the table: the head for run < 0. */
static void draw_line(const struct panel_call *c, const struct look *look, int row, int run)
{
    const struct session *s = c->s;
    bool selected = run >= 0 && s->view.selected == run;
    unsigned attr = selected ? ATTR_BOLD : 0;
    int col = c->area.col + GAP + 1;
    for (int k = 0; k < COLUMNS; k++) {
        if (!look->shown[k])
            continue;
        int cols = column_cols(c->grid, s, look, k);
        char text[CELL_MAX];
        if (run < 0) {
            snprintf(text, sizeof text, "%s", head_of(look, k));
            put(c, col, cols, row, &columns[k], pen(ROLE_FAINT, 0), text);
        } else {
            const struct run *r = &s->race.run[run];
            enum role role = ROLE_NONE;
            if (columns[k].text == name_text)
                role = pen_run_role(s, run);
            else if (columns[k].text == status_text)
                role = status_role(r->now.status);
            else if (columns[k].text == stability_text &&
                     stability_of(r, &(uint64_t){0}) > run_limit(r))
                role = ROLE_BAD; /* over the limit */
            cell_text(look, k, r, text, sizeof text);
            put(c, col, cols, row, &columns[k], pen(role, attr), text);
        }
        col += cols + GAP;
    }
    if (run < 0)
        return;
    grid_put(c->grid, c->area.col + 1, row, pen_run_marker(s, run, c->grid->unicode),
             pen(pen_run_role(s, run), ATTR_BOLD));
    if (selected)
        grid_put(c->grid, c->area.col, row, 0x25b8, pen(ROLE_KEY, ATTR_BOLD));
}

/* The first run shown: the selected one stays in sight where there are more runs than lines. */
static int first_run(const struct panel_call *c)
{
    int lines = c->area.rows - 1, selected = c->s->view.selected;
    if (lines < 1 || selected < lines)
        return 0;
    return selected - lines + 1;
}

static void draw(struct panel_call *c)
{
    struct look look;
    if (c->area.rows < 1 || c->area.cols < 4)
        return;
    choose(c, &look);
    draw_line(c, &look, c->area.row, -1);
    int first = first_run(c);
    for (int i = first; i < c->s->race.n && i - first + 1 < c->area.rows; i++)
        draw_line(c, &look, c->area.row + 1 + i - first, i);
    pen_more(c->grid, c->area, c->s->race.n + 1 - c->area.rows);
}

static bool click(const struct panel_call *c, int col, int row, struct action *out)
{
    (void)col;
    int run = row - c->area.row - 1 + first_run(c);
    if (row <= c->area.row || row >= c->area.row + c->area.rows || run >= c->s->race.n)
        return false;
    *out = action_of(ACT_SELECT);
    out->num = run + 1;
    return true;
}

static int want_rows(const struct session *s)
{
    return s->race.n + 3;
}

const struct panel_kind panel_table = {
    .name = "table",
    .title = "runs",
    .help =
        "The numbers of this step. Beside lr and γ stands the knob in which the runs differ most. "
        "The clip factor multiplies the gradient in the next step. η·factor·λ is lr times clip "
        "factor times curvature: over 2, shown red, gradient descent may overshoot. \"3 ago\" "
        "means "
        "that the curvature was measured 3 steps before. \"clipped\" is the share of steps with a "
        "clip factor under 1; \"skipped\" counts steps that were not made; \"scale\" multiplies "
        "the loss in half precision. \"test\" is the test accuracy, or the test loss where there "
        "are no classes, and the step it was measured at. Click a run to select it.",
    .runs = RUNS_NAMED,
    .size = {.min_cols = 30, .min_rows = 4, .want_rows = 6, .rank = 1},
    .want_rows = want_rows,
    .draw = draw,
    .click = click,
};
