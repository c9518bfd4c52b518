#include "clip/threshold.h"

static const struct param params[] = {
    CLIP_GAMMA_OR_ZERO("max_norm: longer gradients are shortened to it")};

/* As it is there: an infinite norm makes the factor 0, which turns a gradient whose norm alone
 * overflows into a step of zero. */
static double apply(const double *par, UNUSED double *state, const struct clip_call *c)
{
    double factor = par[0] / (c->norm + 1e-6);
    if (factor > 1)
        factor = 1;
    for (int i = 0; i < c->dim; i++)
        c->out[i] = factor * c->g[i];
    return factor;
}

const struct clip_kind clip_torch = {
    .name = "torch",
    .title = "hard clipping as PyTorch does it: a millionth is added to the norm",
    .family = CLIP_HARD,
    .formula = "g·min(1, γ/(‖g‖ + 1e-6))",
    .source = "PyTorch, torch.nn.utils.clip_grad_norm_",
    PARAM_TABLE(params),
    .apply = apply,
};
