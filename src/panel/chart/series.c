#include "panel/chart/series.h"

#include <math.h>

#include "base/elementary.h"
#include "panel/chart/pen.h"

static struct sample read_loss(const struct bucket *b, int k)
{
    (void)k;
    return (struct sample){b->loss, b->loss_lo, b->loss_hi};
}

static double now_loss(const struct run *r, int k)
{
    (void)k;
    return r->now.loss;
}

static struct sample read_theta(const struct bucket *b, int k)
{
    return (struct sample){b->x[k], b->x_lo[k], b->x_hi[k]};
}

static double now_theta(const struct run *r, int k)
{
    return r->x[k];
}

static struct sample read_grad(const struct bucket *b, int k)
{
    (void)k;
    return (struct sample){b->grad, b->grad_lo, b->grad_hi};
}

static double now_grad(const struct run *r, int k)
{
    (void)k;
    return r->now.grad_norm;
}

/* Of a bucket's first step alone: how others of it were clipped is not kept. */
static struct sample read_clipped(const struct bucket *b, int k)
{
    (void)k;
    double v = b->grad * b->clip;
    return (struct sample){v, v, v};
}

static double now_clipped(const struct run *r, int k)
{
    (void)k;
    return r->now.grad_norm * r->now.clip_factor;
}

const struct series series_grad = {.read = read_grad, .now = now_grad};
const struct series series_clipped = {.read = read_clipped, .now = now_clipped};
const struct series series_loss = {.read = read_loss, .now = now_loss};
const struct series series_theta = {.read = read_theta, .now = now_theta};

struct bounds {
    double least, most; /* what may be in the picture */
    bool clamp;
    double lo, hi; /* what is */
};

static void widen(struct bounds *b, double v)
{
    if (!isfinite(v))
        return;
    if (b->clamp)
        v = v < b->least ? b->least : v > b->most ? b->most : v;
    else if (v < b->least || v > b->most)
        return;
    if (!(b->lo <= v))
        b->lo = v;
    if (!(b->hi >= v))
        b->hi = v;
}

static void widen_by(struct bounds *b, const struct series *s, const struct trace *t)
{
    for (int i = 0; i < t->n; i++) {
        struct sample v = s->read(&t->bucket[i], s->k);
        widen(b, v.at - s->base);
        widen(b, v.lo - s->base);
        widen(b, v.hi - s->base);
    }
}

void series_bounds(const struct series *s, const struct run *r, double least, double most,
                   bool clamp, struct axis *a)
{
    struct bounds b = {least, most, clamp, NAN, NAN};
    widen_by(&b, s, &r->trace);
    widen(&b, s->now(r, s->k) - s->base);
    axis_add(a, b.lo);
    axis_add(a, b.hi);
}

void series_bounds_trace(const struct series *s, const struct trace *t, double least, double most,
                         bool clamp, struct axis *a)
{
    struct bounds b = {least, most, clamp, NAN, NAN};
    widen_by(&b, s, t);
    axis_add(a, b.lo);
    axis_add(a, b.hi);
}

/* Values of the buckets that share one column of dots. */
struct column {
    int dot;
    double step, lo, hi, last;
};

static void column_add(struct column *c, struct sample v)
{
    c->lo = v.lo < c->lo ? v.lo : c->lo;
    c->hi = v.hi > c->hi ? v.hi : c->hi;
}

static void column_draw(struct plot *p, const struct column *c, enum role role)
{
    if (plot_y(p, c->lo) - plot_y(p, c->hi) >= 1)
        plot_line(p, c->step, c->lo, c->step, c->hi, role, NULL);
}

/* The curve over a trace's buckets but for the way from the last one on. */
static struct column trace_draw(const struct series *s, struct plot *p, const struct trace *t,
                                uint64_t from, enum role role, struct dash *dash)
{
    struct column col = {.dot = -1};
    double dots = plot_x(p, p->x.hi) / p->x.hi; /* a step; the axis begins at 0 */
    for (int i = 0; i < t->n; i++) {
        const struct bucket *b = &t->bucket[i];
        if (b->step < from)
            continue;
        struct sample v = s->read(b, s->k);
        v.at -= s->base, v.lo -= s->base, v.hi -= s->base;
        int dot = (int)((double)b->step * dots);
        if (dot == col.dot) {
            column_add(&col, v);
            col.last = v.at;
            continue;
        }
        if (col.dot >= 0) {
            column_draw(p, &col, role);
            plot_line(p, col.step, col.last, (double)b->step, v.at, role, dash);
        }
        col = (struct column){dot, (double)b->step, v.lo, v.hi, v.at};
    }
    return col;
}

void series_draw_trace(const struct series *s, struct plot *p, const struct trace *t, uint64_t from,
                       enum role role, struct dash dash)
{
    trace_draw(s, p, t, from, role, &dash);
}

void series_draw(const struct series *s, struct plot *p, const struct run *r, enum role role,
                 struct dash dash)
{
    struct column col = trace_draw(s, p, &r->trace, 0, role, &dash);
    if (col.dot < 0)
        return;
    column_draw(p, &col, role);
    plot_line(p, col.step, col.last, (double)r->now.step, s->now(r, s->k) - s->base, role, &dash);
}

/* A mean that forgets with distance: over about a fiftieth of the axis. */
double series_draw_smooth(const struct series *s, struct plot *p, const struct run *r,
                          enum role role, struct dash dash)
{
    const struct trace *t = &r->trace;
    double span = fmax(p->x.hi / 50, 1), mean = NAN, from = 0;
    double keep = fn_exp(-(double)t->stride / span);
    for (int i = 0; i < t->n; i++) {
        double v = s->read(&t->bucket[i], s->k).at - s->base, step = (double)t->bucket[i].step;
        if (!isfinite(v))
            continue;
        double next = isnan(mean) ? v : keep * mean + (1 - keep) * v;
        plot_line(p, from, mean, step, next, role, &dash);
        mean = next;
        from = step;
    }
    return mean;
}

void series_skips(struct plot *p, const struct session *s)
{
    for (int i = 0; i < s->race.n; i++) {
        const struct trace *t = &s->race.run[i].trace;
        for (int b = 0; b < t->n && s->race.run[i].notes.skipped_steps > 0; b++)
            if (t->bucket[b].skips > 0)
                canvas_marker(&p->canvas, plot_x(p, (double)t->bucket[b].step),
                              p->canvas.height - 1, 0x25b4, pen_run(s, i));
    }
}

void series_marks(struct plot *p, const struct race *race)
{
    struct style s = {.fg = ROLE_MARK};
    for (int i = 0; i < race->n; i++) {
        const struct trace *t = &race->run[i].trace;
        for (int m = 0; m < t->n_marks; m++) {
            double x = (double)t->mark[m].step;
            plot_vertical(p, x, ROLE_FAINT);
            canvas_marker(&p->canvas, plot_x(p, x), 0, 0x25be, s);
        }
    }
}
