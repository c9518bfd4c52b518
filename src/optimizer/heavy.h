/* What heavy ball and Nesterov's rule share: one velocity a parameter, zero at first. */
#ifndef OPTIMIZER_HEAVY_H
#define OPTIMIZER_HEAVY_H

#include "optimizer/optimizer.h"

#define HEAVY_PARAM PARAM_LINEAR("momentum", "μ", "how much of the velocity a step keeps", 0.9, 1)

static inline size_t heavy_state_size(const double *par, int dim)
{
    (void)par;
    return (size_t)dim;
}

#endif
