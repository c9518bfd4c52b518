#include "clip/draw.h"

static const struct param params[DRAW_PARAMS] = {
    [DRAW_GAMMA] = CLIP_GAMMA("what each worker clips its own gradient to"),
    [DRAW_PARTS] = CLIP_DRAW_PARTS("workers that share the draw; as many as samples: each sample"),
};

static double apply(const double *par, UNUSED double *state, const struct clip_call *c)
{
    return draw_mean_cut(par, c);
}

const struct clip_kind clip_each_worker = {
    .name = "each-worker",
    .title = "a mistake: each worker's gradient by its own norm, and their mean is taken",
    .formula = "mean of g_i·min(1, γ/‖g_i‖) over k workers",
    .source =
        "clipping before the all-reduce; with a sample each, that of Abadi et al. 2016 (arXiv "
        "1607.00133) without noise",
    PARAM_TABLE(params),
    .uses_parts = true,
    .gamma_of = "each worker",
    .turns = true,
    .parts = "gradients",
    .cut = "part by part",
    .apply = apply,
};
