/* The points a generator makes, drawn over the points of the data. */
#include <stdio.h>

#include "panel/chart/pen.h"
#include "panel/panel.h"
#include "problem/problem.h"

/* A made point farther out than this many widths of the picture is not said to be beside it. */
static int draw_points(struct plot *p, const double *xy, int n, enum role role)
{
    int beyond = 0;
    for (int i = 0; i < n; i++) {
        double x = xy[2 * i], y = xy[2 * i + 1];
        bool inside = x >= p->x.lo && x <= p->x.hi && y >= p->y.lo && y <= p->y.hi;
        beyond += !inside;
        if (inside)
            plot_dot(p, x, y, role);
    }
    return beyond;
}

enum { TILE_COLS = 18, TILE_ROWS = 6, AXIS_COLS = 5, AXIS_ROWS = 3 };

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* How many of n parts stand side by side, so that a ring is as large as it can be: a cell is twice
 * as high as wide. */
static int across_of(const struct rect *all, int n)
{
    int best = 1, largest = 0;
    for (int across = 1; across <= least(n, all->cols / TILE_COLS); across++) {
        int down = (n + across - 1) / across;
        int ring = least(all->cols / across - AXIS_COLS, 2 * (all->rows / down - AXIS_ROWS));
        if (ring >= largest)
            best = across, largest = ring;
    }
    return best;
}

/* Part i of n. */
static struct rect tile(const struct rect *all, int i, int n)
{
    int across = across_of(all, n);
    int down = (n + across - 1) / across, row = i / across, col = i % across;
    int left = all->cols * col / across, right = all->cols * (col + 1) / across;
    int top = all->rows * row / down, bottom = all->rows * (row + 1) / down;
    return (struct rect){all->col + left, all->row + top, right - left - (col + 1 < across),
                         bottom - top};
}

/* One run: its name over the ring, the true points faint, those it makes in its colour. */
static void draw_run(struct panel_call *c, struct rect at, int i)
{
    const struct session *s = c->s;
    const struct race *race = &s->race;
    const struct problem *p = &race->problem;
    const double *home = p->kind->home, *truth, *made;
    struct axis x = {home[0], home[1], false}, y = {home[2], home[3], false};
    int row = at.row;
    at.row++, at.rows--;
    struct plot plot = pen_plot(c->grid, at, x, y, NULL, NULL);
    int n = p->kind->made(p, race->look, race->run[i].x, &truth, &made);
    draw_points(&plot, truth, n, ROLE_FAINT);
    int beyond = draw_points(&plot, made, n, pen_run_role(s, i));
    int col =
        pen_printf(c->grid, at.col, row, at.col + at.cols, pen_run(s, i), "%s", race->run[i].name);
    char out[24];
    snprintf(out, sizeof out, "%d out", beyond);
    if (beyond > 0 && col + 1 + pen_columns(c->grid, out) <= at.col + at.cols)
        pen_text(c->grid, col + 1, row, at.col + at.cols, pen(ROLE_WARN, 0), out);
}

static void draw(struct panel_call *c)
{
    const struct session *s = c->s;
    int first = s->view.selected >= 0 ? s->view.selected : 0;
    int n = s->view.selected >= 0 ? 1 : s->race.n;
    if (!s->race.problem.kind->made) {
        pen_wrap(c->grid, c->area, pen(ROLE_FAINT, 0),
                 "only for games whose generator makes points");
        return;
    }
    while (n > 1 && tile(&c->area, 0, n).rows < TILE_ROWS)
        n--;
    for (int i = 0; i < n; i++)
        draw_run(c, tile(&c->area, i, n), first + i);
}

const struct panel_kind panel_made = {
    .name = "made",
    .title = "generated points",
    .help = "The points that the generator of each run makes, in the colour of the run, among the "
            "true ones, which are faint. The same noise goes in at every look, so a point that "
            "moves was moved by training.",
    .runs = RUNS_NAMED,
    .size = {.min_cols = 28, .min_rows = 9, .want_rows = 0, .rank = 0},
    .draw = draw,
};
