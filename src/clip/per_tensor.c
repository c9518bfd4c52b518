#include "clip/tensors.h"

static const struct param params[] = {
    CLIP_GAMMA("the most that the norm of any weight matrix or bias vector may be")};

static double apply(const double *par, UNUSED double *state, const struct clip_call *c)
{
    const struct clip_block *tensor;
    int n = tensors_of(c, &tensor);
    for (int t = 0; t < n; t++) {
        double norm = vec_norm(c->g + tensor[t].first, tensor[t].count);
        part_tell(c, tensor[t].first, par[0]);
        part_scale(c, tensor[t].first, tensor[t].count, norm, factor_hard(par[0], norm));
    }
    return part_factor(c);
}

const struct clip_kind clip_per_tensor = {
    .name = "per-tensor",
    .title = "each weight and each bias hard, by its own norm: the direction changes",
    .formula = "g_t·min(1, γ/‖g_t‖) for each tensor t",
    .source = "Keras, clipnorm; tf.clip_by_norm on each gradient",
    PARAM_TABLE(params),
    .gamma_of = "each weight and each bias",
    .turns = true,
    .apply = apply,
};
