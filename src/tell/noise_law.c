#include "tell/noise_law.h"

#include <math.h>

#include "base/elementary.h"
#include "problem/noise.h"
#include "tell/insight_parts.h"

enum { BATCH_MOST = 256, HALVINGS = 200, NEWTON = 60 };

/* What is left of a gradient u; NAN: by a rule that is not known here. */
static double clipped(const struct run *r, double u)
{
    double gamma = run_gamma(r);
    if (is_clip(r, CLIP_NONE))
        return u;
    if (is_clip(r, CLIP_HARD))
        return fabs(u) > gamma ? copysign(gamma, u) : u;
    return is_clip(r, CLIP_SOFT) ? u * gamma / (fabs(u) + gamma) : NAN;
}

/* The mean of the clipped u − ξ̄, ξ̄ the mean of B draws: binomial weights. */
static double mean_at(const struct run *r, const struct noise *n, double u)
{
    double weight = 1, sum = 0;
    for (int k = 0; k < n->batch; k++)
        weight *= 1 - n->p;
    for (int k = 0; k <= n->batch; k++) {
        sum += weight * clipped(r, u - n->size * k / n->batch);
        weight *= (double)(n->batch - k) / (k + 1) * n->p / (1 - n->p);
    }
    return sum;
}

/* The place where f' is `slope`, by Newton's method from where the run is; NAN: it is not found. To
 * the minimum of |θ|^p the method only creeps, as the curvature is 0 there. */
static double place_of(const struct run *r, double slope)
{
    const struct problem *p = r->problem;
    double x = r->x[0], one = 1;
    if (slope == 0 && !isnan(problem_exponent(p)))
        return 0;
    for (int i = 0; i < NEWTON; i++) {
        double g, h;
        p->kind->eval(p, r->look, &x, 0, &g);
        p->kind->hess_vec(p, r->look, &x, 0, &one, &h);
        double step = (g - slope) / h;
        if (!isfinite(step))
            return NAN;
        x -= step;
        if (fabs(step) <= 1e-13 * fmax(1, fabs(x)))
            return x;
    }
    return NAN;
}

static bool has_rest(const struct run *r)
{
    const struct noise *n = &r->problem->noise;
    return n->kind == NOISE_TWO_POINT && n->p < 1 && n->batch <= BATCH_MOST && r->dim == 1 &&
           r->now.status != RUN_DIVERGED && is_gd(r) && isfinite(clipped(r, 1));
}

double noise_rest(const struct run *r)
{
    const struct noise *n = &r->problem->noise;
    double lo = 0, hi = n->size;
    if (!has_rest(r))
        return NAN;
    for (int i = 0; i < HALVINGS; i++) {
        double u = (lo + hi) / 2;
        *(mean_at(r, n, u) < 0 ? &lo : &hi) = u;
    }
    /* u is the gradient of the sample at 0, which is f' + pa */
    double slope = (lo + hi) / 2 - n->p * n->size;
    return place_of(r, fabs(slope) > 1e-12 * n->size ? slope : 0);
}

double noise_rest_unclipped(const struct run *r)
{
    return has_rest(r) ? place_of(r, 0) : NAN;
}

double noise_mean(const struct run *r)
{
    const struct trace *t = &r->trace;
    double sum = 0;
    int n = 0;
    for (int i = t->n / 2; i < t->n; i++, n++)
        sum += t->bucket[i].x[0];
    return r->now.step > 0 ? sum / n : NAN;
}

double noise_life(const struct run *r)
{
    const struct noise *n = &r->problem->noise;
    if (n->kind != NOISE_PARETO || n->batch != 1 || n->size != 1 ||
        problem_exponent(r->problem) != 4 || !is_gd(r) || !is_clip(r, CLIP_NONE))
        return NAN;
    return fn_pow(M_SQRT2 * r->knobs.lr * sqrt(r->knobs.lr), -n->index);
}
