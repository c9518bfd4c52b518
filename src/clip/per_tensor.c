#include "clip/part.h"

static const struct param params[] = {
    CLIP_GAMMA("the most that the norm of any weight matrix or bias vector may be")};

static double apply(const double *par, UNUSED double *state, const struct clip_call *c)
{
    const struct clip_block *tensor;
    int n = tensors_of(c, &tensor);
    return part_cut(c, tensor, n, par[0], 0);
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
