#include "clip/envelope.h"

/* With shape soft and adapt-lr this is the theory's step 1/(L0 + L1‖g‖) on the estimates. */
static double apply(const double *par, double *state, const struct clip_call *c)
{
    struct envelope *e = (struct envelope *)state;
    envelope_add(e, c);
    return envelope_apply(par, e, c, e->L0 / e->L1);
}

const struct clip_kind clip_l0_over_l1 = {
    .name = "l0-over-l1",
    .title = "at L0/L1, both estimated from the curvature measured so far",
    .formula = "g·min(1, γ/‖g‖), γ = L0/L1",
    .source = "Zhang, He, Sra, Jadbabaie 2020 (arXiv 1905.11881), theorem 3, on estimates",
    PARAM_TABLE(envelope_params),
    .uses_curvature = true,
    .sets_lr = true,
    .finds_gamma = true,
    .state = {.more = sizeof(struct envelope) / sizeof(double)},
    .apply = apply,
};
