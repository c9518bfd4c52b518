#include "optimizer/smooth.h"

static void step(const double *par, UNUSED double *state, const struct optimizer_call *c)
{
    double v = par[SMOOTH_L1] * c->norm, m = par[SMOOTH_L0] + v;
    move_along(c, smooth_log_ratio(v / m, v, 1 / m));
}

const struct optimizer_kind optimizer_log_step = {
    .name = "log-step",
    .title = "the step that minimises the (L0, L1)-bound itself; ‖g‖ is that before clipping",
    .formula = "θ − ln(1 + L1‖g‖/(L0 + L1‖g‖))/(L1‖g‖) g",
    .source = "Vankov et al. 2024 (arXiv 2410.10800)",
    PARAM_TABLE(smooth_params),
    .along = true,
    .step = step,
};
