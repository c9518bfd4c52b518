#include "clip/tensors.h"

static const struct param params[] = {
    CLIP_GAMMA("the most that the norm of any weight matrix or bias vector may be")};

static double apply(const double *par, double *state, const struct clip_call *c)
{
    (void)state;
    const struct clip_block *tensor;
    int n = tensors_of(c, &tensor);
    for (int t = 0; t < n; t++) {
        double norm = vec_norm(c->g + tensor[t].first, tensor[t].count);
        double factor = par[0] / (norm + 1e-6);
        part_scale(c, tensor[t].first, tensor[t].count, norm, factor < 1 ? factor : 1);
    }
    return part_factor(c);
}

const struct clip_kind clip_per_tensor = {
    .name = "per-tensor",
    .title = "PyTorch's rule on each weight matrix and each bias vector by itself",
    .formula = "g_t·min(1, γ/(‖g_t‖ + 1e-6)) for each tensor t",
    .source = "clip_grad_norm_ on each parameter, as DINO's clip_gradients does",
    .params = params,
    .n_params = sizeof params / sizeof params[0],
    .turns = true,
    .apply = apply,
};
