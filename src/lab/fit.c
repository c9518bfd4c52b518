/* New points are appended and the hull takes them in one by one, so that a frame costs a pass over
 * the points and no sorting. What was read from a trace holds until its epoch changes. */
#include "lab/fit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/elementary.h"
#include "base/memory.h"

enum { POINTS_MAX = RUNS_MAX * TRACE_BUCKETS, POINTS_FOR_CLASS = 3 };

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
    double *log_g, *log_h; /* n_log points, those with h > 0 */
    double sum_g;
    struct point *hull; /* n_hull, left to right, turning right */
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
    w->memory = mem_alloc(4 * (size_t)POINTS_MAX, sizeof *w->memory);
    w->hull = mem_alloc(POINTS_MAX, sizeof *w->hull);
    w->g = w->memory;
    w->h = w->g + POINTS_MAX;
    w->log_g = w->h + POINTS_MAX;
    w->log_h = w->log_g + POINTS_MAX;
    w->fit = fit_empty();
    return w;
}

void fit_work_free(struct fit_work *w)
{
    if (!w)
        return;
    free(w->hull);
    free(w->memory);
    free(w);
}

static void point_take(struct fit_work *w, double g, double h, double log_g, double log_h)
{
    struct fit *f = &w->fit;
    w->g[w->n] = g;
    w->h[w->n] = h;
    w->sum_g += g;
    w->n++;
    f->g_lo = fmin(f->g_lo, g); /* fmin and fmax pass over the NaN they begin with */
    f->g_hi = fmax(f->g_hi, g);
    f->h_hi = fmax(f->h_hi, h);
    w->n_hull = stats_hull_insert(w->hull, w->n_hull, (struct point){g, h});
    if (!(h > 0))
        return;
    f->h_lo = fmin(f->h_lo, h);
    w->log_g[w->n_log] = log_g;
    w->log_h[w->n_log] = log_h;
    w->n_log++;
}

/* Whether bucket b gave a point. */
static bool bucket_take(struct fit_work *w, const struct bucket *b)
{
    struct curvature_at m = bucket_curvature(b, w->which);
    if (!(m.g > 0) || !isfinite(m.g) || !isfinite(m.h))
        return false;
    struct curvature_at log = bucket_log_curvature(b, w->which);
    point_take(w, m.g, m.h, log.g, log.h);
    return true;
}

/* Only the last bucket of a trace still changes, so it alone is looked at again. */
static void seen_catch_up(struct fit_work *w, struct seen *s)
{
    const struct trace *t = &s->run->trace;
    for (; s->next < t->n; s->next++)
        if (!bucket_take(w, &t->bucket[s->next]) && s->next == t->n - 1)
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
    w->fit = fit_empty();
    for (int i = 0; i < n; i++)
        w->seen[i] = (struct seen){.run = runs[i], .version = UINT64_MAX};
}

static enum fit_class class_of(const struct fit *f)
{
    double s = f->loglog.b;
    if (f->loglog.n < POINTS_FOR_CLASS || !isfinite(s))
        return FIT_NONE;
    if (s < -0.05)
        return FIT_FALLING;
    if (s < 0.05)
        return FIT_QUADRATIC;
    if (s < 0.95)
        return FIT_POWER;
    return s <= 1.05 ? FIT_EXPONENTIAL : FIT_STEEPER;
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
    f->loglog = stats_least_squares(w->log_g, w->log_h, w->n_log);
    f->class_ = class_of(f);
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
    if (stale)
        fit_compute(w);
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
    case FIT_FALLING:
        snprintf(buf, size, "slope %.2f: curvature falls where ‖∇f‖ grows", s);
        break;
    }
}
