/* −log x on x > 0. h = g²: steeper than linear in g, so no (L0, L1) holds. */
#include <math.h>

#include "base/elementary.h"
#include "problem/problem.h"

static double log_eval(const struct problem *p, void *work, const double *x, uint64_t draw,
                       double *g)
{
    (void)p, (void)work, (void)draw;
    if (!(x[0] > 0)) {
        if (g)
            g[0] = NAN;
        return INFINITY;
    }
    if (g)
        g[0] = -1 / x[0];
    return -fn_log(x[0]);
}

static void log_hess_vec(const struct problem *p, void *work, const double *x, uint64_t draw,
                         const double *v, double *out)
{
    (void)p, (void)work, (void)draw;
    out[0] = x[0] > 0 ? v[0] / (x[0] * x[0]) : NAN;
}

const struct problem_kind problem_log = {
    .name = "log",
    .title = "−log x: not (L0,L1)-smooth, curvature grows like ‖∇f‖²",
    .formula = "f(x) = −log x, x > 0",
    .source = "by differentiation: h = g²",
    .dim = 1,
    .start = {0.1},
    .home = {0.01, 4},
    .infimum = -INFINITY,
    .eval = log_eval,
    .hess_vec = log_hess_vec,
    /* h = g² outgrows every line. */
    .frontier = problem_unbounded,
};
