#include "clip/threshold.h"

#include "base/elementary.h"

static const struct param params[] = {
    CLIP_SCHEDULED_GAMMA("the length that gradients approach but never reach"),
    CLIP_NORM_ORDER,
};

/* With γ = L0/L1 and lr = 1/L0 this is the step 1/(L0 + L1‖g‖). Between half the hard clip and the
 * hard clip: ½·min(1, γ/n) <= γ/(n + γ) <= min(1, γ/n). */
static double apply(const double *par, UNUSED double *state, const struct clip_call *c)
{
    double gamma = threshold_scheduled(par, c);
    double norm = par[NORM_ORDER] == NORM_TWO ? c->norm : clip_norm_ordered(par, c);
    return clip_scale(c, gamma / (norm + gamma));
}

/* η γ p t^(p−2)/(p t^(p−1) + γ) is greatest where p t^(p−1) = (p−2) γ. */
static double reach(double p, double lr, double gamma)
{
    return lr * p / (p - 1) * fn_pow((p - 2) * gamma / p, (p - 2) / (p - 1));
}

const struct clip_kind clip_soft = {
    .name = "soft",
    .title = "shorter the longer it is, smoothly, never as long as γ",
    .family = CLIP_SOFT,
    .formula = "g·γ/(‖g‖ + γ)",
    .source = "Zhang, He, Sra, Jadbabaie 2020 (arXiv 1905.11881), normalised gradient descent with "
              "β = γ",
    PARAM_TABLE(params),
    .always = true,
    .factor = "γ/(‖∇f‖ + γ)",
    .reach = reach,
    .common = true,
    .apply = apply,
};
