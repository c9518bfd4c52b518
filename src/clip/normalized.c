#include "clip/threshold.h"

enum { BETA };

static const struct param params[] = {
    [BETA] = PARAM_POSITIVE("beta", "β",
                            "added to the norm; where the norm is far below, g/β is left", 1, 1e12),
};

/* The soft clip with γ = β and the learning rate divided by β, to rounding: g/(n + β) is
 * (1/β)·g·β/(n + β). The factor is over 1 for short gradients where β is under 1. */
static double apply(const double *par, UNUSED double *state, const struct clip_call *c)
{
    return clip_scale(c, 1 / (c->norm + par[BETA]));
}

const struct clip_kind clip_normalized = {
    .name = "normalized",
    .title = "divided by its length: the soft clip with γ = β at the learning rate η/β",
    .formula = "g/(‖g‖ + β)",
    .source = "Zhang, He, Sra, Jadbabaie 2020 (arXiv 1905.11881), normalised gradient descent",
    PARAM_TABLE(params),
    .common = true,
    .apply = apply,
};
