#include "clip/threshold.h"

static const struct param params[] = {
    CLIP_GAMMA("what the gradient is clipped to once the step has been made with all of it")};

/* The next backward pass begins from zero and writes over what was cut. */
static double apply(UNUSED const double *par, UNUSED double *state, const struct clip_call *c)
{
    for (int i = 0; i < c->dim; i++)
        c->out[i] = c->g[i];
    return 1;
}

const struct clip_kind clip_after_step = {
    .name = "after-step",
    .title = "a mistake: the gradient is cut after the step that used it",
    .formula = "g, and g·min(1, γ/‖g‖) for nobody",
    .source = "clip_grad_norm_ after optimizer.step(): jongwook/onsets-and-frames issue 24",
    PARAM_TABLE(params),
    .mistake = CLIP_TOO_LATE,
    .apply = apply,
};
