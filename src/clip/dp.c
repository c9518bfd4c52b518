#include "base/rng.h"
#include "clip/draw.h"

enum { NOISE = DRAW_PARAMS };

static const struct param params[] = {
    [DRAW_GAMMA] = CLIP_GAMMA("C, what each sample's gradient is clipped to"),
    [DRAW_PARTS] = CLIP_DRAW_PARTS("B, parts that are clipped each: as many as samples"),
    [NOISE] = PARAM_FROM_ZERO("noise-multiplier", "σ",
                              "the noise of each component has deviation σC/B", 1, 1e6),
};

/* The same numbers at the same step of every run and every time it is looked at. */
static void add_noise(const struct clip_call *c, double deviation)
{
    struct rng rng;
    rng_seed(&rng, c->seed + (c->step + 1) * 0x9e3779b97f4a7c15u);
    for (int i = 0; i < c->dim; i++)
        c->out[i] += deviation * rng_normal(&rng);
}

static double apply(const double *par, UNUSED double *state, const struct clip_call *c)
{
    double gamma = par[DRAW_GAMMA], batch = c->part ? par[DRAW_PARTS] : 1;
    double factor = draw_mean_cut(par, c); /* of clipping alone */
    if (par[NOISE] > 0)
        add_noise(c, par[NOISE] * gamma / batch);
    return factor;
}

const struct clip_kind clip_dp = {
    .name = "dp",
    .title = "private: each sample clipped, and noise in proportion to the threshold",
    .formula = "(Σ g_i·min(1, C/‖g_i‖) + N(0, σ²C²))/B over B samples",
    .source = "Abadi et al. 2016 (arXiv 1607.00133), algorithm 1",
    PARAM_TABLE(params),
    .uses_parts = true,
    .gamma_of = "each part of the batch",
    .turns = true,
    .adds = true,
    .apply = apply,
};
