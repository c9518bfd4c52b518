/* A shallow bowl cut by a bent cliff of height 4: 0.025x² + 0.05y² + 4σ(25(x − 0.5 − 0.3 sin 2y)).
 */

#include "base/elementary.h"
#include "problem/problem.h"
#include "problem/sigmoid.h"

static double bent_valley_eval(const struct problem *p, void *work, const double *x, uint64_t draw,
                               double *g)
{
    (void)p, (void)work, (void)draw;
    struct sigmoid wall = sigmoid_at(25 * (x[0] - 0.5 - 0.3 * fn_sin(2 * x[1])));
    if (g) {
        g[0] = 0.05 * x[0] + 100 * wall.s1;
        g[1] = 0.1 * x[1] - 60 * fn_cos(2 * x[1]) * wall.s1;
    }
    return 0.025 * x[0] * x[0] + 0.05 * x[1] * x[1] + 4 * wall.s;
}

static void bent_valley_hess_vec(const struct problem *p, void *work, const double *x,
                                 uint64_t draw, const double *v, double *out)
{
    (void)p, (void)work, (void)draw;
    struct sigmoid wall = sigmoid_at(25 * (x[0] - 0.5 - 0.3 * fn_sin(2 * x[1])));
    /* Derivatives of the wall's argument. */
    double zx = 25, zy = -15 * fn_cos(2 * x[1]), zyy = 30 * fn_sin(2 * x[1]);
    double along = zx * v[0] + zy * v[1];
    out[0] = 0.05 * v[0] + 4 * wall.s2 * zx * along;
    out[1] = 0.1 * v[1] + 4 * wall.s2 * zy * along + 4 * wall.s1 * zyy * v[1];
}

const struct problem_kind problem_bent_valley = {
    .name = "bent-valley",
    .title = "a shallow bowl cut by a bent cliff",
    .formula = "f(x,y) = 0.025x² + 0.05y² + 4σ(25(x−0.5−0.3 sin 2y))",
    .source = "made for this program",
    .dim = 2,
    .start = {2, 1.5},
    .home = {-5, 5, -4, 4},
    .infimum = 1.354893467527997e-5, /* at (-0.00620631, 0.00186188), by Newton's method */
    .eval = bent_valley_eval,
    .hess_vec = bent_valley_hess_vec,
};
