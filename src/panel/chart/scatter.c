#include "panel/chart/scatter.h"

#include <math.h>

#include "base/elementary.h"
#include "panel/chart/pen.h"

/* The picture takes in all points but those of runs on their way out: with gradients over the
 * greatest at a start by more than this factor. Axes in decades have room for a cliff, where the
 * gradient is thousands of times what it was. */
#define ROOM     1e2
#define ROOM_LOG 1e4

int scatter_runs(const struct session *s, const struct run **runs)
{
    int n = 0;
    for (int i = 0; i < s->race.n; i++)
        if (s->view.selected == i || (s->view.selected < 0 && pen_alive(&s->race.run[i])))
            runs[n++] = &s->race.run[i];
    return n;
}

int scatter_bounds(const struct race *race, enum curvature which, struct axis *x, struct axis *y)
{
    double cap = 0;
    int beyond = 0;
    for (int i = 0; i < race->n; i++) {
        if (race->run[i].trace.n > 0)
            cap = fmax(cap, race->run[i].trace.bucket[0].grad * (x->log ? ROOM_LOG : ROOM));
    }
    struct curvature_at lo = {INFINITY, INFINITY}, hi = {-INFINITY, -INFINITY};
    for (int i = 0; i < race->n; i++) {
        for (int k = 0; k < race->run[i].trace.n; k++) {
            struct curvature_at p = bucket_curvature(&race->run[i].trace.bucket[k], which);
            beyond += pen_alive(&race->run[i]) && p.g > cap && isfinite(p.h);
            if (!(p.g > 0 && p.g <= cap) || !isfinite(p.h) || (y->log && p.h <= 0))
                continue;
            lo = (struct curvature_at){p.g < lo.g ? p.g : lo.g, p.h < lo.h ? p.h : lo.h};
            hi = (struct curvature_at){p.g > hi.g ? p.g : hi.g, p.h > hi.h ? p.h : hi.h};
        }
    }
    if (!x->log) /* on linear axes the lines are read at zero: that is L0 */
        lo = (struct curvature_at){0, fmin(lo.h, 0)};
    axis_add(x, lo.g), axis_add(x, hi.g);
    axis_add(y, lo.h), axis_add(y, hi.h);
    return beyond;
}

/* Where log10 v is known already: one axis' share of plot_x and plot_y without a logarithm. */
struct log_scale {
    double lo, per;
};

static struct log_scale log_scale(const struct axis *a)
{
    double lo = fn_log10(a->lo);
    return (struct log_scale){lo, 1 / (fn_log10(a->hi) - lo)};
}

static void points_log(struct plot *p, const struct run *r, enum curvature which, enum role role)
{
    struct log_scale x = log_scale(&p->x), y = log_scale(&p->y);
    int last_x = -1, last_y = -1;
    for (int i = 0; i < r->trace.n; i++) {
        struct curvature_at at = bucket_log_curvature(&r->trace.bucket[i], which);
        double u = (at.g - x.lo) * x.per, v = (at.h - y.lo) * y.per;
        if (!(u >= 0 && u <= 1 && v >= 0 && v <= 1))
            continue;
        int dot_x = (int)(u * (p->canvas.width - 1) + 0.5);
        int dot_y = (int)((1 - v) * (p->canvas.height - 1) + 0.5);
        if (dot_x != last_x || dot_y != last_y)
            canvas_dot(&p->canvas, dot_x, dot_y, role);
        last_x = dot_x, last_y = dot_y;
    }
}

static void points_linear(struct plot *p, const struct run *r, enum curvature which, enum role role)
{
    for (int i = 0; i < r->trace.n; i++) {
        struct curvature_at at = bucket_curvature(&r->trace.bucket[i], which);
        plot_dot(p, at.g, at.h, role);
    }
}

/* The newest measured point of a run, in its marker. A path ratio is of the step before. */
static void draw_newest(struct plot *p, const struct session *s, enum curvature which, int i)
{
    const struct run *r = &s->race.run[i];
    const struct row *row = which == CURVATURE_PATH ? &r->last : &r->now;
    const double h_of[CURVATURES] = {row->sharpness, row->path_ratio, row->random, row->written};
    double g = row->grad_norm, h = h_of[which];
    if (which == CURVATURE_PATH && r->now.step == 0)
        return;
    if (isfinite(g) && isfinite(h) && g > 0 && (h > 0 || !p->y.log))
        pen_marker(&p->canvas, plot_x(p, g), plot_y(p, h),
                   pen_run_marker(s, i, p->canvas.grid->unicode), pen_run(s, i), PEN_AROUND);
}

void scatter_draw(struct plot *p, const struct session *s, enum curvature which, int only)
{
    for (int k = 0; k < s->race.n; k++) {
        int i = pen_turn(s, &p->canvas, k);
        if (only >= 0 && only != i)
            continue;
        if (p->x.log)
            points_log(p, &s->race.run[i], which, pen_run_role(s, i));
        else
            points_linear(p, &s->race.run[i], which, pen_run_role(s, i));
    }
    for (int i = 0; i < s->race.n; i++)
        if (only < 0 || only == i)
            draw_newest(p, s, which, i);
}

/* To half a dot: a line that creeps on from step to step stands still meanwhile. */
static double in_dots(const struct plot *p, double v)
{
    double dots = 2 * p->canvas.height / fn_log10(p->y.hi / p->y.lo);
    return p->y.log && v > 0 ? fn_pow(10, round(fn_log10(v) * dots) / dots) : v;
}

void scatter_curve(struct plot *p, double (*f)(const void *data, double g), const void *data,
                   enum role role, uint8_t dash)
{
    int n = p->canvas.width;
    double before = NAN;
    p->canvas.shares = true;
    for (int i = 0; i < n; i++) {
        double h = f(data, axis_value(&p->x, i, n - 1));
        double y = h > 0 || !p->y.log ? plot_y(p, h) : NAN;
        struct dash moved = {dash,
                             (unsigned)i}; /* by the column: else all dashes move with the first */
        if (isfinite(before) && isfinite(y) && !(p->y.log && h < p->y.lo))
            canvas_line(&p->canvas, i - 1, before, i, y, role, &moved);
        before = y;
    }
}

struct straight {
    double L0, L1;
};

static double straight_at(const void *data, double g)
{
    const struct straight *s = data;
    return s->L0 + s->L1 * g;
}

void scatter_line(struct plot *p, double L0, double L1, enum role role, uint8_t dash)
{
    struct straight s = {in_dots(p, L0), in_dots(p, L1)};
    scatter_curve(p, straight_at, &s, role, dash);
}
