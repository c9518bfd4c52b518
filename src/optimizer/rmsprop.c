#include "optimizer/moments.h"

enum { DECAY, EPS };

static const struct param params[] = {
    [DECAY] =
        PARAM_LINEAR("decay", "ρ", "how much of the running mean of squared gradients a step keeps",
                     0.99, 0.999999),
    [EPS] = PARAM_POSITIVE("eps", "ε", "added to the root, so that a zero gradient is no 0/0", 1e-8,
                           1e12),
};

/* No bias correction, as published: the first step is 1/√(1 − ρ) = 10 times too long. */
static void step(const double *par, double *state, const struct optimizer_call *c)
{
    for (int i = 0; i < c->dim; i++) {
        state[i] = moment_root(state[i], par[DECAY], c->g[i]);
        c->d[i] = -(c->lr * (c->g[i] / (state[i] + par[EPS])));
    }
}

static void under_root(const double *par, double *state, const struct optimizer_call *c)
{
    for (int i = 0; i < c->dim; i++) {
        state[i] = moment_root(state[i], par[DECAY], c->g[i]);
        c->d[i] = -(c->lr * (c->g[i] / fn_hypot(state[i], sqrt(par[EPS]))));
    }
}

const struct optimizer_kind optimizer_rmsprop = {
    .name = "rmsprop",
    .title = "each coordinate by the root of its own mean square, without momentum",
    .formula = "θ − η g/(√v + ε), v ← ρ v + (1 − ρ) g²",
    .source = "Tieleman, Hinton 2012, Neural Networks for Machine Learning, lecture 6e",
    PARAM_TABLE(params),
    .uses_lr = true,
    .divides = true,
    .state = {.each = 1},
    ELSEWHERE({"PyTorch", "the same", step},
              {"optax, Keras", "ε stands under the root: g/√(v + ε)", under_root}),
    .step = step,
};
