#include "clip/threshold.h"

static const struct param params[] = {
    CLIP_GAMMA_OR_ZERO("longer gradients are shortened to it; 0: none is")};

static double apply(const double *par, UNUSED double *state, const struct clip_call *c)
{
    return clip_scale(c, par[0] > 0 ? factor_hard(par[0], c->norm + 1e-6) : 1);
}

const struct clip_kind clip_guarded = {
    .name = "guarded",
    .title = "hard clipping as DeepSpeed and trainers guard it: γ = 0 switches it off",
    .formula = "g where γ = 0, else g·min(1, γ/(‖g‖ + 1e-6))",
    .source = "DeepSpeed, gradient_clipping: microsoft/DeepSpeed pull request 8068",
    PARAM_TABLE(params),
    .common = true,
    .apply = apply,
};
