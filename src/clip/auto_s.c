#include "clip/draw.h"

enum { STABLE = DRAW_PARAMS };

static const struct param params[] = {
    [DRAW_GAMMA] = CLIP_GAMMA("the length that each sample's gradient approaches"),
    [DRAW_PARTS] = CLIP_DRAW_PARTS("parts that are normalised each: as many as samples"),
    [STABLE] = PARAM_POSITIVE("stability", "s",
                              "added to each norm, so that short gradients stay short", 0.01, 1e12),
};

static double factor_of(const double *par, double norm)
{
    return norm < INFINITY ? par[DRAW_GAMMA] / (norm + par[STABLE]) : NAN;
}

static double apply(const double *par, UNUSED double *state, const struct clip_call *c)
{
    int k = (int)par[DRAW_PARTS];
    if (!c->part)
        return c->norm == 0 ? clip_scale(c, 1) : clip_scale(c, factor_of(par, c->norm));
    for (int j = 0; j < c->dim; j++)
        c->out[j] = 0;
    for (int i = 0; i < k; i++) {
        double weight = c->part(c->ctx, i, k, c->spare);
        if (weight > 0)
            vec_add_scaled(c->out, c->out, weight * factor_of(par, vec_norm(c->spare, c->dim)),
                           c->spare, c->dim);
    }
    return part_factor(c);
}

const struct clip_kind clip_auto_s = {
    .name = "auto-s",
    .title = "each sample's gradient divided by its length, so that no γ is tuned",
    .formula = "mean of g_i·γ/(‖g_i‖ + s) over the samples",
    .source = "Bu, Wang, Zha, Karypis 2022, AUTO-S (arXiv 2206.07136); pytorch/opacus issue 797",
    PARAM_TABLE(params),
    .uses_parts = true,
    .gamma_of = "each part of the batch",
    .turns = true,
    .apply = apply,
};
