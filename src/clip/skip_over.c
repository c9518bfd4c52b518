#include "clip/threshold.h"

static const struct param params[] = {
    CLIP_GAMMA("a step whose gradient is longer is not made at all")};

/* Gradients that are not finite are skipped too, as trainers do it. */
static double apply(const double *par, UNUSED double *state, const struct clip_call *c)
{
    return c->norm <= par[0] ? clip_scale(c, 1) : clip_skip(c);
}

const struct clip_kind clip_skip_over = {
    .name = "skip-over",
    .title = "a step with a gradient over γ is left out: no step is made",
    .formula = "g where ‖g‖ <= γ, else 0",
    .source = "skipping steps by a fixed norm: NVIDIA/Megatron-LM issue 3460, "
              "facebookresearch/metaseq issue 521",
    PARAM_TABLE(params),
    .skips = true,
    .apply = apply,
};
