#include "clip/part.h"

static const struct param params[] = {
    CLIP_GAMMA("what each component approaches but never reaches")};

static double apply(const double *par, UNUSED double *state, const struct clip_call *c)
{
    for (int i = 0; i < c->dim; i++) {
        part_tell(c, i, par[0]);
        c->out[i] = c->g[i] * (par[0] / (fabs(c->g[i]) + par[0])); /* ∞·0 is NaN, as it should */
    }
    return part_factor(c);
}

const struct clip_kind clip_soft_component = {
    .name = "soft-component",
    .title = "the soft clip on each component by itself: the direction changes",
    .formula = "g·γ/(|g| + γ), each component",
    .source = "what Adam without momentum does per coordinate, ε in the place of γ",
    PARAM_TABLE(params),
    .gamma_of = "each component",
    .turns = true,
    .always = true,
    .apply = apply,
};
