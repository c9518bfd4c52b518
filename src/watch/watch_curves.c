/* Watched logs over their steps. */
#include <math.h>
#include <stdio.h>

#include "base/text.h"
#include "panel/chart/pen.h"
#include "watch/watch_panel.h"

typedef struct log_span (*span_of)(const struct log_row *row, double gamma);

static struct log_span loss_span(const struct log_row *row, UNUSED double gamma)
{
    return row->loss;
}

static struct log_span norm_span(const struct log_row *row, UNUSED double gamma)
{
    return row->norm;
}

static double factor_of(double norm, double gamma)
{
    return norm > gamma ? gamma / norm : norm == norm ? 1 : NAN;
}

static struct log_span factor_span(const struct log_row *row, double gamma)
{
    return (struct log_span){factor_of(row->norm.first, gamma), factor_of(row->norm.hi, gamma),
                             factor_of(row->norm.lo, gamma)};
}

static void bounds(const struct watch_call *c, span_of span, struct axis *y)
{
    for (int i = 0; i < c->w->n_runs; i++) {
        const struct log_track *t = &c->w->run[i].track;
        for (int k = 0; k < t->n; k++) {
            struct log_span s = span(&t->row[k], c->v->gamma);
            axis_add(y, s.lo);
            axis_add(y, s.hi);
        }
    }
}

/* All steps of all runs; from 0 on where that is not far. */
static struct axis steps_of(const struct watch *w)
{
    struct axis x = axis_empty(false);
    double first = INFINITY, last = 0;
    for (int i = 0; i < w->n_runs; i++) {
        const struct log_track *t = &w->run[i].track;
        if (t->n == 0)
            continue;
        first = fmin(first, t->row[0].step);
        last = fmax(last, t->row[t->n - 1].last);
    }
    axis_add(&x, first < last / 2 ? 0 : first);
    axis_add(&x, last);
    axis_finish(&x);
    return x;
}

/* Where rows share a column of dots, from their least to their greatest. */
static void curve(struct plot *p, const struct log_track *t, span_of span, double gamma,
                  enum role role, struct dash dash)
{
    int dot = -1;
    double step = NAN, last = NAN, lo = NAN, hi = NAN;
    for (int i = 0; i < t->n; i++) {
        struct log_span s = span(&t->row[i], gamma);
        if (isnan(s.first))
            continue;
        int here = (int)plot_x(p, t->row[i].step);
        if (here != dot) {
            if (plot_y(p, lo) - plot_y(p, hi) >= 1)
                plot_line(p, step, lo, step, hi, role, NULL);
            plot_line(p, step, last, t->row[i].step, s.first, role, &dash);
            lo = s.lo, hi = s.hi;
        }
        lo = fmin(lo, s.lo), hi = fmax(hi, s.hi);
        dot = here;
        step = t->row[i].step;
        last = s.first;
    }
    if (plot_y(p, lo) - plot_y(p, hi) >= 1)
        plot_line(p, step, lo, step, hi, role, NULL);
    else if (!isnan(last))
        plot_dot(p, step, last, role);
}

static void curves(const struct watch_call *c, struct plot *p, span_of span)
{
    for (int i = 0; i < c->w->n_runs; i++)
        if (i != c->v->run)
            curve(p, &c->w->run[i].track, span, c->v->gamma, watch_role(i), run_dash(i));
    if (c->v->run < c->w->n_runs)
        curve(p, &c->w->run[c->v->run].track, span, c->v->gamma, watch_role(c->v->run),
              run_dash(c->v->run));
}

/* What is looked at, as a rule with the value there. */
static void mark_step(const struct watch_call *c, struct plot *p, span_of span)
{
    int row = c->v->facts.row;
    if (c->v->run >= c->w->n_runs || row < 0)
        return;
    const struct log_track *t = &c->w->run[c->v->run].track;
    double step = t->row[row].step, value = span(&t->row[row], c->v->gamma).first;
    if (!isnan(c->v->at))
        plot_vertical(p, step, ROLE_MARK);
    plot_marker(p, step, value, run_marker(c->v->run, c->grid->unicode),
                pen(watch_role(c->v->run), ATTR_BOLD));
}

/* Where records are no numbers: crosses along the top. */
static void mark_bad(const struct watch_call *c, struct plot *p, bool norm)
{
    const struct log_track *t = c->v->run < c->w->n_runs ? &c->w->run[c->v->run].track : NULL;
    for (int i = 0; t && i < t->n; i++)
        if (norm ? t->row[i].bad_norm : t->row[i].bad_loss)
            canvas_marker(&p->canvas, plot_x(p, t->row[i].step), 0, 0x2717,
                          pen(ROLE_BAD, ATTR_BOLD));
}

/* Where the training went back. */
static void mark_backs(const struct watch_call *c, struct plot *p)
{
    const struct log_track *t = c->v->run < c->w->n_runs ? &c->w->run[c->v->run].track : NULL;
    for (int i = 0; t && i < t->n_backs; i++) {
        plot_vertical(p, t->back[i].to, ROLE_FAINT);
        canvas_marker(&p->canvas, plot_x(p, t->back[i].to), 0, 0x25c2, pen(ROLE_MARK, 0));
    }
}

/* Beside what stands at (x, y), where there is room. */
static void label(struct plot *p, double x, double y, const char *text, struct style style)
{
    struct grid *g = p->canvas.grid;
    struct rect r = p->canvas.area;
    if (p->canvas.width <= 0)
        return;
    int wide = pen_columns(g, text);
    int col = r.col + (int)(plot_x(p, x) * r.cols / p->canvas.width);
    int row = r.row + (int)(plot_y(p, y) * r.rows / p->canvas.height);
    const int places[4][2] = {
        {col + 1, row}, {col - wide, row}, {col + 1, row - 1}, {col - wide, row - 1}};
    for (int i = 0; i < 4; i++) {
        int at = places[i][0];
        if (at < r.col || at + wide > r.col + r.cols || places[i][1] < r.row ||
            !pen_free(g, at, places[i][1], wide))
            continue;
        pen_text(g, at, places[i][1], at + wide, style, text);
        return;
    }
}

/* The greatest spikes by their step: "1270 ▾"; the smaller ones have a mark alone. */
static void mark_spikes(const struct watch_call *c, struct plot *p)
{
    const struct watch_facts *f = &c->v->facts;
    for (int i = 0; i < f->n_spikes; i++) {
        int greater = 0;
        char text[48], norm[24], step[24];
        for (int k = 0; k < f->n_spikes; k++)
            greater += f->spike[k].norm > f->spike[i].norm;
        plot_marker(p, f->spike[i].step, f->spike[i].norm, 0x25be, pen(ROLE_WARN, ATTR_BOLD));
        snprintf(text, sizeof text, "%s at %s", number_text(norm, sizeof norm, f->spike[i].norm, 3),
                 number_text(step, sizeof step, f->spike[i].step, 15));
        if (greater < 4)
            label(p, f->spike[i].step, f->spike[i].norm, text, pen(ROLE_WARN, 0));
    }
}

/* The line across at γ has its value at the right end. */
static void name_gamma(const struct watch_call *c, struct plot *p)
{
    char text[40];
    snprintf(text, sizeof text, "γ %s", NUMBER(c->v->gamma, 3));
    struct rect r = p->canvas.area;
    double y = plot_y(p, c->v->gamma);
    if (p->canvas.height <= 0 || !(y >= 0 && y < p->canvas.height) || r.cols < 20)
        return;
    pen_right(p->canvas.grid, r.col, r.row + (int)(y * r.rows / p->canvas.height), r.col + r.cols,
              pen(ROLE_BOUND, ATTR_BOLD), text);
}

void watch_draw_loss(const struct watch_call *c)
{
    struct axis y = axis_empty(c->v->log_loss);
    bounds(c, loss_span, &y);
    axis_finish(&y);
    struct plot p = pen_plot(c->grid, c->area, steps_of(c->w), y, "step", "loss");
    *c->plot = p;
    mark_backs(c, &p);
    curves(c, &p, loss_span);
    mark_bad(c, &p, false);
    mark_step(c, &p, loss_span);
    plot_end(&p);
}

/* γ is in the picture as far as it is within a thousand times of the norms. */
void watch_draw_norm(const struct watch_call *c)
{
    struct axis y = axis_empty(true);
    bounds(c, norm_span, &y);
    if (c->v->gamma > y.lo / 1e3 && c->v->gamma < y.hi * 1e3)
        axis_add(&y, c->v->gamma);
    axis_finish(&y);
    struct plot p = pen_plot(c->grid, c->area, steps_of(c->w), y, "step", "‖g‖");
    *c->plot = p;
    mark_backs(c, &p);
    curves(c, &p, norm_span);
    plot_horizontal(&p, c->v->gamma, ROLE_BOUND);
    mark_bad(c, &p, true);
    mark_spikes(c, &p);
    mark_step(c, &p, norm_span);
    name_gamma(c, &p);
    plot_end(&p);
}

void watch_draw_factor(const struct watch_call *c)
{
    struct axis y = axis_empty(false);
    axis_add(&y, 0);
    axis_add(&y, 1);
    axis_finish(&y);
    struct plot p = pen_plot(c->grid, c->area, steps_of(c->w), y, "step", "clip factor");
    *c->plot = p;
    curves(c, &p, factor_span);
    mark_step(c, &p, factor_span);
    plot_end(&p);
}

/* The change of the loss in the record after a norm: large norms that bring a rise are what
 * clipping is for. Of rows that hold several records the first counts. */
void watch_draw_change(const struct watch_call *c)
{
    struct axis x = axis_empty(true), y = axis_empty(false);
    const struct log_track *t = c->v->run < c->w->n_runs ? &c->v->facts.upto : NULL;
    for (int i = 0; t && i < t->n; i++) {
        if (isnan(t->row[i].change) || isnan(t->row[i].norm.first))
            continue;
        axis_add(&x, t->row[i].norm.first);
        axis_add(&y, t->row[i].change);
    }
    axis_add(&y, 0);
    axis_finish(&x);
    axis_finish(&y);
    struct plot p = pen_plot(c->grid, c->area, x, y, "‖g‖", "loss change");
    plot_horizontal(&p, 0, ROLE_FAINT);
    plot_vertical(&p, c->v->gamma, ROLE_BOUND);
    for (int i = 0; t && i < t->n; i++)
        plot_dot(&p, t->row[i].norm.first, t->row[i].change, watch_role(c->v->run));
    plot_end(&p);
}

void watch_draw_layers(const struct watch_call *c)
{
    const struct log_track *t = c->v->run < c->w->n_runs ? &c->w->run[c->v->run].track : NULL;
    if (!t || !t->layer || c->v->facts.row < 0)
        return;
    /* The newest row at or before the step that has them. */
    int row = c->v->facts.row, n = t->n_layers;
    const float *v = t->layer + (size_t)row * LOG_LAYERS_MAX;
    for (int back = 0; back < 100 && row > 0; back++) {
        bool any = false;
        for (int i = 0; i < n; i++)
            any = any || !isnan(v[i]);
        if (any)
            break;
        v = t->layer + (size_t)--row * LOG_LAYERS_MAX;
    }
    struct axis x = {0.5, n + 0.5, false}, y = axis_empty(true);
    for (int i = 0; i < n; i++)
        axis_add(&y, v[i]);
    axis_finish(&y);
    struct plot p = pen_plot(c->grid, c->area, x, y, "layer", "‖g‖");
    int most = 0;
    for (int i = 0; i < n; i++) {
        most = v[i] > v[most] ? i : most;
        if (i > 0)
            plot_line(&p, i, v[i - 1], i + 1, v[i], watch_role(c->v->run), NULL);
    }
    for (int i = 0; i < n; i++)
        plot_marker(&p, i + 1, v[i], run_marker(c->v->run, c->grid->unicode),
                    pen(watch_role(c->v->run), ATTR_BOLD));
    const struct log_keys *keys = &c->w->run[c->v->run].log->reader.keys;
    if (n > 0 && most < keys->n_layers)
        label(&p, most + 1, v[most], keys->layer[most], pen(ROLE_NONE, 0));
    plot_end(&p);
}
