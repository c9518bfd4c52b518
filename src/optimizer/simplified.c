#include "optimizer/smooth.h"

static void step(const double *par, UNUSED double *state, const struct optimizer_call *c)
{
    move_along(c, 1 / (par[SMOOTH_L0] + 1.5 * par[SMOOTH_L1] * c->norm));
}

const struct optimizer_kind optimizer_simplified = {
    .name = "simplified",
    .title = "the log step without its logarithm, a little shorter; ‖g‖ is that before clipping",
    .formula = "θ − g/(L0 + 1.5 L1‖g‖)",
    .source = "Vankov et al. 2024 (arXiv 2410.10800), from ln(1 + x) >= 2x/(2 + x)",
    PARAM_TABLE(smooth_params),
    .along = true,
    .step = step,
};
