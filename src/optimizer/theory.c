#include "optimizer/smooth.h"

static void step(const double *par, UNUSED double *state, const struct optimizer_call *c)
{
    move_along(c, 1 / (par[SMOOTH_L0] + par[SMOOTH_L1] * c->norm));
}

const struct optimizer_kind optimizer_theory = {
    .name = "theory",
    .title = "the step that minimises the quadratic bound at curvature L0 + L1‖g‖; ‖g‖ is that "
             "before clipping",
    .formula = "θ − g/(L0 + L1‖g‖)",
    .source =
        "Zhang, He, Sra, Jadbabaie 2020 (arXiv 1905.11881); soft clip with γ = L0/L1, lr = 1/L0",
    PARAM_TABLE(smooth_params),
    .along = true,
    .soft_rate = true,
    .step = step,
};
