/* New points are appended and the hull takes them in one by one, so that a frame costs a pass over
 * the points and no sorting. What was read from a trace holds until its epoch changes. */
#include "lab/fit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/elementary.h"
#include "base/memory.h"

enum { POINTS_MAX = RUNS_MAX * TRACE_BUCKETS, POINTS_FOR_CLASS = 3, STEADY_FROM = 20 };

/* λ that varies by less is the same everywhere. Of λ that varies by more than floor_of, points
 * within that of the least lie on a floor, as near the minimum of cosh, and say nothing of how λ
 * grows. */
static const double flat_spread = 1.5, floor_of = 3;

struct seen { /* what was read of one run's trace */
    const struct run *run;
    uint64_t version, epoch;
    int next; /* the first bucket not yet taken */
};

struct fit_work {
    enum curvature which;
    int n_runs, n, n_log, n_hull;
    struct seen seen[RUNS_MAX];
    double *g, *h;         /* n points */
    double *log_g, *log_h; /* n_log points that decide the class: h > 0, not past convergence */
    double log_lo, log_hi; /* the least and the greatest log_h */
    double *room;          /* scratch for 2·n_log */
    double sum_g;
    struct point *hull; /* n_hull, left to right, turning right */
    struct early {      /* the same of the points up to step `until` */
        uint64_t until;
        int n, n_hull;
        double sum_g;
        struct point *hull;
    } early;
    double *memory;
    struct fit fit;
};

static struct fit fit_empty(void)
{
    struct line_fit none = {0, NAN, NAN, NAN};
    return (struct fit){.g_lo = NAN,
                        .g_hi = NAN,
                        .h_lo = NAN,
                        .h_hi = NAN,
                        .ols = none,
                        .bound_L0 = NAN,
                        .bound_L1 = NAN,
                        .above = NAN,
                        .loglog = none,
                        .gamma = NAN,
                        .lr = NAN};
}

struct fit_work *fit_work_new(void)
{
    struct fit_work *w = mem_alloc(1, sizeof *w);
    w->memory = mem_room(6 * (size_t)POINTS_MAX, sizeof *w->memory);
    w->hull = mem_room(POINTS_MAX, sizeof *w->hull);
    w->early.hull = mem_room(POINTS_MAX, sizeof *w->hull);
    w->g = w->memory;
    w->h = w->g + POINTS_MAX;
    w->log_g = w->h + POINTS_MAX;
    w->log_h = w->log_g + POINTS_MAX;
    w->room = w->log_h + POINTS_MAX;
    w->fit = fit_empty();
    return w;
}

void fit_work_free(struct fit_work *w)
{
    if (!w)
        return;
    free(w->hull);
    free(w->early.hull);
    free(w->memory);
    free(w);
}

static void point_take(struct fit_work *w, struct curvature_at m)
{
    struct fit *f = &w->fit;
    w->g[w->n] = m.g;
    w->h[w->n] = m.h;
    w->sum_g += m.g;
    w->n++;
    f->g_lo = fmin(f->g_lo, m.g); /* fmin and fmax pass over the NaN they begin with */
    f->g_hi = fmax(f->g_hi, m.g);
    f->h_hi = fmax(f->h_hi, m.h);
    w->n_hull = stats_hull_insert(w->hull, w->n_hull, (struct point){m.g, m.h});
    if (m.h > 0)
        f->h_lo = fmin(f->h_lo, m.h);
}

/* Whether bucket b gave a point. */
static bool bucket_take(struct fit_work *w, const struct run *r, const struct bucket *b)
{
    struct curvature_at m = bucket_curvature(b, w->which);
    if (!(m.g > 0) || !isfinite(m.g) || !isfinite(m.h))
        return false;
    point_take(w, m);
    if (!(m.h > 0) || m.g <= r->probe.tolerance)
        return true;
    struct curvature_at log = bucket_log_curvature(b, w->which);
    w->log_g[w->n_log] = log.g;
    w->log_h[w->n_log] = log.h;
    w->n_log++;
    w->log_lo = fmin(w->log_lo, log.h);
    w->log_hi = fmax(w->log_hi, log.h);
    return true;
}

/* Only the last bucket of a trace still changes, so it alone is looked at again. */
static void seen_catch_up(struct fit_work *w, struct seen *s)
{
    const struct trace *t = &s->run->trace;
    for (; s->next < t->n; s->next++)
        if (!bucket_take(w, s->run, &t->bucket[s->next]) && s->next == t->n - 1)
            break;
    s->version = t->version;
    s->epoch = t->epoch;
}

static bool is_same(const struct fit_work *w, const struct run *const *runs, int n,
                    enum curvature which)
{
    if (w->n_runs != n || w->which != which)
        return false;
    for (int i = 0; i < n; i++)
        if (w->seen[i].run != runs[i] || w->seen[i].epoch != runs[i]->trace.epoch)
            return false;
    return true;
}

static void work_clear(struct fit_work *w, const struct run *const *runs, int n,
                       enum curvature which)
{
    w->which = which;
    w->n_runs = n;
    w->n = w->n_log = w->n_hull = 0;
    w->sum_g = 0;
    w->early.until = 0;
    w->log_lo = w->log_hi = NAN;
    w->fit = fit_empty();
    for (int i = 0; i < n; i++)
        w->seen[i] = (struct seen){.run = runs[i], .version = UINT64_MAX};
}

/* The slope of the points above the floor, or of all where there is but a floor. */
static struct line_fit slope_of(struct fit_work *w)
{
    double *g = w->room, *h = g + w->n_log, floor = w->log_lo + fn_log10(floor_of);
    int n = 0;
    if (!(w->log_hi > floor))
        return stats_least_squares(w->log_g, w->log_h, w->n_log);
    for (int i = 0; i < w->n_log; i++)
        if (w->log_h[i] > floor)
            g[n] = w->log_g[i], h[n++] = w->log_h[i];
    return stats_least_squares(g, h, n);
}

/* spread: the greatest h over the least. */
static enum fit_class class_of(const struct line_fit *line, double spread)
{
    double s = line->b;
    if (line->n < POINTS_FOR_CLASS || !isfinite(s))
        return FIT_NONE;
    if (fabs(s) < 0.05 || line->r2 < 0.5)
        return spread < flat_spread ? FIT_QUADRATIC : FIT_LOOSE;
    if (s < 0)
        return FIT_FALLING;
    if (s < 0.95)
        return FIT_POWER;
    return s <= 1.05 ? FIT_EXPONENTIAL : FIT_STEEPER;
}

/* Half of the steps at which there are points, down to a power of two, so that what is worked out
 * of those before it holds for a while; 0: too few. */
static uint64_t half_of(const struct run *const *runs, int n)
{
    uint64_t last = 0, half = STEADY_FROM / 2;
    for (int i = 0; i < n; i++) {
        const struct trace *t = &runs[i]->trace;
        if (t->n > 0 && t->bucket[t->n - 1].step > last)
            last = t->bucket[t->n - 1].step;
    }
    while (last / 4 >= half)
        half *= 2;
    return last < STEADY_FROM ? 0 : half;
}

static void early_take(struct fit_work *w, const struct run *const *runs, int n, uint64_t until)
{
    struct early *e = &w->early;
    if (e->until == until)
        return;
    e->until = until;
    e->n = e->n_hull = 0;
    e->sum_g = 0;
    for (int i = 0; i < n; i++)
        for (int k = 0; k < runs[i]->trace.n && runs[i]->trace.bucket[k].step <= until; k++) {
            struct curvature_at m = bucket_curvature(&runs[i]->trace.bucket[k], w->which);
            if (!(m.g > 0) || !isfinite(m.g) || !isfinite(m.h))
                continue;
            e->n_hull = stats_hull_insert(e->hull, e->n_hull, (struct point){m.g, m.h});
            e->sum_g += m.g;
            e->n++;
        }
}

static bool is_near(double a, double b)
{
    return fabs(a - b) <= 0.1 * fabs(b);
}

/* Whether the advice was the same when the runs were half as long. */
static bool is_steady(struct fit_work *w, const struct run *const *runs, int n)
{
    const struct fit *f = &w->fit;
    const struct early *e = &w->early;
    double L0, L1;
    uint64_t half = half_of(runs, n);
    if (half == 0 || !isfinite(f->gamma) || !isfinite(f->lr))
        return false;
    early_take(w, runs, n, half);
    stats_tight_line(e->hull, e->n_hull, e->n ? e->sum_g / e->n : NAN, &L0, &L1);
    return is_near(L0 / L1, f->gamma) && is_near(1 / L0, f->lr);
}

static void fit_compute(struct fit_work *w)
{
    struct fit *f = &w->fit;
    int above = 0;
    f->n = w->n;
    if (w->n == 0)
        return;
    f->ols = stats_least_squares(w->g, w->h, w->n);
    for (int i = 0; i < w->n; i++)
        above += w->h[i] > f->ols.a + f->ols.b * w->g[i];
    f->above = isfinite(f->ols.b) ? (double)above / w->n : NAN;
    f->loglog = slope_of(w);
    f->class_ = class_of(&f->loglog, fn_pow(10, w->log_hi - w->log_lo));
    stats_tight_line(w->hull, w->n_hull, w->sum_g / w->n, &f->bound_L0, &f->bound_L1);
    bool both = f->bound_L0 > 0 && f->bound_L1 > 0;
    f->gamma = both ? f->bound_L0 / f->bound_L1 : NAN;
    f->lr = both ? 1 / f->bound_L0 : NAN;
}

const struct fit *fit_update(struct fit_work *w, const struct run *const *runs, int n,
                             enum curvature which)
{
    bool stale = !is_same(w, runs, n, which);
    if (stale)
        work_clear(w, runs, n, which);
    for (int i = 0; i < n; i++) {
        if (w->seen[i].version == runs[i]->trace.version)
            continue;
        seen_catch_up(w, &w->seen[i]);
        stale = true;
    }
    if (stale) {
        fit_compute(w);
        w->fit.steady = is_steady(w, runs, n);
    }
    return &w->fit;
}

struct estimate fit_estimate(const struct run *const *runs, int n, enum curvature which,
                             double *room)
{
    size_t most = (size_t)n * TRACE_BUCKETS;
    double *g = room, *h = g + most, *log_g = h + most, *log_h = log_g + most;
    struct estimate e = {0};
    int n_log = 0, n_ratio = 0;
    for (int i = 0; i < n; i++)
        for (int k = 0; k < runs[i]->trace.n; k++) {
            const struct bucket *b = &runs[i]->trace.bucket[k];
            struct curvature_at at = bucket_curvature(b, which);
            if (!(at.g > 0) || !isfinite(at.g) || !isfinite(at.h))
                continue;
            g[e.n] = at.g, h[e.n++] = at.h;
            if (at.h > 0)
                log_g[n_log] = fn_log10(at.g), log_h[n_log++] = fn_log10(at.h);
        }
    e.line = stats_least_squares(g, h, e.n);
    e.loglog = stats_least_squares(log_g, log_h, n_log);
    for (int i = 0; i < n; i++)
        for (int k = 0; k < runs[i]->trace.n; k++) {
            const struct bucket *b = &runs[i]->trace.bucket[k];
            struct curvature_at top = bucket_curvature(b, CURVATURE_SHARPNESS);
            struct curvature_at other = bucket_curvature(b, which);
            /* Of one step: a bucket may hold two. */
            if (top.g == other.g && top.h > 0 && isfinite(other.h))
                room[n_ratio++] = other.h / top.h;
        }
    e.ratio = n_ratio ? stats_quantile(room, n_ratio, 0.5) : NAN;
    return e;
}

const char *const curvature_names[CURVATURES] = {
    [CURVATURE_SHARPNESS] = "λ",
    [CURVATURE_PATH] = "path",
    [CURVATURE_RANDOM] = "random",
    [CURVATURE_WRITTEN] = "article",
};

/* |θ|^p has slope a = (p−2)/(p−1), so p = (2−a)/(1−a). */
static void power_text(double slope, char *buf, size_t size)
{
    double p = (2 - slope) / (1 - slope);
    if (fabs(p - 4) < 0.1)
        snprintf(buf, size, "θ⁴");
    else if (fabs(p - round(p)) < 0.1)
        snprintf(buf, size, "|θ|^%.0f", p);
    else
        snprintf(buf, size, "|θ|^%.1f", p);
}

void fit_class_text(const struct fit *f, char *buf, size_t size)
{
    double s = f->loglog.b;
    char power[24];
    switch (f->class_) {
    case FIT_NONE:
        snprintf(buf, size, "too few points yet for a slope");
        break;
    case FIT_QUADRATIC:
        snprintf(buf, size, "slope 0: curvature is the same at every ‖∇f‖, as for a quadratic");
        break;
    case FIT_POWER:
        power_text(s, power, sizeof power);
        snprintf(buf, size, "slope %.2f: curvature grows like ‖∇f‖^%.2f, as for %s", s, s, power);
        break;
    case FIT_EXPONENTIAL:
        snprintf(buf, size, "slope %.2f: curvature grows like ‖∇f‖ itself, as for cosh", s);
        break;
    case FIT_STEEPER:
        snprintf(buf, size, "slope %.2f: curvature outgrows ‖∇f‖; not (L0,L1)-smooth", s);
        break;
    case FIT_LOOSE:
        snprintf(buf, size, "curvature varies, but does not follow ‖∇f‖");
        break;
    case FIT_FALLING:
        snprintf(buf, size, "slope %.2f: curvature falls where ‖∇f‖ grows", s);
        break;
    }
}
