/* For rules that use the sign of a gradient alone. */
#ifndef OPTIMIZER_SIGN_H
#define OPTIMIZER_SIGN_H

#include <math.h>

#include "optimizer/optimizer.h"

/* −1, 0 or 1; of NaN and of what is infinite NaN, so that a divergence is seen. */
static inline double sign_of(double v)
{
    return !isfinite(v) ? NAN : (double)((v > 0) - (v < 0));
}

#endif
