#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "panel/chart/columns.h"
#include "panel/chart/telling.h"

enum { LR_COLS = 7, LOSS_COLS = 8, THETA_COLS = 20, REACH_COLS = 14, AGE_COLS = 7, LEFT = 3 };

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

COLUMN_OF(loss, r->now.loss)
COLUMN_OF(gradient, r->now.grad_norm)
COLUMN_OF(skipped, r->clip->skips ? (double)r->notes.skipped_steps : NAN)
COLUMN_OF(evals, (double)r->notes.evals)

static void theta_text(const struct run *r, char *buf, size_t size)
{
    if (r->dim == 1)
        columns_number(buf, size, r->x[0], 4, LOSS_COLS);
    else if (r->dim == 2)
        snprintf(buf, size, "%s, %s", NUMBER(r->x[0], 3), NUMBER(r->x[1], 3));
    else
        snprintf(buf, size, "–");
}

static void clip_text(const struct run *r, char *buf, size_t size)
{
    if (r->now.skipped)
        snprintf(buf, size, "skip");
    else
        columns_number(buf, size, r->now.clip_factor, 3, LR_COLS);
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
    columns_number(buf, size, v, 3, REACH_COLS - (int)strlen(age));
    snprintf(buf + strlen(buf), size - strlen(buf), "%s", age);
}

static void clipped_text(const struct run *r, char *buf, size_t size)
{
    bool any = r->now.step > 0 && !r->clip->keeps;
    snprintf(buf, size, "%s%s", SHARE_TEXT(r->notes.clipped_steps, any ? r->now.step : 0, 1),
             any ? "%" : "");
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
    {"run", 9, 0, .text = name_text, .left = true},
    {"rule", 11, 13, .text = rule_text, .left = true},
    {"lr", LR_COLS, 2, .of = run_rate, .digits = 4},
    {"γ", LR_COLS, 3, .of = run_threshold, .digits = 4},
    {"", LR_COLS, 7, .digits = 5}, /* the knob that tells the runs apart, if there is one */
    {"θ", LOSS_COLS, 11, .text = theta_text},
    {"loss", LOSS_COLS, 1, .of = loss, .digits = 4},
    {"‖∇f‖", LOSS_COLS, 4, .of = gradient, .digits = 4},
    {"clip factor", LR_COLS, 9, .text = clip_text},
    {"η·factor·λ < 2", REACH_COLS, 8, .text = stability_text},
    {"clipped", 7, 10, .text = clipped_text},
    {"skipped", LR_COLS, 7, .of = skipped, .digits = 7},
    {"loss scale", LR_COLS, 9, .of = run_loss_scale, .digits = 6},
    {"test (step)", 13, 6, .text = test_text},
    {"evals", 8, 12, .of = evals, .digits = 7},
    {"status", 21, 5, .text = status_text, .status = true, .left = true, .rest = true},
};
enum { COLUMNS = sizeof columns / sizeof *columns };
static_assert((int)COLUMNS <= (int)COLUMNS_MOST, "there is room for every column");

static bool is_knob(const struct column *k)
{
    return !k->of && !k->text;
}

/* The head of what is no loss and no gradient; NULL: the column's own. */
static const char *head_of(const struct columns *t, const struct session *s, const struct column *k)
{
    const char *value = s->race.problem.kind->value_name;
    if (k->of == loss && value)
        return value;
    if (k->of == gradient && value)
        return "‖v‖"; /* a field */
    return is_knob(k) ? t->knob : NULL;
}

/* What stays is as wide as the longest; of more than one parameter θ is two numbers. */
static int wide_of(const struct columns *t, const struct panel_call *c, const struct column *k)
{
    const struct race *race = &c->s->race;
    int cols = k->text == theta_text && race->problem.dim != 1 ? THETA_COLS : 0;
    bool stays = k->text == name_text || k->text == rule_text || is_knob(k);
    for (int i = 0; stays && i < race->n; i++) {
        char text[COLUMN_TEXT];
        columns_text(t, k, &race->run[i], text, sizeof text);
        int wide = pen_columns(c->grid, text);
        cols = wide > cols ? wide : cols;
    }
    return cols;
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
static bool has(const struct columns *t, const struct session *s, const struct column *k)
{
    const struct race *race = &s->race;
    if (is_knob(k))
        return t->knob != NULL;
    if (k->text == stability_text && (race->problem.kind->game || !measures(race)))
        return false;
    if (k->text == theta_text)
        return race->problem.dim <= TRACE_DIMS;
    if (k->text == test_text)
        return race->n > 0 && race->run[0].exam && race->problem.samples[PART_TEST] > 0;
    bool any = k->of != skipped && k->of != run_loss_scale;
    for (int i = 0; i < race->n; i++) {
        const struct clip_kind *clip = race->run[i].clip;
        any = any || (k->of == skipped ? clip->skips : clip->loss_scale != NULL);
    }
    return any;
}

static struct columns choose(const struct panel_call *c)
{
    struct columns t = {.knob = telling_knob(&c->s->race),
                        .rests = session_next(c->s) == CLOCK_REST};
    for (int k = 0; k < COLUMNS; k++)
        if (has(&t, c->s, &columns[k]))
            columns_add(&t, c->grid, &columns[k], head_of(&t, c->s, &columns[k]),
                        wide_of(&t, c, &columns[k]));
    columns_fit(&t, c->area.cols - (COLUMN_GAP - 1));
    return t;
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

static struct style style_of(const struct session *s, int run, const struct column *k)
{
    const struct run *r = &s->race.run[run];
    enum role role = ROLE_NONE;
    if (k->text == name_text)
        role = pen_run_role(s, run);
    else if (k->text == status_text)
        role = status_role(r->now.status);
    else if (k->text == stability_text && stability_of(r, &(uint64_t){0}) > run_limit(r))
        role = ROLE_BAD; /* over the limit */
    return pen(role, s->view.selected == run ? ATTR_BOLD : 0);
}

static void draw_run(const struct panel_call *c, const struct columns *t, int row, int run)
{
    const struct session *s = c->s;
    columns_cells(t, c, c->area.col + LEFT, row, run, style_of);
    grid_put(c->grid, c->area.col + 1, row, pen_run_marker(s, run, c->grid->unicode),
             pen(pen_run_role(s, run), ATTR_BOLD));
    if (s->view.selected == run)
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
    if (c->area.rows < 1 || c->area.cols < 4)
        return;
    struct columns t = choose(c);
    columns_heads(&t, c, c->area.col + LEFT, c->area.row);
    int first = first_run(c);
    for (int i = first; i < c->s->race.n && i - first + 1 < c->area.rows; i++)
        draw_run(c, &t, c->area.row + 1 + i - first, i);
    pen_more(c->grid, c->area, c->s->race.n + 1 - c->area.rows);
}

static bool click(const struct panel_call *c, UNUSED int col, int row, struct action *out)
{
    int run = row - c->area.row - 1 + first_run(c);
    return row > c->area.row && row < c->area.row + c->area.rows && run < c->s->race.n &&
           columns_select(out, run);
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
        "means that the curvature was measured 3 steps before. \"clipped\" is the share of steps "
        "with a clip factor under 1; \"skipped\" counts steps that were not made; \"loss scale\" "
        "multiplies the loss in half precision. \"test\" is the test accuracy, or the test loss "
        "where there are no classes, and the step it was measured at. Click a run to select it.",
    .runs = RUNS_NAMED,
    .size = {.min_cols = 30, .min_rows = 4, .want_rows = 6, .rank = 1},
    .want_rows = want_rows,
    .draw = draw,
    .click = click,
};
