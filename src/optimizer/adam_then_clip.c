#include "base/vec.h"
#include "optimizer/moments.h"

enum { LONGEST = ADAM_DECAY };

static const struct param params[] = {
    ADAM_PARAMS_SHARED,
    [LONGEST] = PARAM_POSITIVE(
        "longest", "c", "what the update, before it is multiplied with η, is cut to", 1, 1e12),
};

/* The update is about √dim long whatever the gradient is: a shorter c is all that counts of it. */
static void step(const double *par, double *state, const struct optimizer_call *c)
{
    struct adam a = adam_begin(par, state, c);
    for (int i = 0; i < c->dim; i++)
        c->d[i] = adam_direction(&a, i, c->g[i]);
    double norm = vec_norm(c->d, c->dim), factor = norm > par[LONGEST] ? par[LONGEST] / norm : 1;
    for (int i = 0; i < c->dim; i++)
        c->d[i] = -(c->lr * factor * c->d[i]);
}

const struct optimizer_kind optimizer_adam_then_clip = {
    .name = "adam-then-clip",
    .title = "a mistake: Adam's update is cut, so that the threshold is the learning rate",
    .formula = "θ − η u·min(1, c/‖u‖), u = m/(√v + ε), m and v as in Adam",
    .source = "clipping behind a normalising update: deepspeedai/DeepSpeed issue 8439",
    PARAM_TABLE(params),
    .cuts_update = true,
    .uses_lr = true,
    .coasts = true,
    .divides = true,
    .state = ADAM_STATE,
    .step = step,
};
