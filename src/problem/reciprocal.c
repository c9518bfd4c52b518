/* 1/x on x > 0. h = 2 g^1.5: steeper than linear in g, so no (L0, L1) holds. */
#include <math.h>

#include "problem/problem.h"

static double reciprocal_eval(const struct problem *p, void *work, const double *x, uint64_t draw,
                              double *g)
{
    (void)p, (void)work, (void)draw;
    if (!(x[0] > 0)) {
        if (g)
            g[0] = NAN;
        return INFINITY;
    }
    if (g)
        g[0] = -1 / (x[0] * x[0]);
    return 1 / x[0];
}

static void reciprocal_hess_vec(const struct problem *p, void *work, const double *x, uint64_t draw,
                                const double *v, double *out)
{
    (void)p, (void)work, (void)draw;
    out[0] = x[0] > 0 ? 2 / (x[0] * x[0] * x[0]) * v[0] : NAN;
}

const struct problem_kind problem_reciprocal = {
    .name = "reciprocal",
    .title = "1/x: not (L0,L1)-smooth, curvature grows like ‖∇f‖^1.5",
    .formula = "f(x) = 1/x, x > 0",
    .source = "by differentiation: h = 2 g^(3/2)",
    .dim = 1,
    .start = {0.2},
    .home = {0.02, 4},
    .infimum = 0,
    .eval = reciprocal_eval,
    .hess_vec = reciprocal_hess_vec,
    /* h = 2 g^1.5 outgrows every line. */
    .frontier = problem_unbounded,
};
