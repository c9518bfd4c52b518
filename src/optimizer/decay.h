/* Weight decay in the gradient, as gd and momentum have it: g + λθ in the place of g. */
#ifndef OPTIMIZER_DECAY_H
#define OPTIMIZER_DECAY_H

#include "optimizer/optimizer.h"

#define DECAY_PARAM                                                                                \
    {                                                                                              \
        .name = "weight-decay", .symbol = "λ",                                                     \
        .help = "times the parameters, added to the "                                              \
                "(clipped) gradient",                                                              \
        .kind = PARAM_REAL, .log_scale = true, .def = 0, .min = 0, .max = 1e6                      \
    }

#endif
