#include "clip/part.h"

static const struct param params[] = {CLIP_GAMMA("the most that the norm of any one layer may be")};

static double apply(const double *par, UNUSED double *state, const struct clip_call *c)
{
    return part_cut(c, c->blocks, c->n_blocks, par[0], 0);
}

const struct clip_kind clip_per_layer = {
    .name = "per-layer",
    .title = "each layer by its own norm, not the norm of all: the direction changes",
    .formula = "g_b·min(1, γ/‖g_b‖) for each layer b",
    .source = "You, Gitman, Ginsburg 2017 (arXiv 1708.03888): norms layer by layer",
    PARAM_TABLE(params),
    .by_layer = true,
    .gamma_of = "each layer",
    .turns = true,
    .apply = apply,
};
