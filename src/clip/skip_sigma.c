#include "clip/threshold.h"

#include "base/elementary.h"

enum { DEVIATIONS, WINDOW, WATCHED };
enum { WATCH_BOTH, WATCH_NORM, WATCH_LOSS, WATCH_LOG_NORM };
enum { WINDOW_MOST = 256, FEWEST = 20 };

static const char *const watched[] = {"both", "norm", "loss", "log-norm", NULL};

static const struct param params[] = {
    [DEVIATIONS] = PARAM_POSITIVE(
        "deviations", "z*", "deviations over the mean from which on a step is left out", 6, 1e6),
    [WINDOW] =
        PARAM_MANY("window", "n", "steps whose mean and deviation count; half of them come first",
                   128, 2, WINDOW_MOST),
    [WATCHED] = PARAM_ONE_OF(
        "watch", "q", "what is compared: loss and norm, one of them, or the logarithm of the norm",
        0, 3, watched),
};

struct memory {
    double count; /* steps seen */
    double norm[WINDOW_MOST], loss[WINDOW_MOST];
};

/* Whether v is over *limit, the mean of the last n of `ring` and so many of their deviations (n − 1
 * in the divisor). What rounding makes of equal numbers is no deviation. */
static bool is_far(const double *ring, double count, int n, double v, double deviations,
                   double *limit)
{
    double mean = 0, var = 0;
    int have = count < n ? (int)count : n;
    for (int i = 0; i < have; i++)
        mean += ring[(int)fmod(count - 1 - i, WINDOW_MOST)] / have;
    for (int i = 0; i < have; i++) {
        double off = ring[(int)fmod(count - 1 - i, WINDOW_MOST)] - mean;
        var += off * off / (have - 1);
    }
    *limit = mean + deviations * sqrt(var);
    return v - mean > deviations * sqrt(var) + 1e-12 * fabs(mean);
}

static double apply(const double *par, double *state, const struct clip_call *c)
{
    struct memory *m = (struct memory *)state;
    int watch = (int)par[WATCHED], n = (int)par[WINDOW];
    if (!(c->norm < INFINITY))
        return clip_scale(c, NAN);
    double norm = watch == WATCH_LOG_NORM ? fn_log(fmax(c->norm, 1e-300)) : c->norm;
    /* As many as the authors wait for, this step among them. */
    bool known = m->count + 1 >= fmax(FEWEST, n / 2), far = false;
    double limit, loss_limit;
    if (watch != WATCH_LOSS)
        threshold_tell(c, INFINITY); /* none yet */
    if (known && watch != WATCH_LOSS) {
        far |= is_far(m->norm, m->count, n, norm, par[DEVIATIONS], &limit);
        threshold_tell(c, watch == WATCH_LOG_NORM ? fn_exp(limit) : limit);
    }
    if (known && (watch == WATCH_LOSS || watch == WATCH_BOTH))
        far |= is_far(m->loss, m->count, n, c->loss, par[DEVIATIONS], &loss_limit);
    int at = (int)fmod(m->count++, WINDOW_MOST);
    m->norm[at] = norm, m->loss[at] = c->loss;
    return far ? clip_skip(c) : clip_scale(c, 1);
}

const struct clip_kind clip_skip_sigma = {
    .name = "skip-sigma",
    .title = "a step whose loss or norm is far over those before is left out",
    .formula = "g where x <= μ + z*σ of the last n steps, else 0; x is the loss or the norm",
    .source = "OLMo-core's SkipStepOptimizer; with the logarithm of the norm, z* is about 4",
    PARAM_TABLE(params),
    .finds_gamma = true,
    .state = {.more = sizeof(struct memory) / sizeof(double)},
    .skips = true,
    .apply = apply,
};
