#include "optimizer/shared.h"

static void step(UNUSED const double *par, UNUSED double *state, const struct optimizer_call *c)
{
    for (int i = 0; i < c->dim; i++)
        c->d[i] = -(c->lr * sign_of(c->g[i]));
}

const struct optimizer_kind optimizer_sign = {
    .name = "sign",
    .title = "each coordinate by η, whatever the size of its gradient",
    .formula = "θ − η sign(g)",
    .source = "Bernstein, Wang, Azizzadenesheli, Anandkumar 2018 (arXiv 1802.04434)",
    .cancels = true,
    .uses_lr = true,
    .divides = true,
    .step = step,
};
