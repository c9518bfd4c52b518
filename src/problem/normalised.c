/* What a normalisation layer makes of a loss, at its smallest: only the direction of the parameters
 * counts, and their length sets how steep it is. */
#include <math.h>

#include "base/vec.h"
#include "problem/problem.h"

/* With a the angle to the x axis: f = 1 − cos a, the gradient is (sin a/r) e_a. It is at right
 * angles to (x, y), so a step of gradient descent leads outward: r⁺² = r² + η²‖g‖². */
static double normalised_eval(const struct problem *p, void *work, const double *x, uint64_t draw,
                              double *g)
{
    (void)p, (void)work, (void)draw;
    double r = vec_norm(x, 2), c = x[0] / r, s = x[1] / r;
    if (!(r > 0) || !isfinite(r)) { /* no direction */
        for (int i = 0; i < 2 && g; i++)
            g[i] = NAN;
        return INFINITY;
    }
    if (g) {
        g[0] = -s * s / r;
        g[1] = s * c / r;
    }
    /* 1 − cos a without its loss of digits near the minimum */
    return c > 0 ? s * s / (1 + c) : 1 - c;
}

/* In the frame of e_r and e_a the Hessian is [[0, −sin a], [−sin a, cos a]]/r². */
static void normalised_hess_vec(const struct problem *p, void *work, const double *x, uint64_t draw,
                                const double *v, double *out)
{
    (void)p, (void)work, (void)draw;
    double r = vec_norm(x, 2), c = x[0] / r, s = x[1] / r;
    double radial = (v[0] * c + v[1] * s) / r, turn = (v[1] * c - v[0] * s) / r;
    double by_radius = -s * turn / r, by_angle = (c * turn - s * radial) / r;
    out[0] = by_radius * c - by_angle * s;
    out[1] = by_radius * s + by_angle * c;
}

const struct problem_kind problem_normalised = {
    .name = "normalised",
    .title = "only the direction counts: large steps widen their own valley",
    .formula = "f(x,y) = 1 − x/√(x²+y²)",
    .source = "scale invariance as in Arora, Li, Lyu 2019 (arXiv 1812.03981), in two dimensions",
    .dim = 2,
    .start = {-0.041614683654714, 0.090929742682568}, /* r = 0.1, a = 2 */
    .home = {-2, 10, -2, 10},
    .infimum = 0,
    .eval = normalised_eval,
    .hess_vec = normalised_hess_vec,
    /* Along a ray curvature grows with the square of the gradient: no line bounds it. */
    .frontier = problem_unbounded,
};
