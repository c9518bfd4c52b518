#include "clip/threshold.h"

static const struct param params[] = {
    CLIP_GAMMA_OR_ZERO("max_norm: longer gradients are shortened to it")};

/* Divided before it is multiplied, as there: entry for entry the same rounding. */
static double apply(const double *par, UNUSED double *state, const struct clip_call *c)
{
    if (c->norm < par[0]) {
        for (int i = 0; i < c->dim; i++)
            c->out[i] = c->g[i];
        return 1;
    }
    for (int i = 0; i < c->dim; i++)
        c->out[i] = c->g[i] / c->norm * par[0];
    return par[0] / c->norm;
}

const struct clip_kind clip_optax = {
    .name = "optax",
    .title = "hard clipping as Optax does it: no epsilon, and nothing touched below γ",
    .family = CLIP_HARD,
    .formula = "g where ‖g‖ < γ, else g/‖g‖·γ",
    .source = "Optax, optax.clip_by_global_norm",
    PARAM_TABLE(params),
    .apply = apply,
};
