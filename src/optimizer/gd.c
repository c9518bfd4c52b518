#include "optimizer/shared.h"

static const struct param params[] = {DECAY_PARAM};

static void step(const double *par, UNUSED double *state, const struct optimizer_call *c)
{
    if (par[0] == 0) {
        move_along(c, c->lr);
        return;
    }
    for (int i = 0; i < c->dim; i++)
        c->d[i] = -(c->lr * (c->g[i] + par[0] * c->x[i]));
}

const struct optimizer_kind optimizer_gd = {
    .name = "gd",
    .title = "gradient descent",
    .formula = "θ − η (g + λθ), λ = 0 unless said",
    .source = "Cauchy 1847; weight decay as torch.optim.SGD has it",
    PARAM_TABLE(params),
    .uses_lr = true,
    .along = true,
    .plain = true,
    .step = step,
};
