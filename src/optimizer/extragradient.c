#include <stddef.h>

#include "optimizer/optimizer.h"

/* Where no gradient can be asked for, this is gradient descent. */
static void step(UNUSED const double *par, UNUSED double *state, const struct optimizer_call *c)
{
    double *x = c->scratch, *g = x ? x + c->dim : NULL;
    for (int i = 0; i < c->dim; i++)
        c->d[i] = -(c->lr * c->g[i]);
    if (!c->gradient || !x)
        return;
    for (int i = 0; i < c->dim; i++)
        x[i] = c->x[i] + c->d[i];
    c->gradient(c->ctx, x, g);
    for (int i = 0; i < c->dim; i++)
        c->d[i] = -(c->lr * g[i]);
}

const struct optimizer_kind optimizer_extragradient = {
    .name = "extragradient",
    .title = "looks one step ahead, comes back, and steps by the gradient found there",
    .formula = "θ − η g(θ − η g(θ))",
    .source = "Korpelevich 1976",
    .looks_ahead = true,
    .uses_lr = true,
    .scratch = {.each = 2}, /* the point ahead, and the gradient there */
    .step = step,
};
