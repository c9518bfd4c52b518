#include "clip/part.h"

static const struct param params[] = {
    CLIP_GAMMA("what a step is clipped to; the rest is carried over to the next")};

static double apply(const double *par, double *state, const struct clip_call *c)
{
    if (!(c->norm < INFINITY))
        return clip_scale(c, NAN);
    bool carried = false;
    for (int i = 0; i < c->dim; i++) {
        carried |= state[i] != 0;
        state[i] += c->g[i];
        c->out[i] = state[i];
    }
    double norm = vec_norm(c->out, c->dim);
    double factor = norm < INFINITY ? factor_hard(par[0], norm) : NAN;
    bool cut = factor != 1;
    for (int i = 0; i < c->dim; i++) {
        c->out[i] *= factor;
        state[i] = cut ? state[i] - c->out[i] : 0;
    }
    return cut || carried ? part_factor(c) : 1;
}

const struct clip_kind clip_u_clip = {
    .name = "u-clip",
    .title = "what is cut off is added to the next gradient, so that nothing is lost",
    .formula = "u = (g + Δ)·min(1, γ/‖g + Δ‖), Δ ← g + Δ − u",
    .source = "Elesedy, Hutter 2023, U-Clip (arXiv 2302.02971)",
    PARAM_TABLE(params),
    .turns = true,
    .adds = true,
    .state = {.each = 1}, /* what was cut off so far: Δ */
    .apply = apply,
};
