/* How long a bad batch shows in the steps of each run: their lengths over that of the last step
 * before it, on a bar from 0 to twice that. */
#include <math.h>
#include <stdio.h>

#include "panel/chart/columns.h"

enum {
    CELL = 40,
    NAME_MOST = 14,
    MARKER_COLS = 2,
    NUMBERS = 4,
    WIDE = 12,
    BAR_LEAST = 14,
    BAR_MOST = 48
};

static const char *const heads[NUMBERS] = {"at it", "shortest", "now", "normal after"};

static void times(char *buf, double v)
{
    if (isnan(v))
        snprintf(buf, CELL, "–");
    else
        pen_number(buf, CELL, v, 3);
}

/* It ended at the bad gradient, before it made a step of it. */
static bool ended_by_it(const struct run *r)
{
    return r->now.status == RUN_DIVERGED && bad_at(r->knobs.bad, r->now.step);
}

static bool had_one(const struct run *r)
{
    return r->notes.bad.at > 0 || ended_by_it(r);
}

static void cell_text(const struct run *r, int which, char *buf)
{
    const struct bad_trail *t = &r->notes.bad;
    if (r->now.status == RUN_DIVERGED && (which > 0 || ended_by_it(r)))
        snprintf(buf, CELL, which == 3 ? "diverged" : "–");
    else if (which == 0 && t->hit == 0)
        snprintf(buf, CELL, "skipped");
    else if (which == 0)
        times(buf, t->hit);
    else if (t->since == 0)
        snprintf(buf, CELL, "–");
    else if (which == 1)
        times(buf, t->least);
    else if (which == 2)
        times(buf, t->now);
    else if (t->back == UINT64_MAX)
        snprintf(buf, CELL, "> %llu", (unsigned long long)t->since);
    else
        snprintf(buf, CELL, "%llu step%s", (unsigned long long)t->back, t->back == 1 ? "" : "s");
}

/* From 0 to 2; the middle is a step as before. */
static void draw_bar(const struct panel_call *c, int col, int row, int cols, const struct run *r,
                     int i)
{
    double now = r->notes.bad.now;
    if (!isfinite(now) || !pen_alive(r))
        return;
    pen_text(c->grid, col + cols / 2, row, col + cols, pen(ROLE_FAINT, 0), "|");
    pen_bar(c->s, c->grid, (struct rect){col, row, cols, 1}, now / 2, pen_run(c->s, i));
}

static bool seen(const struct session *s)
{
    for (int i = 0; i < s->race.n; i++)
        if (had_one(&s->race.run[i]))
            return true;
    return false;
}

/* Marker and name, as the curves of the panels beside this one have the markers alone. */
static void draw_name(struct panel_call *c, int col, int row, int end, int i)
{
    const struct session *s = c->s;
    grid_put(c->grid, col, row, pen_run_marker(s, i, c->grid->unicode), pen_run(s, i));
    pen_text(c->grid, col + MARKER_COLS, row, end, pen_run(s, i), s->race.run[i].name);
}

static void draw_none(struct panel_call *c, struct rect at)
{
    int row = at.row + pen_wrap(c->grid, at, pen(ROLE_FAINT, 0),
                                "no bad batch so far: press X to make the next gradient bad");
    int row_of_names = row;
    for (int i = 0; i < c->s->race.n && row < at.row + at.rows; i++)
        draw_name(c, at.col, row++, at.col + at.cols, i);
    pen_more(c->grid, c->area, c->s->race.n - (at.row + at.rows - row_of_names));
}

static void draw(struct panel_call *c)
{
    const struct session *s = c->s;
    struct rect at = c->area;
    int end = at.col + at.cols;
    at.col++, at.cols--;
    if (!seen(s)) {
        draw_none(c, at);
        return;
    }
    int names = columns_names(c, 3),
        name_cols = MARKER_COLS + (names < NAME_MOST ? names : NAME_MOST);
    int numbers = (at.cols - name_cols) / (WIDE + 1), bar_col, bar;
    numbers = numbers < NUMBERS ? numbers : NUMBERS;
    bar_col = at.col + name_cols + numbers * (WIDE + 1) + 2;
    bar = end - bar_col < BAR_MOST ? end - bar_col : BAR_MOST;
    /* In a narrow panel the last columns stay: what is now, and how long it took. */
    for (int k = 0; k < numbers; k++)
        pen_text(c->grid, at.col + name_cols + 1 + k * (WIDE + 1), at.row, end, pen(ROLE_FAINT, 0),
                 heads[NUMBERS - numbers + k]);
    if (bar >= BAR_LEAST)
        pen_text(c->grid, bar_col, at.row, end, pen(ROLE_FAINT, 0), "0 to 2, | is 1");
    for (int i = 0, row = at.row + 1; i < s->race.n && row < at.row + at.rows; i++) {
        const struct run *r = &s->race.run[i];
        char text[CELL];
        if (s->view.selected >= 0 && s->view.selected != i)
            continue;
        draw_name(c, at.col, row, at.col + name_cols, i);
        for (int k = 0; k < numbers && had_one(r); k++) {
            int col = at.col + name_cols + 1 + k * (WIDE + 1);
            cell_text(r, NUMBERS - numbers + k, text);
            pen_text(c->grid, col, row, col + WIDE, pen(ROLE_NONE, 0), text);
        }
        if (bar >= BAR_LEAST)
            draw_bar(c, bar_col, row, bar, r, i);
        row++;
    }
    if (s->view.selected < 0)
        pen_more(c->grid, c->area, s->race.n + 1 - at.rows);
}

static int want_rows(const struct session *s)
{
    return s->race.n + 3;
}

const struct panel_kind panel_bad_batch = {
    .name = "bad-batch",
    .title = "bad batch",
    .titles = "bad batch: step length ÷ step length before it\n"
              "bad batch: step ÷ step before it\nbad batch",
    .help = "How long a bad batch shows in each run: the step length, divided by the length of the "
            "last step before it. The columns are the step made with the bad batch, the shortest "
            "since, and the last one. Then come the steps until the length was within 10 % again. "
            "The bar is the last step. Press X to make the next gradient bad.",
    .runs = RUNS_NAMED,
    .size = {.min_cols = 30, .min_rows = 4, .want_rows = 8, .rank = 2},
    .want_rows = want_rows,
    .draw = draw,
};
