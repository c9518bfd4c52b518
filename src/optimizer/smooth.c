#include "optimizer/smooth.h"

#include <math.h>

#include "base/elementary.h"

/* The defaults touch θ⁴ at θ = 1: on it every tight pair has L0·L1² = 16. */
const struct param smooth_params[SMOOTH_PARAMS] = {
    [SMOOTH_L0] = {.name = "L0",
                   .symbol = "L0",
                   .help = "curvature that remains where the gradient is zero",
                   .kind = PARAM_REAL,
                   .log_scale = true,
                   .open_min = true,
                   .def = 4,
                   .min = 0,
                   .max = 1e12},
    [SMOOTH_L1] = {.name = "L1",
                   .symbol = "L1",
                   .help = "how fast curvature may grow with the gradient norm",
                   .kind = PARAM_REAL,
                   .log_scale = true,
                   .open_min = true,
                   .def = 2,
                   .min = 0,
                   .max = 1e12},
};

double smooth_log_ratio(double u, double v, double limit)
{
    return v > 0 ? fn_log1p(u) / v : limit;
}
