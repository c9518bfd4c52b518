#include "base/vec.h"
#include "optimizer/shared.h"

static void step(UNUSED const double *par, UNUSED double *state, const struct optimizer_call *c)
{
    double norm = vec_norm(c->g, c->dim); /* the raw one's would make a clipped step shorter */
    for (int i = 0; i < c->dim; i++)
        c->d[i] = norm > 0 ? -(c->lr * (c->g[i] / norm)) : 0 * c->g[i];
}

const struct optimizer_kind optimizer_normalized = {
    .name = "normalized",
    .title = "always the same length, η, downhill",
    .formula = "θ − η g/‖g‖",
    .source = "Nesterov 2004, section 3.2.3, with a constant length",
    .cancels = true,
    .uses_lr = true,
    .divides = true,
    .step = step,
};
