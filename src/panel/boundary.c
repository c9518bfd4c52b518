#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/elementary.h"
#include "base/memory.h"
#include "panel/chart/pen.h"
#include "panel/panel.h"
#include "problem/network.h"

/* What the network says is asked at every dot of the picture while that is cheap; of a large one at
 * every second, fourth, ...: so many multiplications a frame at most, about 2 ms. */
#define WORK_MOST 2e7
enum { LEVELS = MAP_LEVELS, DOTS_AT_ONCE = 256, POINTS_MOST = 400 };

static const char ramp[] = " .:-=+*%"; /* a glyph for two levels each */

/* Shapes of classes: none is the marker of a run. */
static const uint32_t shapes[REGIONS] = {0x25aa, 'o',    0x25b4, 0x25ff,
                                         0x2715, 0x25b9, 0x2736, 0x253c};
static const char shapes_ascii[] = "@c$~\"s/?"; /* and none is in the ramp */

struct memo {
    uint64_t race, version, step; /* made of these */
    int run, cols, rows, coarse, bytes;
    double box[4]; /* x_lo x_hi y_lo y_hi, of the data with a margin */
    int n_points;
    double *point;        /* n_points × 3: the two inputs, the class or target */
    double *in, *out;     /* of so many samples at once */
    unsigned char *level; /* cols × rows, top row first */
    float *curve;         /* of one input: cols values */
};

static int shown_run(const struct session *s)
{
    return s->view.selected >= 0 ? s->view.selected : 0;
}

static size_t room(const struct problem *p, int cols, int rows)
{
    const struct data *d = network_data(p);
    size_t once = (size_t)(d->inputs + network_outputs(p)) * DOTS_AT_ONCE;
    return sizeof(struct memo) + (once + 3 * POINTS_MOST) * sizeof(double) +
           (size_t)cols * sizeof(float) + (size_t)cols * (size_t)rows;
}

/* The training points (an even choice of many), and the window round them. */
static void take_points(struct memo *m, const struct problem *p)
{
    const struct data *d = network_data(p);
    int all = d->n[PART_TRAIN];
    m->n_points = all < POINTS_MOST ? all : POINTS_MOST;
    double lo[2] = {INFINITY, INFINITY}, hi[2] = {-INFINITY, -INFINITY};
    for (int i = 0; i < m->n_points; i++) {
        real x[2] = {0}, y = 0;
        const int *which = &d->order[(int64_t)i * all / m->n_points];
        double *to = m->point + 3 * (size_t)i;
        data_rows(d, which, 1, x, &y);
        to[0] = (double)x[0];
        to[1] = d->inputs == 2 ? (double)x[1] : (double)y;
        to[2] = (double)y;
        for (int k = 0; k < 2; k++) {
            lo[k] = fmin(lo[k], to[k]);
            hi[k] = fmax(hi[k], to[k]);
        }
    }
    for (int k = 0; k < 2; k++) {
        double margin = fmax(0.08 * (hi[k] - lo[k]), 1e-3);
        m->box[2 * k] = lo[k] - margin;
        m->box[2 * k + 1] = hi[k] + margin;
    }
}

/* The memo for a picture of cols×rows samples; anew where the size or the race is another. */
static struct memo *memo_get(const struct panel_call *c, int cols, int rows)
{
    const struct problem *p = &c->s->race.problem;
    const struct data *d = network_data(p);
    struct memo *m = *c->memo;
    if (m && m->race == c->s->race_count && m->cols == cols && m->rows == rows)
        return m;
    free(m);
    *c->memo = m = mem_alloc(1, room(p, cols, rows));
    m->race = c->s->race_count;
    m->cols = cols;
    m->rows = rows;
    m->run = -1;
    m->point = (double *)(m + 1);
    m->in = m->point + 3 * POINTS_MOST;
    m->out = m->in + (size_t)d->inputs * DOTS_AT_ONCE;
    m->curve = (float *)(m->out + (size_t)network_outputs(p) * DOTS_AT_ONCE);
    m->level = (unsigned char *)(m->curve + cols);
    double dots = (double)cols * rows * p->dim;
    m->coarse = 1;
    while (dots / m->coarse / m->coarse > WORK_MOST && m->coarse < 16)
        m->coarse *= 2;
    take_points(m, p);
    return m;
}

/* Of two classes: how sure it is of the second, by the softmax. Of more: the likeliest, by its
 * number. */
static unsigned char level_of(const double *out, int n)
{
    int best = 0;
    for (int k = 1; k < n; k++)
        if (out[k] > out[best])
            best = k;
    if (n == 2) {
        double sure = 1 / (1 + fn_exp(out[0] - out[1]));
        return (unsigned char)(sure >= 1 ? LEVELS - 1 : sure > 0 ? (int)(sure * LEVELS) : 0);
    }
    return (unsigned char)(best % REGIONS);
}

/* A dot of the coarse picture is so many of the fine one each way. */
static void lay_dot(struct memo *m, int row, int col, unsigned char level)
{
    for (int i = row; i < row + m->coarse && i < m->rows; i++)
        for (int k = col; k < col + m->coarse && k < m->cols; k++)
            m->level[(size_t)i * (size_t)m->cols + (size_t)k] = level;
}

/* As many dots at once as there is room for, whatever rows they lie in: to a large network every
 * call is a look at all its parameters. */
static void ask_map(struct memo *m, const struct run *r)
{
    int outputs = network_outputs(r->problem), step = m->coarse;
    int across = (m->cols + step - 1) / step, all = across * ((m->rows + step - 1) / step);
    double wide = m->box[1] - m->box[0], high = m->box[3] - m->box[2];
    for (int first = 0; first < all; first += DOTS_AT_ONCE) {
        int n = all - first < DOTS_AT_ONCE ? all - first : DOTS_AT_ONCE;
        for (int k = 0; k < n; k++) {
            int row = (first + k) / across * step, col = (first + k) % across * step;
            m->in[2 * k] = m->box[0] + (col + 0.5 * step) / m->cols * wide;
            m->in[2 * k + 1] = m->box[3] - (row + 0.5 * step) / m->rows * high;
        }
        network_predict(r->problem, r->look, r->x, m->in, n, m->out);
        for (int k = 0; k < n; k++)
            lay_dot(m, (first + k) / across * step, (first + k) % across * step,
                    level_of(m->out + (size_t)k * (size_t)outputs, outputs));
    }
}

static void ask_curve(struct memo *m, const struct run *r)
{
    int outputs = network_outputs(r->problem);
    for (int first = 0; first < m->cols; first += DOTS_AT_ONCE) {
        int n = m->cols - first < DOTS_AT_ONCE ? m->cols - first : DOTS_AT_ONCE;
        for (int k = 0; k < n; k++)
            m->in[k] = m->box[0] + (first + k) / fmax(m->cols - 1, 1) * (m->box[1] - m->box[0]);
        network_predict(r->problem, r->look, r->x, m->in, n, m->out);
        for (int k = 0; k < n; k++)
            m->curve[first + k] = (float)m->out[(size_t)k * (size_t)outputs];
    }
}

/* Asks the network anew if the run has moved. What was asked first stays of one that has diverged:
 * its parameters say nothing. */
static void ask(struct memo *m, const struct session *s, int run)
{
    const struct run *r = &s->race.run[run];
    if (m->run == run && m->step == r->now.step && m->version == r->trace.version)
        return;
    m->run = run;
    m->step = r->now.step;
    m->version = r->trace.version;
    if (network_data(r->problem)->inputs == 1)
        ask_curve(m, r);
    else
        ask_map(m, r);
}

static void lay_map(struct grid *g, const struct rect *at, const struct memo *m, int classes,
                    bool coloured)
{
    int first = classes == 2 ? ROLE_SIDE : ROLE_REGION;
    bool half = m->rows != at->rows;
    for (int r = 0; r < at->rows; r++) {
        const unsigned char *up = m->level + (size_t)(half ? 2 * r : r) * (size_t)m->cols;
        struct cell *cell = grid_cell(g, at->col, at->row + r);
        for (int k = 0; k < at->cols && cell; k++, up++, cell++) {
            int down = half ? up[m->cols] : *up;
            cell->fg = (uint8_t)(first + *up);
            if (!half && coloured)
                cell->bg = cell->fg;
            if (!half) {
                cell->glyph =
                    coloured ? ' ' : (unsigned char)ramp[classes == 2 ? *up * 8 / LEVELS : *up];
                continue;
            }
            cell->bg = (uint8_t)(first + down);
            cell->glyph = *up != down ? 0x2580 : ' '; /* ▀ */
        }
    }
}

/* A class has a shape of its own, which lies on the map and keeps its colour. */
static void draw_points(struct plot *p, const struct memo *m, int classes)
{
    const struct rect *at = &p->canvas.area;
    struct grid *g = p->canvas.grid;
    for (int i = 0; i < m->n_points; i++) {
        const double *point = m->point + 3 * (size_t)i;
        int class_ = (int)point[2] % REGIONS;
        int col = at->col + (int)(plot_x(p, point[0]) * at->cols / p->canvas.width);
        int row = at->row + (int)(plot_y(p, point[1]) * at->rows / p->canvas.height);
        struct cell *cell = grid_cell(g, col, row);
        if (!cell || !rect_has(at, col, row))
            continue;
        enum role role = classes == 2 ? (enum role)(ROLE_POINT + class_) : ROLE_TITLE;
        pen_on_ground(cell);
        grid_put(g, col, row, g->unicode ? shapes[class_] : (unsigned char)shapes_ascii[class_],
                 pen(role, ATTR_BOLD));
    }
}

static void draw_curve(struct panel_call *c, struct memo *m, int run)
{
    const struct run *r = &c->s->race.run[run];
    struct axis x = {m->box[0], m->box[1], false}, y = {m->box[2], m->box[3], false};
    struct plot p = pen_plot(c->grid, c->area, x, y, "x", "y");
    for (int i = 0; i < m->n_points; i++)
        plot_dot(&p, m->point[3 * i], m->point[3 * i + 1], ROLE_FAINT);
    double each = (m->box[1] - m->box[0]) / fmax(m->cols - 1, 1);
    for (int k = 1; k < m->cols && pen_alive(r); k++)
        plot_line(&p, m->box[0] + (k - 1) * each, (double)m->curve[k - 1], m->box[0] + k * each,
                  (double)m->curve[k], pen_run_role(c->s, run), NULL);
    plot_end(&p);
}

static void draw(struct panel_call *c)
{
    const struct session *s = c->s;
    const struct problem *problem = &s->race.problem;
    bool half = c->grid->unicode && c->grid->colours >= 16;
    const struct data *d = network_is(problem) ? network_data(problem) : NULL;
    if (!d || !(d->inputs == 1 || (d->inputs == 2 && d->classes > 0))) {
        pen_wrap(c->grid, c->area, pen(ROLE_FAINT, 0),
                 "a picture only of networks with two inputs and classes, or with one input");
        return;
    }
    if (c->area.cols < 2 || c->area.rows < 2)
        return;
    int run = shown_run(s), rows = c->area.rows * (half ? 2 : 1);
    if (d->inputs == 1) {
        struct memo *m = memo_get(c, c->area.cols, rows);
        ask(m, s, run);
        draw_curve(c, m, run);
        return;
    }
    struct memo *m = memo_get(c, c->area.cols, rows);
    if (pen_alive(&s->race.run[run]))
        ask(m, s, run);
    struct plot p = {.canvas = canvas_of(c->grid, c->area),
                     .x = {m->box[0], m->box[1], false},
                     .y = {m->box[2], m->box[3], false}};
    if (m->run == run)
        lay_map(c->grid, &c->area, m, d->classes, pen_ground(s, c->grid));
    draw_points(&p, m, d->classes);
}

static void title_text(const struct session *s, char *buf, size_t size)
{
    const struct run *r = &s->race.run[shown_run(s)];
    if (pen_alive(r))
        snprintf(buf, size, "boundary of %s", r->name);
    else
        snprintf(buf, size, "boundary of %s: diverged", r->name);
}

const struct panel_kind panel_boundary = {
    .name = "boundary",
    .title = "boundary",
    .help = "What the network of the selected run (or the first one) answers, everywhere. Blue "
            "and orange are the two classes; dark is undecided. The training points lie on it, a "
            "shape for each class. With one input: the network's curve and the points.",
    .size = {.min_cols = 28, .min_rows = 9, .want_rows = 0, .rank = 1},
    .title_text = title_text,
    .draw = draw,
};
