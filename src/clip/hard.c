#include "clip/threshold.h"

#include "base/elementary.h"

static const struct param params[] = {
    CLIP_SCHEDULED_GAMMA("gradients longer than this are shortened to it"),
    CLIP_NORM_ORDER,
};

static double apply(const double *par, UNUSED double *state, const struct clip_call *c)
{
    double gamma = threshold_scheduled(par, c);
    if (par[NORM_ORDER] == NORM_TWO)
        return clip_scale(c, factor_hard(gamma, c->norm));
    double norm = clip_norm_ordered(par, c);
    return clip_scale(c, isnan(norm) ? NAN : factor_hard(gamma, norm));
}

/* Longest where the threshold is met: p|θ|^(p−1) = γ. */
static double reach(double p, double lr, double gamma)
{
    return lr * p * fn_pow(gamma / p, (p - 2) / (p - 1));
}

const struct clip_kind clip_hard = {
    .name = "hard",
    .title = "no longer than γ: projected onto the ball of that radius",
    .family = CLIP_HARD,
    .formula = "g·min(1, γ/‖g‖)",
    .source = "Pascanu, Mikolov, Bengio 2013 (arXiv 1211.5063), algorithm 1",
    PARAM_TABLE(params),
    .factor = "min(1, γ/‖∇f‖)",
    .reach = reach,
    .common = true,
    .apply = apply,
};
