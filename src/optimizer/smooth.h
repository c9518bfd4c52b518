/* What the step sizes for (L0, L1)-smooth losses share: their two constants, of
 * ‖∇²f(x)‖ <= L0 + L1‖∇f(x)‖ (Zhang et al. 2020, definition 1). */
#ifndef OPTIMIZER_SMOOTH_H
#define OPTIMIZER_SMOOTH_H

#include "optimizer/shared.h"

enum { SMOOTH_L0, SMOOTH_L1, SMOOTH_PARAMS };
extern const struct param smooth_params[SMOOTH_PARAMS];

/* ln(1 + u)/v for u, v >= 0 where u/v tends to `limit` as v does to 0. */
double smooth_log_ratio(double u, double v, double limit);

#endif
