/* Weight decay in the gradient, as gd and momentum have it: g + λθ in the place of g. */
#ifndef OPTIMIZER_DECAY_H
#define OPTIMIZER_DECAY_H

#include "optimizer/optimizer.h"

#define DECAY_PARAM                                                                                \
    PARAM_FROM_ZERO("weight-decay", "λ",                                                           \
                    "times the parameters, added to the "                                          \
                    "(clipped) gradient",                                                          \
                    0, 1e6)

#endif
