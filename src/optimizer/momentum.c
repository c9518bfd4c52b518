#include <math.h>

#include "optimizer/shared.h"

static const struct param params[] = {HEAVY_PARAM, DECAY_PARAM};

/* The roots of z² − (1 + μ − ηλ)z + μ lie within the circle up to there (Polyak 1964). Weight decay
 * adds to λ what nobody measures. */
static double limit(const double *par)
{
    return par[1] == 0 ? 2 * (1 + par[0]) : NAN;
}

static void step(const double *par, double *state, const struct optimizer_call *c)
{
    for (int i = 0; i < c->dim; i++) {
        double g = par[1] > 0 ? c->g[i] + par[1] * c->x[i] : c->g[i];
        state[i] = par[0] * state[i] + g;
        c->d[i] = -(c->lr * state[i]);
    }
}

static void lr_in_velocity(const double *par, double *state, const struct optimizer_call *c)
{
    for (int i = 0; i < c->dim; i++) {
        state[i] = par[0] * state[i] + c->lr * (c->g[i] + par[1] * c->x[i]);
        c->d[i] = -state[i];
    }
}

const struct optimizer_kind optimizer_momentum = {
    .name = "momentum",
    .title = "a heavy ball: in the long run 1/(1 − μ) times the step",
    .formula = "θ − η v, v ← μ v + g + λθ, λ = 0 unless said",
    .source = "Polyak 1964, Some methods of speeding up the convergence of iteration methods",
    PARAM_TABLE(params),
    .uses_lr = true,
    .coasts = true,
    .state = {.each = 1},
    .limit = limit,
    ELSEWHERE(
        {"PyTorch, optax", "the same", step},
        {"Keras", "lr is in the velocity: a new lr acts on new gradients only", lr_in_velocity}),
    .step = step,
};
