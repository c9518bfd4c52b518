#include "clip/part.h"

static const struct param params[] = {
    CLIP_GAMMA("the most that the norm of any weight matrix or bias vector may be")};

static double apply(const double *par, UNUSED double *state, const struct clip_call *c)
{
    const struct clip_block *tensor;
    int n = tensors_of(c, &tensor);
    return part_cut(c, tensor, n, par[0], 1e-6);
}

const struct clip_kind clip_per_variable = {
    .name = "per-variable",
    .title = "each weight and each bias as torch clips, by its own norm: the direction changes",
    .formula = "g_t·min(1, γ/(‖g_t‖ + 1e-6)) for each tensor t",
    .source = "DINO (arXiv 2104.14294), clip_gradients",
    PARAM_TABLE(params),
    .gamma_of = "each weight and each bias",
    .turns = true,
    .apply = apply,
};
