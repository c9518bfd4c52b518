/* Curvature, measured. */
#ifndef LAB_PROBE_H
#define LAB_PROBE_H

#include <math.h>

#include "problem/problem.h"

enum { PROBE_DENSE_MAX = 40 };

/* The top (most positive) eigenvalue of the Hessian at x: f'' in one dimension, the closed form for
 * a symmetric 2×2 in two; dense above (up to 40). NAN if the Hessian is not finite, not known, or
 * dim is over 40 (networks measure by power iteration, see lab/power.h). *products counts
 * Hessian-vector products. vec (dim entries or NULL) gets the eigenvector. */
double probe_sharpness_dense(const struct problem *p, void *work, const double *x, uint64_t draw,
                             double *vec, uint64_t *products); /* of two dimensions or more */
static inline double probe_sharpness(const struct problem *p, void *work, const double *x,
                                     uint64_t draw, double *vec, uint64_t *products)
{
    if (p->dim != 1)
        return probe_sharpness_dense(p, work, x, draw, vec, products);
    double one = 1, h;
    ++*products;
    p->kind->hess_vec(p, work, x, draw, &one, &h);
    if (vec)
        vec[0] = 1;
    return isfinite(h) ? h : NAN;
}

/* Curvature in a random direction: δ = ε z at x, z standard normal from the seed, ε = 1e-3, and how
 * far the gradient g moves along it. As the article writes it (section 2.3: "ε · randn"
 * for every parameter, the gradients' difference over ε) *written = ‖∇f(x + δ) − g‖ / ε: it grows
 * with the number of parameters, for ‖δ‖ is about ε √n, and on a quadratic is ‖H z‖, about the
 * Frobenius norm ‖H‖_F. By the length of the way, *unit = ‖∇f(x + δ) − g‖ / ‖δ‖: ‖H u‖ of a random
 * unit vector u, about ‖H‖_F / √n, which is the top eigenvalue only where all eigenvalues are
 * alike.
 *
 * In two halves: x + δ goes into `at` (n entries each); once its gradient is known for the draw
 * that g, the gradient at x, is of, both are. NAN where it is not finite or δ was lost to rounding.
 */
#define PROBE_EPSILON 1e-3
void probe_random_point(const double *x, int n, uint64_t seed, double *at);
void probe_random(const double *x, const double *g, const double *at, const double *gradient, int n,
                  double *unit, double *written);

#endif
