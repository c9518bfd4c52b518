#include "base/quantile.h"
#include "clip/threshold.h"

enum { PERCENTILE };

static const struct param params[] = {
    [PERCENTILE] = PARAM_LINEAR(
        "percentile", "p", "the threshold is this percentile of the norms seen so far", 10, 100),
};

/* This step's norm is one of those seen, as in the authors' code. */
static double apply(const double *par, double *state, const struct clip_call *c)
{
    struct quantiles *seen = (struct quantiles *)state;
    if (!(c->norm < INFINITY))
        return clip_scale(c, NAN);
    quantiles_add(seen, c->norm);
    double gamma = threshold_tell(c, quantiles_at(seen, par[PERCENTILE] / 100));
    return clip_scale(c, factor_hard(gamma, c->norm));
}

const struct clip_kind clip_autoclip = {
    .name = "autoclip",
    .title = "hard clipping at a percentile of all the norms so far",
    .formula = "g·min(1, γ/‖g‖), γ = percentile p of the norms so far",
    .source = "Seetharaman, Wichern, Pardo, Le Roux 2020, AutoClip (arXiv 2007.14469)",
    PARAM_TABLE(params),
    .finds_gamma = true,
    .state = {.more = QUANTILE_DOUBLES},
    .common = true,
    .apply = apply,
};
