/* What several rules share. */
#ifndef OPTIMIZER_SHARED_H
#define OPTIMIZER_SHARED_H

#include <math.h>

#include "optimizer/optimizer.h"

/* Of heavy ball and Nesterov's rule: one velocity a parameter, zero at first. */
#define HEAVY_PARAM PARAM_LINEAR("momentum", "μ", "how much of the velocity a step keeps", 0.9, 1)
/* Weight decay in the gradient: g + λθ in the place of g. */
#define DECAY_PARAM                                                                                \
    PARAM_FROM_ZERO("weight-decay", "λ", "times the parameters, added to the (clipped) gradient",  \
                    0, 1e6)

/* For rules that move along the gradient.
 *
 * Below this the square of a gradient is near the end of what a double holds, and quotients such as
 * f/‖g‖² and ‖g‖/f'' lose their digits and then become 0/0. Rules that need them stand still there:
 * on θ⁴ that is |θ| < 1e-50. */
#define GRADIENT_FLOOR 1e-150

/* d = -rate·g */
static inline void move_along(const struct optimizer_call *c, double rate)
{
    for (int i = 0; i < c->dim; i++)
        c->d[i] = -(rate * c->g[i]);
}

/* −1, 0 or 1; of NaN and of what is infinite NaN, so that a divergence is seen. */
static inline double sign_of(double v)
{
    return !isfinite(v) ? NAN : (double)((v > 0) - (v < 0));
}

#endif
