/* Parameters that gd, heavy ball and Nesterov's rule share. */
#ifndef OPTIMIZER_SHARED_H
#define OPTIMIZER_SHARED_H

#include "optimizer/optimizer.h"

/* Of one velocity a parameter, zero at first. */
#define HEAVY_PARAM PARAM_LINEAR("momentum", "μ", "how much of the velocity a step keeps", 0.9, 1)
/* Weight decay in the gradient: g + λθ in the place of g. */
#define DECAY_PARAM                                                                                \
    PARAM_FROM_ZERO("weight-decay", "λ", "times the parameters, added to the (clipped) gradient",  \
                    0, 1e6)

#endif
