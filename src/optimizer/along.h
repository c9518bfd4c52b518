/* For rules that move along the gradient. */
#ifndef OPTIMIZER_ALONG_H
#define OPTIMIZER_ALONG_H

#include "optimizer/optimizer.h"

/* Below this the square of a gradient is near the end of what a double holds, and quotients such as
 * f/‖g‖² and ‖g‖/f'' lose their digits and then become 0/0. Rules that need them stand still there:
 * on θ⁴ that is |θ| < 1e-50. */
#define GRADIENT_FLOOR 1e-150

/* d = -rate·g */
static inline void move_along(const struct optimizer_call *c, double rate)
{
    for (int i = 0; i < c->dim; i++)
        c->d[i] = -(rate * c->g[i]);
}

#endif
