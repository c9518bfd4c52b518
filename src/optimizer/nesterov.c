#include "optimizer/shared.h"

static const struct param params[] = {HEAVY_PARAM};

/* Where a root of z² − (1 + μ)(1 − ηλ)z + μ(1 − ηλ) comes to −1. */
static double limit(const double *par)
{
    return 2 * (1 + par[0]) / (1 + 2 * par[0]);
}

/* Written at the point where the gradient is taken, as Sutskever et al. and PyTorch do: θ here is
 * what the original looks ahead to. */
static void step(const double *par, double *state, const struct optimizer_call *c)
{
    for (int i = 0; i < c->dim; i++) {
        state[i] = par[0] * state[i] + c->g[i];
        c->d[i] = -(c->lr * (c->g[i] + par[0] * state[i]));
    }
}

static void lr_in_velocity(const double *par, double *state, const struct optimizer_call *c)
{
    for (int i = 0; i < c->dim; i++) {
        state[i] = par[0] * state[i] + c->lr * c->g[i];
        c->d[i] = -(par[0] * state[i] + c->lr * c->g[i]);
    }
}

const struct optimizer_kind optimizer_nesterov = {
    .name = "nesterov",
    .title = "a heavy ball that looks ahead: it brakes before the slope turns",
    .formula = "θ − η (g + μ v), v ← μ v + g",
    .source = "Nesterov 1983; Sutskever, Martens, Dahl, Hinton 2013, section 2",
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
