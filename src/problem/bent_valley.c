/* A shallow bowl cut by a bent cliff of height 4: 0.025x² + 0.05y² + 4σ(25(x − 0.5 − 0.3 sin 2y)).
 */
#include <math.h>

#include "problem/problem.h"

static double sigma(double z)
{
    return z >= 0 ? 1 / (1 + exp(-z)) : exp(z) / (1 + exp(z));
}

static bool bent_valley_open(struct problem *p, struct report *r, const char *file, int line)
{
    (void)r, (void)file, (void)line;
    p->infimum = NAN;
    return true;
}

static double bent_valley_eval(const struct problem *p, void *work, const double *x, uint64_t draw,
                               double *g)
{
    (void)p, (void)work, (void)draw;
    double z = 25 * (x[0] - 0.5 - 0.3 * sin(2 * x[1])), s = sigma(z), slope = 4 * s * (1 - s) * 25;
    if (g) {
        g[0] = 0.05 * x[0] + slope;
        g[1] = 0.1 * x[1] - slope * 0.6 * cos(2 * x[1]);
    }
    return 0.025 * x[0] * x[0] + 0.05 * x[1] * x[1] + 4 * s;
}

static void bent_valley_hess_vec(const struct problem *p, void *work, const double *x,
                                 uint64_t draw, const double *v, double *out)
{
    (void)p, (void)work, (void)draw;
    double z = 25 * (x[0] - 0.5 - 0.3 * sin(2 * x[1])), s = sigma(z);
    double d1 = 4 * s * (1 - s), d2 = d1 * (1 - 2 * s); /* derivatives of 4σ at z */
    double zx = 25, zy = -15 * cos(2 * x[1]), zyy = 30 * sin(2 * x[1]);
    double along = zx * v[0] + zy * v[1];
    out[0] = 0.05 * v[0] + d2 * zx * along;
    out[1] = 0.1 * v[1] + d2 * zy * along + d1 * zyy * v[1];
}

const struct problem_kind problem_bent_valley = {
    .name = "bent-valley",
    .title = "a shallow bowl cut by a bent cliff",
    .formula = "f(x,y) = 0.025x² + 0.05y² + 4σ(25(x−0.5−0.3 sin 2y))",
    .source = "made for this program",
    .dim = 2,
    .start = {2, 1.5},
    .home = {-5, 5, -4, 4},
    .open = bent_valley_open,
    .eval = bent_valley_eval,
    .hess_vec = bent_valley_hess_vec,
};
