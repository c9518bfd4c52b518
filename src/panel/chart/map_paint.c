#include "panel/chart/map_paint.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/elementary.h"
#include "base/text.h"
#include "draw/axis.h"
#include "panel/chart/pen.h"

enum { LEVELS = MAP_LEVELS, LABEL_COLS = 7, LABELS_MAX = 12 };

struct range {
    double lo, hi; /* logarithms of what the levels stand for; lo > hi: nothing to show */
    double base;   /* taken off a loss */
};

static const struct {
    char glyph;
    enum role role;
} marks[RUN_STATUSES] = {
    [RUN_RUNNING] = {'.', ROLE_FAINT}, [RUN_CONVERGED] = {'#', ROLE_GOOD},
    [RUN_STALLED] = {'-', ROLE_FAINT}, [RUN_CYCLING] = {'~', ROLE_WARN},
    [RUN_DIVERGED] = {'x', ROLE_BAD},
};

/* What a cell's colour stands for, as a logarithm; NAN where it has a mark instead. */
static double worth(const struct map_view *v, const struct sweep_cell *c, double base)
{
    if (v->shown == MAP_SHOW_STEPS && c->status == RUN_CONVERGED)
        return fn_log10(fmax((double)c->steps, 1));
    if (v->shown == MAP_SHOW_LOSS && c->status != RUN_DIVERGED)
        return fn_log10(fmax(c->loss - base, 1e-300)); /* at the infimum: the lowest colour */
    return NAN;
}

static struct range range_of(const struct map_view *v)
{
    double infimum = v->sweep->plan.problem->infimum, floor_at = INFINITY;
    struct range r = {INFINITY, -INFINITY, isfinite(infimum) ? infimum : 0};
    for (int i = 0; i < v->sweep->n; i++) {
        double w = v->ready[i] ? worth(v, &v->sweep->cells[i], r.base) : NAN;
        if (isnan(w))
            continue;
        r.hi = fmax(r.hi, w);
        if (w > -299)
            r.lo = fmin(r.lo, w);
        else
            floor_at = w;
    }
    if (isinf(r.lo) && isfinite(floor_at))
        r.lo = r.hi;
    return r;
}

static int level_of(const struct range *r, double w)
{
    double t = r->hi > r->lo ? (w - r->lo) / (r->hi - r->lo) * LEVELS : 0;
    return t >= LEVELS ? LEVELS - 1 : t > 0 ? (int)t : 0;
}

/* The cell, or while it is not there yet the coarser one whose place it takes; NULL: none. */
static const struct sweep_cell *cell_shown(const struct map_view *v, int i, int j)
{
    for (int stride = 1; stride <= SWEEP_AXIS_MAX; stride *= 2) {
        int k = (j - j % stride) * v->lr->n + i - i % stride;
        if (v->ready[k])
            return &v->sweep->cells[k];
    }
    return NULL;
}

static void level_put(struct grid *g, int col, int row, int level)
{
    struct style s = {.fg = (uint8_t)(ROLE_MAP + level)};
    if (g->colours >= 16)
        grid_fill(g, (struct rect){col, row, 1, 1}, ' ', (struct style){.bg = s.fg});
    else
        grid_put(g, col, row, (uint32_t)('0' + level * 8 / LEVELS), s);
}

static void cell_put(struct grid *g, int col, int row, const struct map_view *v,
                     const struct range *r, const struct sweep_cell *c)
{
    double w = c ? worth(v, c, r->base) : NAN;
    if (!isnan(w))
        level_put(g, col, row, level_of(r, w));
    else if (c)
        grid_put(g, col, row, (uint32_t)marks[c->status].glyph, pen(marks[c->status].role, 0));
}

static int column_of(const struct sweep_axis *a, int at, int extent)
{
    return (2 * at + 1) * a->n / (2 * extent);
}

/* Half a cell's level, -1: it has a mark, or nothing. */
static int half_level(const struct map_view *v, const struct range *r, const struct sweep_cell *c)
{
    double w = c ? worth(v, c, r->base) : NAN;
    return isnan(w) ? -1 : level_of(r, w);
}

/* Two settings in a cell, one over the other, where both have a colour. */
static void halves_put(struct grid *g, int col, int row, const struct map_view *v,
                       const struct range *r, const struct sweep_cell *up,
                       const struct sweep_cell *down)
{
    int a = half_level(v, r, up), b = half_level(v, r, down);
    if (a < 0 && b < 0)
        cell_put(g, col, row, v, r, down ? down : up);
    else if (a == b)
        level_put(g, col, row, a);
    else
        grid_put(g, col, row, a < 0 ? 0x2584 : 0x2580,
                 (struct style){.fg = (uint8_t)(ROLE_MAP + (a < 0 ? b : a)),
                                .bg = (uint8_t)(a < 0 || b < 0 ? ROLE_NONE : ROLE_MAP + b)});
}

static void cells_put(struct grid *g, const struct rect *at, const struct map_view *v,
                      const struct range *r)
{
    bool half = g->unicode && g->colours >= 16;
    for (int y = 0; y < at->rows; y++)
        for (int x = 0; x < at->cols; x++) {
            int i = column_of(v->lr, x, at->cols), up = at->rows - 1 - y;
            if (half)
                halves_put(g, at->col + x, at->row + y, v, r,
                           cell_shown(v, i, column_of(v->gamma, 2 * up + 1, 2 * at->rows)),
                           cell_shown(v, i, column_of(v->gamma, 2 * up, 2 * at->rows)));
            else
                cell_put(g, at->col + x, at->row + y, v, r,
                         cell_shown(v, i, column_of(v->gamma, up, at->rows)));
        }
}

/* Values and places (in cells of the axis) of labels: the values themselves where they are few. */
static int labels_of(const struct sweep_axis *a, int most, bool unicode, struct tick *out)
{
    if (a->n < 2)
        return 0;
    if (a->n <= most) {
        for (int i = 0; i < a->n; i++) {
            out[i].value = a->at[i];
            number_text(out[i].label, sizeof out[i].label, a->at[i], 3);
        }
        return a->n;
    }
    struct axis axis = {a->at[0], a->at[a->n - 1], true};
    return axis_ticks(&axis, most, unicode, out);
}

static void lr_labels(struct grid *g, const struct rect *at, int row, int end,
                      const struct map_view *v)
{
    struct tick ticks[TICKS_MAX];
    int most = at->cols / 8 < LABELS_MAX ? at->cols / 8 : LABELS_MAX;
    int n = labels_of(v->lr, most > 2 ? most : 2, g->unicode, ticks), free_from = 0;
    int name = pen_right(g, at->col, row, end, pen(ROLE_FAINT, 0), "lr");
    for (int i = 0; i < n; i++) {
        double place = (sweep_axis_at(v->lr, ticks[i].value) + 0.5) / v->lr->n;
        int wide = pen_columns(g, ticks[i].label);
        int col = at->col + (int)(place * at->cols) - wide / 2;
        if (col >= free_from && col + wide < name)
            free_from = grid_text(g, col, row, name - 1, pen(ROLE_FAINT, 0), ticks[i].label) + 1;
    }
}

static void gamma_labels(struct grid *g, const struct rect *at, int col, const struct map_view *v)
{
    struct tick ticks[TICKS_MAX];
    int most = at->rows / 2 < LABELS_MAX ? at->rows / 2 : LABELS_MAX, last = at->row + at->rows;
    int n = labels_of(v->gamma, most > 2 ? most : 2, g->unicode, ticks);
    for (int i = 0; i < n; i++) {
        double place = (sweep_axis_at(v->gamma, ticks[i].value) + 0.5) / v->gamma->n;
        int row = at->row + at->rows - 1 - (int)(place * at->rows);
        if (row >= last || row <= at->row) /* the top row has the name */
            continue;
        pen_right(g, col, row, at->col - 1, pen(ROLE_FAINT, 0), ticks[i].label);
        last = row;
    }
    if (v->gamma->n > 1)
        pen_right(g, col, at->row, at->col - 1, pen(ROLE_FAINT, 0), "γ");
}

/* A sign and what it stands for, if that has room. Returns the column after it and its gap. */
static int legend_item(struct grid *g, int col, int row, int end, uint32_t glyph, enum role role,
                       const char *word)
{
    if (col + 2 + (int)strlen(word) > end)
        return col;
    grid_put(g, col, row, glyph, pen(role, 0));
    return grid_text(g, col + 2, row, end, pen(ROLE_FAINT, 0), word) + 2;
}

/* "▒▒▒▒▒▒▒▒ 52 to 2000  x diverged  . slow  + now  * fastest": what is there, as far as there is
 * room. The unit is in the title. */
static void legend(struct grid *g, struct rect line, const struct map_view *v,
                   const struct range *r)
{
    int col = line.col, end = line.col + line.cols;
    if (r->lo <= r->hi && line.cols > LEVELS) {
        for (int i = 0; i < LEVELS; i += LEVELS / 8)
            level_put(g, col++, line.row, i);
        int digits = v->shown == MAP_SHOW_STEPS ? 6 : 2;
        col = pen_printf(g, col + 1, line.row, end, pen(ROLE_FAINT, 0), "%s to %s",
                         NUMBER(fn_pow(10, r->lo), digits), NUMBER(fn_pow(10, r->hi), digits)) +
              2;
    }
    for (int status = 0; status < RUN_STATUSES; status++) {
        bool any = false;
        for (int i = 0; i < v->sweep->n && !any; i++)
            any = v->ready[i] && (int)v->sweep->cells[i].status == status &&
                  isnan(worth(v, &v->sweep->cells[i], r->base));
        if (any)
            col = legend_item(g, col, line.row, end, (uint32_t)marks[status].glyph,
                              marks[status].role,
                              status == RUN_RUNNING ? "slow" : run_status_names[status]);
    }
    if (v->now)
        col = legend_item(g, col, line.row, end, '+', ROLE_MARK, "now");
    if (v->best >= 0)
        legend_item(g, col, line.row, end, '*', ROLE_TITLE, "fastest");
}

/* On |θ|^p, p > 2, gradient descent has exact boundaries, where the longest step of any θ is twice
 * θ: a γ for each lr where the clip rule knows it, an lr without a clip. NAN: this is no such run.
 */
static double boundary_power(const struct sweep_plan *plan)
{
    double p = problem_exponent(plan->problem);
    return plan->run.optimizer->plain && p > 2 ? p : NAN;
}

static double place_dots(const struct sweep_axis *a, double v, int extent)
{
    return (sweep_axis_at(a, v) + 0.5) / a->n * extent - 0.5;
}

static void boundary_draw(struct grid *g, const struct rect *at, const struct map_view *v)
{
    const struct sweep_plan *plan = &v->sweep->plan;
    const struct clip_kind *clip = plan->run.clip;
    double p = boundary_power(plan), x_before = NAN, y_before = NAN;
    struct canvas c = canvas_of(g, *at);
    c.over = true;
    if (isnan(p) || v->lr->n < 2)
        return;
    for (int i = 0; clip->reach && v->gamma->n > 1 && i < c.width; i++) {
        double lr = sweep_axis_value(v->lr, (i + 0.5) / c.width * v->lr->n - 0.5);
        double up = place_dots(v->gamma, clip_edge(clip, p, lr), c.height), y = c.height - 1 - up;
        canvas_line(&c, x_before, y_before, i, y, ROLE_BOUND, NULL);
        x_before = i, y_before = y;
    }
    if (clip->keeps) { /* the farthest start decides, and is the first */
        double x = place_dots(v->lr, 2 / (p * fn_pow(fabs(plan->starts[0]), p - 2)), c.width);
        canvas_line(&c, x, 0, x, c.height - 1, ROLE_BOUND, NULL);
    }
}

static int clamp(double v, int most)
{
    return v > most ? most : v > 0 ? (int)v : 0;
}

enum { PLATE_COLS = 12, PLATE_ROWS = 4 }; /* of a cell that has room for words */

/* What became of a setting: "57 steps", "f 2.303", "diverged". name: of the value, "" for none. */
static void outcome_text(const struct sweep_cell *c, const char *name, char *buf, size_t size)
{
    char loss[24];
    if (c->status == RUN_CONVERGED)
        snprintf(buf, size, " %llu step%s ", (unsigned long long)c->steps,
                 c->steps == 1 ? "" : "s");
    else if (c->status == RUN_RUNNING)
        snprintf(buf, size, *name ? " %s %s " : "%s %s ", name,
                 number_text(loss, sizeof loss, c->loss, 4));
    else
        snprintf(buf, size, " %s ", run_status_names[c->status]);
}

/* Few cells are large: they say it in words, under their middle, which is for marks. */
static void outcomes_put(struct grid *g, const struct rect *at, const struct map_view *v)
{
    int cols = at->cols / v->lr->n, rows = at->rows / v->gamma->n;
    for (int k = 0; cols >= PLATE_COLS && rows >= PLATE_ROWS && k < v->sweep->n; k++) {
        char text[32];
        if (!v->ready[k])
            continue;
        outcome_text(&v->sweep->cells[k], pen_loss_name(v->sweep->plan.problem, false), text,
                     sizeof text);
        if (pen_columns(g, text) > cols)
            outcome_text(&v->sweep->cells[k], "", text, sizeof text);
        double x = (k % v->lr->n + 0.5) / v->lr->n, y = (k / v->lr->n + 0.5) / v->gamma->n;
        int col = at->col + (int)(x * at->cols) - pen_columns(g, text) / 2;
        int row = at->row + at->rows - (int)(y * at->rows);
        pen_text(g, col, row, at->col + at->cols, pen(ROLE_NONE, 0), text);
    }
}

/* A glyph on the cell of a setting; where that is off the map an arrow at its edge. */
static void point_put(struct grid *g, const struct rect *at, const struct map_view *v,
                      const struct sweep_point *p, uint32_t glyph, enum role role)
{
    double x = v->lr->n > 1 ? (sweep_axis_at(v->lr, p->lr) + 0.5) / v->lr->n : 0.5;
    double y = v->gamma->n > 1 ? (sweep_axis_at(v->gamma, p->gamma) + 0.5) / v->gamma->n : 0.5;
    if (isnan(x) || isnan(y))
        return;
    if (x < 0 || x > 1)
        glyph = x < 0 ? 0x2190 : 0x2192;
    else if (y < 0 || y > 1)
        glyph = y < 0 ? 0x2193 : 0x2191;
    int col = at->col + clamp(x * at->cols, at->cols - 1);
    int row = at->row + at->rows - 1 - clamp(y * at->rows, at->rows - 1);
    struct cell *cell = grid_cell(g, col, row);
    if (cell)
        pen_on_ground(cell);
    grid_put(g, col, row, glyph, pen(role, ATTR_BOLD));
}

void map_paint(struct grid *g, struct rect area, const struct map_view *v, struct rect *cells)
{
    bool names = area.rows >= 5 && area.cols >= 20;
    int gutter = names && v->gamma->n > 1 ? LABEL_COLS : 0;
    struct rect at = {area.col + gutter, area.row + names, area.cols - gutter,
                      area.rows - 2 * names};
    *cells = (struct rect){0};
    if (at.cols < 1 || at.rows < 1)
        return;
    struct range r = range_of(v);
    *cells = at;
    cells_put(g, &at, v, &r);
    boundary_draw(g, &at, v);
    outcomes_put(g, &at, v);
    if (v->best >= 0)
        point_put(g, &at, v, &v->sweep->points[v->best], '*', ROLE_TITLE);
    if (v->now)
        point_put(g, &at, v, v->now, '+', ROLE_MARK);
    if (!names)
        return;
    legend(g, (struct rect){area.col, area.row, area.cols, 1}, v, &r);
    gamma_labels(g, &at, area.col, v);
    lr_labels(g, &at, area.row + area.rows - 1, area.col + area.cols, v);
}

bool map_point_at(const struct map_view *v, const struct rect *cells, int col, int row,
                  struct sweep_point *out)
{
    int x = col - cells->col, y = cells->row + cells->rows - 1 - row;
    if (x < 0 || y < 0 || x >= cells->cols || y >= cells->rows)
        return false;
    *out = (struct sweep_point){v->lr->at[column_of(v->lr, x, cells->cols)],
                                v->gamma->at[column_of(v->gamma, y, cells->rows)]};
    return true;
}
