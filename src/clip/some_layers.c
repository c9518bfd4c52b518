#include "clip/part.h"

enum { SOME_GAMMA, FROM, TO };

static const struct param params[] = {
    [SOME_GAMMA] = CLIP_GAMMA("what the gradient of the chosen layers together is shortened to"),
    [FROM] = CLIP_LAYER("from-layer", "a", "the first layer that is clipped, counted from 1"),
    [TO] = CLIP_LAYER("to-layer", "b", "the last layer that is clipped"),
};

static double apply(const double *par, UNUSED double *state, const struct clip_call *c)
{
    int first, n = part_layers(c, par[FROM], par[TO], &first);
    for (int i = 0; i < c->dim && c->out != c->g; i++)
        c->out[i] = c->g[i];
    if (n == 0)
        return c->norm < INFINITY ? 1 : NAN;
    double norm = vec_norm(c->g + first, n), factor = factor_hard(par[SOME_GAMMA], norm);
    part_scale(c, first, n, norm, factor);
    return c->norm < INFINITY && factor == 1 ? 1 : part_factor(c);
}

const struct clip_kind clip_some_layers = {
    .name = "some-layers",
    .title = "a mistake: only some layers are clipped, the others keep their gradient",
    .formula = "g_A·min(1, γ/‖g_A‖) for the layers A from a to b together, g for the others",
    .source = "clipping a part of the parameters only: InternLM/xtuner issue 2001",
    PARAM_TABLE(params),
    .gamma_of = "the chosen layers",
    .mistake = CLIP_SOME_ONLY,
    .turns = true,
    .apply = apply,
};
