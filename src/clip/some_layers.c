#include "clip/part.h"

enum { SOME_GAMMA, FROM, TO };

#define LAYER_PARAM(key, letter, words) PARAM_FEW(key, letter, words, 1, 1, 1024)

static const struct param params[] = {
    [SOME_GAMMA] = CLIP_GAMMA("what the gradient of the chosen layers together is shortened to"),
    [FROM] = LAYER_PARAM("from-layer", "a", "the first layer that is clipped, counted from 1"),
    [TO] = LAYER_PARAM("to-layer", "b", "the last layer that is clipped"),
};

static double apply(const double *par, double *state, const struct clip_call *c)
{
    (void)state;
    int from = (int)par[FROM] - 1, to = (int)par[TO] < c->n_blocks ? (int)par[TO] : c->n_blocks;
    for (int i = 0; i < c->dim && c->out != c->g; i++)
        c->out[i] = c->g[i];
    if (from >= to)
        return c->norm < INFINITY ? 1 : NAN;
    /* Layers follow one another: those from .. to are one stretch of the parameters. */
    int first = c->blocks[from].first;
    int n = c->blocks[to - 1].first + c->blocks[to - 1].count - first;
    double norm = vec_norm(c->g + first, n), factor = factor_hard(par[SOME_GAMMA], norm);
    part_scale(c, first, n, norm, factor);
    return c->norm < INFINITY && factor == 1 ? 1 : part_factor(c);
}

const struct clip_kind clip_some_layers = {
    .name = "some-layers",
    .title = "a mistake: only some layers are clipped, the others keep their gradient",
    .formula = "g_A·min(1, γ/‖g_A‖) for the layers A from a to b together, g for the others",
    .source = "clipping a part of the parameters only: InternLM/xtuner issue 2001",
    .params = params,
    .n_params = sizeof params / sizeof params[0],
    .gamma_of = "the chosen layers",
    .turns = true,
    .apply = apply,
};
