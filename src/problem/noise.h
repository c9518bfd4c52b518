/* Noise on gradients: drawn from (seed, step), so that every run has the same, and so has a step
 * that is gone back to. Its mean is 0 where it has one. */
#ifndef PROBLEM_NOISE_H
#define PROBLEM_NOISE_H

#include <stdint.h>

#include "base/param.h"

enum noise_kind {
    NOISE_NONE,
    NOISE_TWO_POINT, /* pa − ξ, ξ = a with probability p, else 0: the gradient of ½(x − ξ)² less
                        its mean */
    NOISE_PARETO, /* ±z, P(z > u·size) = u^−α for u >= 1 */
    NOISE_STABLE  /* symmetric α-stable of scale `size`, by Chambers, Mallows, Stuck 1976 */
};

enum { NOISE_KIND, NOISE_P, NOISE_SIZE, NOISE_INDEX, NOISE_BATCH, NOISE_PARAMS };
extern const struct param noise_params[NOISE_PARAMS];

struct noise {
    enum noise_kind kind;
    double p, size, index; /* size: a of two-point, least |z| of pareto, scale of stable */
    int batch;             /* so many draws are averaged before the gradient is clipped */
    uint64_t seed;
};

/* By values parallel to noise_params; one not given takes its default. */
struct noise noise_of(const struct value *values, uint64_t seed);

/* Adds the noise of that draw to g, each entry its own. */
void noise_add(const struct noise *n, uint64_t draw, double *g, int dim);

#endif
