#include "optimizer/along.h"

static void step(const double *par, double *state, const struct optimizer_call *c)
{
    (void)par;
    (void)state;
    move_along(c, c->lr);
}

const struct optimizer_kind optimizer_gd = {
    .name = "gd",
    .title = "gradient descent",
    .formula = "θ − η g",
    .source = "Cauchy 1847",
    .uses_lr = true,
    .along = true,
    .step = step,
};
