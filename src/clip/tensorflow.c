#include "clip/threshold.h"

static const struct param params[] = {
    CLIP_GAMMA_OR_ZERO("clip_norm: longer gradients are shortened to it")};

/* An infinite norm gives NaN everywhere there, which clip_scale does too. */
static double apply(const double *par, UNUSED double *state, const struct clip_call *c)
{
    return clip_scale(c, par[0] / (c->norm > par[0] ? c->norm : par[0]));
}

const struct clip_kind clip_tensorflow = {
    .name = "tensorflow",
    .title = "hard clipping as TensorFlow does it: an infinite norm gives NaN everywhere",
    .family = CLIP_HARD,
    .formula = "g·γ/max(‖g‖, γ)",
    .source = "TensorFlow, tf.clip_by_global_norm",
    PARAM_TABLE(params),
    .common = true,
    .apply = apply,
};
