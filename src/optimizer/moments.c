#include "optimizer/moments.h"

/* 1 − β^t by the recursion of the means themselves, so that it stays right when β is turned on the
 * way; and divided by, not multiplied with. */
struct adam adam_begin(const double *par, double *state, const struct optimizer_call *c)
{
    struct adam a = {.m = state,
                     .root = state + c->dim,
                     .beta1 = par[ADAM_BETA1],
                     .beta2 = par[ADAM_BETA2],
                     .eps = par[ADAM_EPS]};
    double *share = state + 2 * (size_t)c->dim;
    share[0] = a.beta1 * share[0] + (1 - a.beta1);
    share[1] = a.beta2 * share[1] + (1 - a.beta2);
    a.share1 = share[0];
    a.share2 = share[1];
    return a;
}
