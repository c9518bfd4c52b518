/* How a recurrent network passes derivatives through time: ∂h_T/∂h_k, the product of
 * diag(1 − h_t²) W for t = k+1 .. T (Pascanu, Mikolov, Bengio 2013), whose spectral norm is at most
 * σ^(T−k), with σ the largest singular value of W. */
#ifndef PROBLEM_NETWORK_JACOBIAN_H
#define PROBLEM_NETWORK_JACOBIAN_H

#include <stddef.h>

#include "problem/network.h"

enum { JACOBIAN_SAMPLES = 6, JACOBIAN_STEPS_MAX = 256, JACOBIAN_UNITS_MAX = 128 };

struct jacobian {
    int steps;         /* T: norms of k = T down to k = 1 stand in mean[0 .. T−1] */
    double sigma, rho; /* of W: the largest singular value, and the largest |eigenvalue| */
    double mean[JACOBIAN_STEPS_MAX], most[JACOBIAN_STEPS_MAX]; /* over the samples, by T − k */
};

/* Whether the norms can be had of a network: a recurrence of tanh that is not too large. */
bool jacobian_known(const struct problem *p);
/* Doubles of scratch, which every work has. */
size_t jacobian_room(const struct problem *p);
/* At x, of the first samples of the draw's mini-batch; not finite where the states are not. Does
 * not allocate; work as in eval. */
void jacobian_make(const struct problem *p, void *work, const double *x, uint64_t draw,
                   struct jacobian *out);

#endif
