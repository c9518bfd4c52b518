#include "clip/tensors.h"

static const struct param params[] = {
    CLIP_GAMMA("the most that the norm of any weight matrix or bias vector may be")};

static double apply(const double *par, UNUSED double *state, const struct clip_call *c)
{
    const struct clip_block *tensor;
    int n = tensors_of(c, &tensor);
    for (int t = 0; t < n; t++) {
        double norm = vec_norm(c->g + tensor[t].first, tensor[t].count);
        double factor = par[0] / (norm + 1e-6);
        part_tell(c, tensor[t].first, par[0]);
        part_scale(c, tensor[t].first, tensor[t].count, norm, factor < 1 ? factor : 1);
    }
    return part_factor(c);
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
