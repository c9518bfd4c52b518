#include "optimizer/smooth.h"

#include "base/elementary.h"

/* The defaults touch θ⁴ at θ = 1: on it every tight pair has L0·L1² = 16. */
const struct param smooth_params[SMOOTH_PARAMS] = {
    [SMOOTH_L0] =
        PARAM_POSITIVE("L0", "L0", "curvature that remains where the gradient is zero", 4, 1e12),
    [SMOOTH_L1] =
        PARAM_POSITIVE("L1", "L1", "how fast curvature may grow with the gradient norm", 2, 1e12),
};

double smooth_log_ratio(double u, double v, double limit)
{
    return v > 0 ? fn_log1p(u) / v : limit;
}
