#include "clip/threshold.h"

enum { ALPHA, LIMIT, WARMUP, MODE, MOST };
enum { MODE_SCALING, MODE_MEAN, MODE_PERCENTILE };

static const char *const modes[] = {"adaptive-scaling", "mean", "percentile", NULL};

static const struct param params[] = {
    [ALPHA] = PARAM_LINEAR("alpha", "α", "how much of the running mean and variance a step keeps",
                           0.97, 1),
    [LIMIT] = PARAM_POSITIVE("z-limit", "z*",
                             "deviations over the mean from which on a norm is a spike", 2.5, 1e6),
    [WARMUP] = PARAM_MANY("warmup", "T",
                          "steps, not clipped, that give the first mean and variance", 25, 1, 1e6),
    [MODE] = PARAM_ONE_OF(
        "mode", "o", "a spike is clipped to μ + z*²σ/z, to the mean μ, or (percentile) to μ + z*σ",
        0, 2, modes),
    [MOST] = PARAM_POSITIVE(
        "max-norm", "c",
        "an outer threshold that always holds; inf: none (the authors' code takes 1)", INFINITY,
        INFINITY),
};

struct memory {
    double count, mean, var;
};

/* Mean and population variance of the norms so far, each brought up to date (Welford 1962). */
static void collect(struct memory *m, double norm)
{
    double off = norm - m->mean;
    m->count++;
    m->mean += off / m->count;
    m->var += (off * (norm - m->mean) - m->var) / m->count;
}

/* The threshold for this norm; INFINITY: it is no spike. The millionth is the authors', against a
 * deviation of zero. */
static double spike_limit(const double *par, const struct memory *m, double norm)
{
    double deviation = sqrt(m->var), z = (norm - m->mean) / (deviation + 1e-6);
    double at = m->mean + par[LIMIT] * deviation;
    if (par[MODE] == MODE_PERCENTILE)
        return norm > at ? at : INFINITY;
    if (!(z > par[LIMIT]))
        return INFINITY;
    return par[MODE] == MODE_MEAN ? m->mean : m->mean + par[LIMIT] * deviation * (par[LIMIT] / z);
}

/* What is remembered of a spike is what it was shortened to, without the outer threshold. */
static double limit(const double *par, struct memory *m, double norm)
{
    double gamma = spike_limit(par, m, norm);
    double kept = fmin(norm, gamma);
    m->mean = par[ALPHA] * m->mean + (1 - par[ALPHA]) * kept;
    m->var = par[ALPHA] * m->var + (1 - par[ALPHA]) * (kept - m->mean) * (kept - m->mean);
    return gamma;
}

static double apply(const double *par, double *state, const struct clip_call *c)
{
    struct memory *m = (struct memory *)state;
    double gamma = INFINITY;
    if (!(c->norm < INFINITY))
        return clip_scale(c, NAN);
    if (m->count < par[WARMUP])
        collect(m, c->norm);
    else
        gamma = limit(par, m, c->norm);
    gamma = threshold_tell(c, fmin(gamma, par[MOST]));
    return clip_scale(c, factor_hard(gamma, c->norm));
}

const struct clip_kind clip_zclip = {
    .name = "zclip",
    .title = "only norms far above their running mean, the further the shorter",
    .formula = "g·γ/‖g‖, γ = min(μ + z*·z*·σ/z, c), where z = (‖g‖ − μ)/σ > z*",
    .source = "Kumar, Owen, Chowdhury, Güra 2025, ZClip (arXiv 2504.02507)",
    PARAM_TABLE(params),
    .finds_gamma = true,
    .state = {.more = sizeof(struct memory) / sizeof(double)},
    .common = true,
    .apply = apply,
};
