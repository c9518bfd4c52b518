#include "optimizer/smooth.h"

static void step(const double *par, UNUSED double *state, const struct optimizer_call *c)
{
    double v = par[SMOOTH_L1] * c->norm;
    move_along(c, smooth_log_ratio(v / par[SMOOTH_L0], v, 1 / par[SMOOTH_L0]));
}

const struct optimizer_kind optimizer_exact_1d = {
    .name = "exact-1d",
    .title = "in one dimension the longest step the (L0, L1)-bound never overshoots with; ‖g‖ is "
             "that before clipping",
    .formula = "θ − ln(1 + L1‖g‖/L0)/(L1‖g‖) g",
    .source = "f'' = L0 + L1 f' solved downhill from f' = g to f' = 0",
    PARAM_TABLE(smooth_params),
    .max_dim = 1,
    .along = true,
    .step = step,
};
