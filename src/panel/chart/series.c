#include "panel/chart/series.h"

#include <math.h>

#include "base/elementary.h"
#include "panel/chart/pen.h"

SERIES_READ(read_loss, sample_of(b->step, b->loss, b->loss_lo, b->loss_hi))
SERIES_NOW(now_loss, r->now.loss)
SERIES_READ(read_theta, sample_of(b->step, b->x[k], b->x_lo[k], b->x_hi[k]))
SERIES_NOW(now_theta, r->x[k])
SERIES_READ(read_grad, sample_of(b->step, b->grad, b->grad_lo, b->grad_hi))
SERIES_NOW(now_grad, r->now.grad_norm)
/* How other steps of a bucket than its first were clipped is not kept. */
SERIES_READ(read_clipped, sample_one((double)b->step, b->grad * b->clip))
SERIES_NOW(now_clipped, r->now.grad_norm * r->now.clip_factor)
SERIES_READ(read_score, sample_one((double)b->score.step, b->score.loss[k]))
SERIES_READ(read_right, sample_one((double)b->score.step, 100 * b->score.right[k]))

static double newest_score(const struct run *r)
{
    return (double)run_score(r).step;
}

const struct series series_grad = {.read = read_grad, .now = now_grad};
const struct series series_clipped = {.read = read_clipped, .now = now_clipped};
const struct series series_loss = {.read = read_loss, .now = now_loss};
const struct series series_theta = {.read = read_theta, .now = now_theta};
const struct series series_score = {
    .read = read_score, .newest = newest_score, .k = PART_TEST, .joined = true};
const struct series series_right = {
    .read = read_right, .newest = newest_score, .k = PART_TEST, .joined = true};

static struct sample read_at(const struct series *s, const struct run *r, const struct bucket *b)
{
    struct sample v = s->read(r, b, s->k);
    v.at -= s->base, v.lo -= s->base, v.hi -= s->base;
    return v;
}

static double now_of(const struct series *s, const struct run *r)
{
    return r && s->now ? s->now(r, s->k) - s->base : NAN;
}

struct bounds {
    const struct plot_reach *reach; /* what may be in the picture */
    double lo, hi;                  /* what is */
};

static void widen(struct bounds *b, double v)
{
    const struct plot_reach *reach = b->reach;
    bool under = v<reach->least, over = v> reach->most;
    if (!isfinite(v) || (under && !reach->clamp_least) || (over && !reach->clamp_most))
        return;
    v = under ? reach->least : over ? reach->most : v;
    if (!(b->lo <= v))
        b->lo = v;
    if (!(b->hi >= v))
        b->hi = v;
}

void series_bounds(const struct series *s, const struct run *r, const struct trace *t,
                   const struct plot_reach *reach, struct axis *a)
{
    struct bounds b = {reach, NAN, NAN};
    for (int i = 0; i < t->n; i++) {
        struct sample v = read_at(s, r, &t->bucket[i]);
        widen(&b, v.at);
        widen(&b, v.lo);
        widen(&b, v.hi);
    }
    widen(&b, now_of(s, r));
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

/* From value to value. One that is alone is a dot where no marker stands for it. */
static struct sample draw_joined(const struct series *s, struct plot *p, const struct run *r,
                                 const struct trace *t, uint64_t from, enum role role,
                                 struct dash *dash)
{
    struct sample last = sample_one(NAN, NAN);
    for (int i = 0; i <= t->n; i++) {
        struct sample v = i < t->n ? read_at(s, r, &t->bucket[i])
                                   : sample_one(r ? (double)r->now.step : NAN, now_of(s, r));
        if (isnan(v.at) || v.step < (double)from)
            continue;
        if (isnan(last.at) && !s->now)
            plot_dot(p, v.step, v.at, role);
        plot_line(p, last.step, last.at, v.step, v.at, role, dash);
        last = v;
    }
    return last;
}

struct sample series_draw(const struct series *s, struct plot *p, const struct run *r,
                          const struct trace *t, uint64_t from, enum role role, struct dash dash)
{
    struct column col = {.dot = -1};
    double dots = plot_x(p, p->x.hi) / p->x.hi; /* a step; the axis begins at 0 */
    if (s->joined)
        return draw_joined(s, p, r, t, from, role, &dash);
    for (int i = 0; i < t->n; i++) {
        const struct bucket *b = &t->bucket[i];
        if (b->step < from)
            continue;
        struct sample v = read_at(s, r, b);
        int dot = (int)((double)b->step * dots);
        if (dot == col.dot) {
            column_add(&col, v);
            col.last = v.at;
            continue;
        }
        if (col.dot >= 0) {
            column_draw(p, &col, role);
            plot_line(p, col.step, col.last, (double)b->step, v.at, role, &dash);
        }
        col = (struct column){dot, (double)b->step, v.lo, v.hi, v.at};
    }
    if (!r)
        return sample_one(col.step, col.last);
    if (col.dot >= 0) {
        column_draw(p, &col, role);
        plot_line(p, col.step, col.last, (double)r->now.step, now_of(s, r), role, &dash);
    }
    return sample_one((double)r->now.step, now_of(s, r));
}

bool series_jumps(const struct series *s, const struct plot *p, const struct run *r)
{
    enum { BACK = 16, ROWS = 2 };
    const struct trace *t = &r->trace;
    double top = p->canvas.height, way = 0, first = NAN, last = NAN;
    for (int i = t->n > BACK ? t->n - BACK : 0; i < t->n; i++) {
        struct sample v = read_at(s, r, &t->bucket[i]);
        double y = fmin(fmax(plot_y(p, v.at), 0), top);
        if (isnan(plot_y(p, v.at)))
            continue;
        way += isnan(last) ? 0 : fabs(y - last);
        if (t->stride > 1 && v.lo < v.hi) /* within a bucket too: a cycle of two is in one phase */
            way += fabs(fmin(fmax(plot_y(p, v.lo), 0), top) - fmin(fmax(plot_y(p, v.hi), 0), top));
        first = isnan(first) ? y : first;
        last = y;
    }
    return way - fabs(last - first) > ROWS * top / p->canvas.area.rows;
}

/* A mean that forgets with distance: over about a fiftieth of the axis. */
double series_draw_smooth(const struct series *s, struct plot *p, const struct run *r,
                          enum role role, struct dash dash)
{
    const struct trace *t = &r->trace;
    double span = fmax(p->x.hi / 50, 1), mean = NAN, from = 0;
    double keep = fn_exp(-(double)t->stride / span);
    for (int i = 0; i < t->n; i++) {
        double v = read_at(s, r, &t->bucket[i]).at, step = (double)t->bucket[i].step;
        if (!isfinite(v))
            continue;
        double next = isnan(mean) ? v : keep * mean + (1 - keep) * v;
        plot_line(p, from, mean, step, next, role, &dash);
        mean = next;
        from = step;
    }
    return mean;
}

/* In ASCII ▴ would be the marker of soft clipping. */
void series_skips(struct plot *p, const struct session *s)
{
    uint32_t tick = p->canvas.grid->unicode ? 0x25b4 : '|';
    for (int i = 0; i < s->race.n; i++) {
        const struct trace *t = &s->race.run[i].trace;
        for (int b = 0; b < t->n && s->race.run[i].notes.skipped_steps > 0; b++)
            if (t->bucket[b].skips > 0)
                canvas_marker(&p->canvas, plot_x(p, (double)t->bucket[b].step),
                              p->canvas.height - 1, tick, pen_run(s, i));
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
