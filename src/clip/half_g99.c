#include "base/quantile.h"
#include "clip/threshold.h"

enum { BEFORE, WARMUP, PERCENTILE };

static const struct param params[] = {
    [BEFORE] =
        PARAM_POSITIVE("gamma", "γ", "the threshold of the warm-up; inf: none", INFINITY, INFINITY),
    [WARMUP] = PARAM_MANY("warmup", "T", "steps whose norms are recorded; the threshold then stays",
                          100, 1, 1e6),
    [PERCENTILE] =
        PARAM_LINEAR("percentile", "p", "the threshold is half of this percentile", 99, 100),
};

struct memory {
    struct quantiles seen;
    double gamma; /* 0: not known yet */
};

static double apply(const double *par, double *state, const struct clip_call *c)
{
    struct memory *m = (struct memory *)state;
    double gamma = m->gamma > 0 ? m->gamma : par[BEFORE];
    if (m->seen.count < par[WARMUP] && c->norm < INFINITY) {
        gamma = par[BEFORE];
        quantiles_add(&m->seen, c->norm);
        if (m->seen.count >= par[WARMUP])
            m->gamma = quantiles_at(&m->seen, par[PERCENTILE] / 100) / 2;
    }
    return clip_scale(c, factor_hard(threshold_tell(c, gamma), c->norm));
}

const struct clip_kind clip_half_g99 = {
    .name = "half-g99",
    .title = "hard clipping at half the 99th percentile of the norms of a warm-up",
    .formula = "g·min(1, γ/‖g‖), γ = g99/2 of the first T steps",
    .source = "a rule of thumb; what share it clips depends on the spread of the norms alone",
    PARAM_TABLE(params),
    .finds_gamma = true,
    .state = {.more = sizeof(struct memory) / sizeof(double)},
    .apply = apply,
};
