#include "clip/threshold.h"

static const struct param params[] = {
    CLIP_GAMMA("a step whose gradient is longer is not made at all")};

/* Gradients that are not finite come through, so that a divergence is seen; trainers that skip them
 * too stand still for ever. */
static double apply(const double *par, double *state, const struct clip_call *c)
{
    (void)state;
    return c->norm < INFINITY && c->norm > par[0] ? clip_skip(c) : clip_scale(c, 1);
}

const struct clip_kind clip_skip_over = {
    .name = "skip-over",
    .title = "a step with a gradient over γ is left out: no step is made",
    .formula = "g where ‖g‖ <= γ, else 0",
    .source = "skipping steps by a fixed norm: NVIDIA/Megatron-LM issue 3460, "
              "facebookresearch/metaseq issue 521",
    .params = params,
    .n_params = sizeof params / sizeof params[0],
    .skips = true,
    .apply = apply,
};
