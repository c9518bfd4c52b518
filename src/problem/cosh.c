/* cosh x + y²/2: (1,1)-smooth, since cosh <= 1 + |sinh|; steep as an exponential. */
#include <math.h>

#include "base/elementary.h"
#include "problem/problem.h"

static double cosh_eval(const struct problem *p, void *work, const double *x, uint64_t draw,
                        double *g)
{
    (void)p, (void)work, (void)draw;
    if (g) {
        g[0] = fn_sinh(x[0]);
        g[1] = x[1];
    }
    return fn_cosh(x[0]) + 0.5 * x[1] * x[1];
}

static void cosh_hess_vec(const struct problem *p, void *work, const double *x, uint64_t draw,
                          const double *v, double *out)
{
    (void)p, (void)work, (void)draw;
    out[0] = fn_cosh(x[0]) * v[0];
    out[1] = v[1];
}

/* h − L1 g is largest at 0 for L1 >= 1, where it is 1; for less it grows with cosh x. */
static double cosh_frontier(UNUSED const struct problem *p, double L1)
{
    return L1 >= 1 ? 1 : INFINITY;
}

const struct problem_kind problem_cosh = {
    .name = "cosh",
    .title = "a bowl with exponential walls: (1,1)-smooth",
    .formula = "f(x,y) = cosh x + y²/2",
    .source = "derivation in src/problem/cosh.c",
    .dim = 2,
    .start = {5, 1},
    .home = {-7, 7, -4, 4},
    .infimum = 1,
    .eval = cosh_eval,
    .hess_vec = cosh_hess_vec,
    .frontier = cosh_frontier,
};
