#include "optimizer/shared.h"

enum { BETA1, BETA2, DECAY };

static const struct param params[] = {
    [BETA1] = PARAM_LINEAR("beta1", "β1", "share of the mean in what the step takes the sign of",
                           0.9, 0.999999),
    [BETA2] = PARAM_LINEAR("beta2", "β2", "how much of the running mean of gradients a step keeps",
                           0.99, 0.999999),
    [DECAY] =
        PARAM_FROM_ZERO("weight-decay", "λ",
                        "a step shrinks the parameters by this share of η, past the sign", 0, 1e6),
};

static void step(const double *par, double *m, const struct optimizer_call *c)
{
    for (int i = 0; i < c->dim; i++) {
        double g = c->g[i], mixed = par[BETA1] * m[i] + (1 - par[BETA1]) * g;
        c->d[i] = -(c->lr * (sign_of(mixed) + par[DECAY] * c->x[i]));
        m[i] = par[BETA2] * m[i] + (1 - par[BETA2]) * g;
    }
}

const struct optimizer_kind optimizer_lion = {
    .name = "lion",
    .title = "the sign of a mean of gradients: clipping before it does next to nothing",
    .formula = "θ − η (sign(β1 m + (1 − β1) g) + λθ), then m ← β2 m + (1 − β2) g",
    .source = "Chen et al. 2023, Lion (arXiv 2302.06675)",
    PARAM_TABLE(params),
    .uses_lr = true,
    .coasts = true,
    .divides = true,
    .state = {.each = 1},
    ELSEWHERE({"optax, Keras", "the same", step}),
    .step = step,
};
