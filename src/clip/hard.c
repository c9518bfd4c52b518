#include "clip/threshold.h"

static const struct param params[] = {
    CLIP_SCHEDULED_GAMMA("gradients longer than this are shortened to it"),
};

static double apply(const double *par, double *state, const struct clip_call *c)
{
    (void)state;
    return clip_scale(c, factor_hard(threshold_scheduled(par, c), c->norm));
}

const struct clip_kind clip_hard = {
    .name = "hard",
    .title = "no longer than γ: projected onto the ball of that radius",
    .formula = "g·min(1, γ/‖g‖)",
    .source = "Pascanu, Mikolov, Bengio 2013 (arXiv 1211.5063), algorithm 1",
    .params = params,
    .n_params = SCHEDULED_PARAMS,
    .apply = apply,
};
