#include <math.h>
#include <stdio.h>

#include "base/text.h"
#include "panel/chart/pen.h"
#include "panel/panel.h"

enum { CELL_MAX = 32, GAP = 2, SAY_ROWS = 3, WORDS_MAX = 400 };

struct column {
    const char *head;
    int cols, rank;                    /* the highest rank is dropped first */
    double (*of)(const struct run *r); /* NULL: */
    double share;                      /* the norm at this share of them; 0: */
    void (*text)(const struct run *r, char *buf, size_t size);
};

static double before(const struct run *r)
{
    return r->now.grad_norm;
}

static double after(const struct run *r)
{
    return r->now.grad_norm * r->now.clip_factor;
}

static double ratio(const struct run *r)
{
    return r->now.clip_factor;
}

static void clipped(const struct run *r, char *buf, size_t size)
{
    share_text(buf, size, r->notes.clipped_steps, r->now.step, 1);
}

static void skipped(const struct run *r, char *buf, size_t size)
{
    pen_number(buf, size, r->clip->skips ? (double)r->notes.skipped_steps : NAN, 7);
}

static const struct column columns[] = {
    {"γ", 8, 8, run_threshold, 0, NULL},
    {"‖∇f‖", 8, 1, before, 0, NULL},
    {"clipped to", 10, 3, after, 0, NULL},
    {"ratio", 7, 4, ratio, 0, NULL},
    {"of late", 7, 0, monitor_ratio_recent, 0, NULL},
    {"mean", 7, 5, monitor_ratio, 0, NULL},
    {"% clipped", 9, 2, NULL, 0, clipped},
    {"skipped", 7, 2, NULL, 0, skipped},
    {"g50", 8, 6, NULL, 0.5, NULL},
    {"g90", 8, 7, NULL, 0.9, NULL},
    {"g99", 8, 2, NULL, 0.99, NULL},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static int column_cols(const struct grid *g, int k)
{
    int head = pen_columns(g, columns[k].head);
    return head > columns[k].cols ? head : columns[k].cols;
}

static int name_cols(const struct panel_call *c)
{
    int cols = 3;
    for (int i = 0; i < c->s->race.n; i++) {
        int wide = pen_columns(c->grid, c->s->race.run[i].name);
        cols = wide > cols ? wide : cols;
    }
    return cols;
}

static bool any_skips(const struct race *race)
{
    for (int i = 0; i < race->n; i++)
        if (race->run[i].clip->skips)
            return true;
    return false;
}

/* Marks the columns that fit, the least important dropped first. */
static void choose(const struct panel_call *c, bool *shown)
{
    int total = name_cols(c) + GAP + 1;
    for (int k = 0; k < COLUMNS; k++) {
        shown[k] = columns[k].text != skipped || any_skips(&c->s->race);
        total += shown[k] ? column_cols(c->grid, k) + GAP : 0;
    }
    for (int rank = COLUMNS; rank > 0 && total > c->area.cols; rank--)
        for (int k = 0; k < COLUMNS; k++)
            if (columns[k].rank == rank && shown[k]) {
                shown[k] = false;
                total -= column_cols(c->grid, k) + GAP;
            }
}

static void draw_head(const struct panel_call *c, const bool *shown, int col)
{
    int end = c->area.col + c->area.cols;
    pen_text(c->grid, c->area.col + GAP + 1, c->area.row, end, pen(ROLE_FAINT, 0), "run");
    for (int k = 0; k < COLUMNS; k++) {
        if (!shown[k])
            continue;
        int cols = column_cols(c->grid, k);
        if (col + cols <= end)
            pen_right(c->grid, col, c->area.row, col + cols, pen(ROLE_FAINT, 0), columns[k].head);
        col += cols + GAP;
    }
}

static void draw_run(const struct panel_call *c, const bool *shown, int col, int row, int run)
{
    const struct run *r = &c->s->race.run[run];
    int end = c->area.col + c->area.cols;
    grid_put(c->grid, c->area.col + 1, row, pen_run_marker(c->s, run, c->grid->unicode),
             pen(pen_run_role(c->s, run), ATTR_BOLD));
    pen_text(c->grid, c->area.col + GAP + 1, row, end, pen_run(c->s, run), r->name);
    for (int k = 0; k < COLUMNS; k++) {
        char text[CELL_MAX];
        int cols = column_cols(c->grid, k);
        if (!shown[k])
            continue;
        if (columns[k].of)
            pen_number(text, sizeof text, columns[k].of(r), 3);
        else if (columns[k].text)
            columns[k].text(r, text, sizeof text);
        else
            monitor_text(r->monitor, columns[k].share, text, sizeof text);
        if (col + cols <= end)
            pen_right(c->grid, col, row, col + cols, pen(ROLE_NONE, 0), text);
        col += cols + GAP;
    }
}

/* Of the selected run, or the first that clips. */
static int spoken_of(const struct session *s)
{
    if (s->view.selected >= 0)
        return s->view.selected;
    for (int i = 0; i < s->race.n; i++)
        if (s->race.run[i].notes.clipped_steps > 0)
            return i;
    return 0;
}

static void draw_verdict(const struct panel_call *c, int row)
{
    const struct run *r = &c->s->race.run[spoken_of(c->s)];
    int rows = c->area.row + c->area.rows - row;
    char said[WORDS_MAX], text[WORDS_MAX + RUN_NAME_MAX + 4];
    if (rows < 1)
        return;
    monitor_say(r, said, sizeof said);
    snprintf(text, sizeof text, "%s: %s", r->name, said);
    struct rect at = {c->area.col + 1, row, c->area.cols - 1, rows};
    pen_wrap(c->grid, at, pen(monitor_judge(r) == MONITOR_OVER ? ROLE_WARN : ROLE_NONE, 0), text);
}

static void draw(struct panel_call *c)
{
    bool shown[COLUMNS];
    if (c->area.rows < 1 || c->area.cols < 4 || c->s->race.n == 0)
        return;
    choose(c, shown);
    int col = c->area.col + GAP + 1 + name_cols(c) + GAP;
    draw_head(c, shown, col);
    int row = c->area.row + 1, last = c->area.row + c->area.rows;
    for (int i = 0; i < c->s->race.n && row < last; i++)
        draw_run(c, shown, col, row++, i);
    draw_verdict(c, row);
}

static bool click(const struct panel_call *c, int col, int row, struct action *out)
{
    (void)col;
    int run = row - c->area.row - 1;
    if (run < 0 || run >= c->s->race.n || run >= c->area.rows - 1)
        return false;
    *out = action_of(ACT_SELECT);
    out->num = run + 1;
    return true;
}

static int want_rows(const struct session *s)
{
    return s->race.n + 3 + SAY_ROWS;
}

const struct panel_kind panel_monitor = {
    .name = "monitor",
    .title = "clipping watched",
    .help = "Gradient norms before and after clipping, the clip ratio now, recently (about 100 "
            "steps) and on average, the share of clipped steps, and percentiles. Under it one "
            "verdict by a rule of thumb, and what the loss does.",
    .runs = RUNS_NAMED,
    .size = {.min_cols = 30, .min_rows = 4, .want_rows = 8, .rank = 3},
    .want_rows = want_rows,
    .draw = draw,
    .click = click,
};
