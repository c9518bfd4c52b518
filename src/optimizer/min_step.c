#include "optimizer/smooth.h"

static void step(const double *par, UNUSED double *state, const struct optimizer_call *c)
{
    double near = 1 / (2 * par[SMOOTH_L0]), far = 1 / (3 * par[SMOOTH_L1] * c->norm);
    move_along(c, far < near ? far : near);
}

const struct optimizer_kind optimizer_min_step = {
    .name = "min-step",
    .title = "hard clipping with the constants that a proof gives; ‖g‖ is that before clipping",
    .formula = "θ − min(1/(2 L0), 1/(3 L1‖g‖)) g",
    .source = "Vankov et al. 2024 (arXiv 2410.10800)",
    PARAM_TABLE(smooth_params),
    .along = true,
    .step = step,
};
