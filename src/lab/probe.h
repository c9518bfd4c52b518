/* Curvature, measured. */
#ifndef LAB_PROBE_H
#define LAB_PROBE_H

#include "problem/problem.h"

enum { PROBE_DENSE_MAX = 40 };

/* The top (most positive) eigenvalue of the Hessian at x: f'' in one dimension, the closed form for
 * a symmetric 2×2 in two; dense above (up to 40). NAN if the Hessian is not finite or dim is over
 * 40 (networks measure by power iteration, see lab/power.h). *products counts Hessian-vector
 * products. vec (dim entries or NULL) gets the eigenvector. */
double probe_sharpness(const struct problem *p, void *work, const double *x, uint64_t draw,
                       double *vec, uint64_t *products);

#endif
