/* Rosenbrock 1960: a curved valley, ill-conditioned along its floor; minimum 0 at (1, 1). */
#include "problem/problem.h"

static double rosenbrock_eval(const struct problem *p, void *work, const double *x, uint64_t draw,
                              double *g)
{
    (void)p, (void)work, (void)draw;
    double e = x[1] - x[0] * x[0], d = 1 - x[0];
    if (g) {
        g[0] = -2 * d - 400 * x[0] * e;
        g[1] = 200 * e;
    }
    return d * d + 100 * e * e;
}

static void rosenbrock_hess_vec(const struct problem *p, void *work, const double *x, uint64_t draw,
                                const double *v, double *out)
{
    (void)p, (void)work, (void)draw;
    double xx = 2 - 400 * (x[1] - 3 * x[0] * x[0]), xy = -400 * x[0];
    out[0] = xx * v[0] + xy * v[1];
    out[1] = xy * v[0] + 200 * v[1];
}

const struct problem_kind problem_rosenbrock = {
    .name = "rosenbrock",
    .title = "a curved valley: ill-conditioned, and clipping does not cure that",
    .formula = "f(x,y) = (1−x)² + 100(y−x²)²",
    .source = "Rosenbrock 1960",
    .dim = 2,
    .start = {-2, 2},
    .home = {-2.5, 2.5, -1, 4},
    .infimum = 0,
    .eval = rosenbrock_eval,
    .hess_vec = rosenbrock_hess_vec,
};
