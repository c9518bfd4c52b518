#include "clip/clip.h"

static double apply(UNUSED const double *par, UNUSED double *state, const struct clip_call *c)
{
    for (int i = 0; i < c->dim && c->out != c->g; i++)
        c->out[i] = c->g[i];
    return 1;
}

const struct clip_kind clip_none = {
    .name = "none",
    .title = "the gradient as it is",
    .family = CLIP_NONE,
    .formula = "g",
    .keeps = true,
    .apply = apply,
};
