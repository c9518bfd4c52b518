#include "optimizer/moments.h"

static const struct param params[] = {
    ADAM_PARAMS_SHARED,
    [ADAM_DECAY] = PARAM_FROM_ZERO(
        "weight-decay", "λ", "a step shrinks the parameters by this share of η, past the means",
        0.01, 1e6),
};

static void step(const double *par, double *state, const struct optimizer_call *c)
{
    struct adam a = adam_begin(par, state, c);
    for (int i = 0; i < c->dim; i++)
        c->d[i] = -(c->lr * (adam_direction(&a, i, c->g[i]) + par[ADAM_DECAY] * c->x[i]));
}

static void eps_grows(const double *par, double *state, const struct optimizer_call *c)
{
    struct adam a = adam_begin(par, state, c);
    a.eps /= sqrt(a.share2);
    for (int i = 0; i < c->dim; i++)
        c->d[i] = -(c->lr * (adam_direction(&a, i, c->g[i]) + par[ADAM_DECAY] * c->x[i]));
}

const struct optimizer_kind optimizer_adamw = {
    .name = "adamw",
    .title = "Adam, and weights that shrink whatever the gradients are",
    .formula = "θ − η (m/(√v + ε) + λθ), m and v as in Adam",
    .source = "Loshchilov, Hutter 2019 (arXiv 1711.05101), algorithm 2",
    PARAM_TABLE(params),
    .uses_lr = true,
    .coasts = true,
    .divides = true,
    .state = ADAM_STATE,
    ELSEWHERE({"PyTorch, optax", "the same", step},
              {"Keras", "ε is divided by √(1 − β2^t): at first it is larger", eps_grows}),
    .step = step,
};
