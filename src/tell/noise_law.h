/* What the closed forms say of runs under gradient noise. */
#ifndef TELL_NOISE_LAW_H
#define TELL_NOISE_LAW_H

#include "lab/run.h"

/* Where a run of one parameter comes to rest on average under two-point noise: where the clipped
 * gradient is 0 on average (Koloskova, Hendrikx, Stich 2023, arXiv 2305.01588, section 4). NAN:
 * another noise, another rule. Unclipped: where the gradient itself is. */
double noise_rest(const struct run *r);
double noise_rest_unclipped(const struct run *r);

/* The mean of θ over the later half of the steps so far; NAN before there are any. */
double noise_mean(const struct run *r);

/* Steps after which gradient descent on θ⁴ under Pareto noise is thrown out, on average: the time
 * to the first draw over (√2 η^1.5)^−1, from where the next step overshoots for good. The time is
 * exponential. NAN: another loss, noise or rule, or the run is clipped. */
double noise_life(const struct run *r);

#endif
