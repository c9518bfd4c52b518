#include "clip/envelope.h"

/* 1/L1 is a length, γ a gradient norm: the rule is what it should be only where L0 is 1. It is here
 * to be seen beside l0-over-l1. */
static double apply(const double *par, double *state, const struct clip_call *c)
{
    struct envelope *e = (struct envelope *)state;
    envelope_add(e, c);
    return envelope_apply(par, e, c, 1 / e->L1);
}

const struct clip_kind clip_inverse_l1 = {
    .name = "inverse-l1",
    .title = "at 1/L1 as estimated, a rule that is right only where L0 = 1",
    .formula = "g·min(1, γ/‖g‖), γ = 1/L1",
    .source = "a misreading of Zhang et al. 2020 (arXiv 1905.11881), whose theorem 3 has L0/L1",
    PARAM_TABLE(envelope_params),
    .uses_curvature = true,
    .sets_lr = true,
    .finds_gamma = true,
    .state = {.more = sizeof(struct envelope) / sizeof(double)},
    .apply = apply,
};
