#include "base/vec.h"
#include "optimizer/shared.h"

enum { MOMENTUM, LONGEST };

static const struct param params[] = {
    [MOMENTUM] = HEAVY_PARAM,
    [LONGEST] = PARAM_POSITIVE(
        "longest", "c", "what the velocity is cut to before it is multiplied with η", 1, 1e12),
};

/* The velocity itself keeps its length: a spike is paid for over the next 1/(1 − μ) steps. */
static void step(const double *par, double *state, const struct optimizer_call *c)
{
    for (int i = 0; i < c->dim; i++)
        state[i] = par[MOMENTUM] * state[i] + c->g[i];
    double norm = vec_norm(state, c->dim);
    double factor = norm > par[LONGEST] ? par[LONGEST] / norm : 1;
    for (int i = 0; i < c->dim; i++)
        c->d[i] = -(c->lr * (norm < INFINITY ? factor : NAN) * state[i]);
}

const struct optimizer_kind optimizer_momentum_then_clip = {
    .name = "momentum-then-clip",
    .title = "a heavy ball whose velocity is clipped, not its gradient",
    .formula = "θ − η v·min(1, c/‖v‖), v ← μ v + g",
    .source =
        "clipping behind momentum; mixed with clipping before it in Zhang, Jin, Fang, Wang 2020 "
        "(arXiv 2010.02519)",
    PARAM_TABLE(params),
    .cuts_update = true,
    .uses_lr = true,
    .coasts = true,
    .state = {.each = 1},
    .step = step,
};
