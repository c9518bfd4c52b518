#include "optimizer/moments.h"

static const struct param params[] = {
    ADAM_PARAMS_SHARED,
    [ADAM_DECAY] =
        PARAM_FROM_ZERO("weight-decay", "λ",
                        "times the parameters, added to the gradient before anything else", 0, 1e6),
};

static void step(const double *par, double *state, const struct optimizer_call *c)
{
    struct adam a = adam_begin(par, state, c);
    for (int i = 0; i < c->dim; i++)
        c->d[i] = -(c->lr * adam_direction(&a, i, c->g[i] + par[ADAM_DECAY] * c->x[i]));
}

static void eps_grows(const double *par, double *state, const struct optimizer_call *c)
{
    struct adam a = adam_begin(par, state, c);
    a.eps /= sqrt(a.share2);
    for (int i = 0; i < c->dim; i++)
        c->d[i] = -(c->lr * adam_direction(&a, i, c->g[i] + par[ADAM_DECAY] * c->x[i]));
}

const struct optimizer_kind optimizer_adam = {
    .name = "adam",
    .title = "each coordinate by the root of its own mean square: near η·sign g",
    .formula = "θ − η m/(√v + ε), m and v the means of g and g², each divided by 1 − β^t",
    .source = "Kingma, Ba 2015 (arXiv 1412.6980), algorithm 1",
    PARAM_TABLE(params),
    .soft_eps = true,
    .uses_lr = true,
    .coasts = true,
    .divides = true,
    .state = ADAM_STATE,
    ELSEWHERE({"PyTorch, optax", "the same", step},
              {"Keras", "ε is divided by √(1 − β2^t): at first it is larger", eps_grows}),
    .step = step,
};
