#include "clip/threshold.h"

enum { SCALE, WINDOW };
enum { WINDOW_MOST = 512 };

static const struct param params[] = {
    [SCALE] =
        PARAM_POSITIVE("times", "s", "the threshold is so many times the median norm", 2, 1e6),
    [WINDOW] =
        PARAM_MANY("window", "n", "norms whose median counts; after as many steps it is taken anew",
                   100, 1, WINDOW_MOST),
};

struct memory {
    double seen;  /* norms since the threshold was taken */
    double gamma; /* 0: not known yet */
    double norm[WINDOW_MOST];
};

/* The upper of the two in the middle where their number is even, as in the authors' code. */
static double median_of(const double *v, int n)
{
    double sorted[WINDOW_MOST];
    for (int i = 0; i < n; i++) {
        int k = i;
        for (; k > 0 && sorted[k - 1] > v[i]; k--)
            sorted[k] = sorted[k - 1];
        sorted[k] = v[i];
    }
    return sorted[n / 2];
}

static double apply(const double *par, double *state, const struct clip_call *c)
{
    struct memory *m = (struct memory *)state;
    if (!(c->norm < INFINITY))
        return clip_scale(c, NAN);
    m->norm[(int)m->seen++] = c->norm;
    if (m->seen >= par[WINDOW]) {
        m->gamma = par[SCALE] * median_of(m->norm, (int)m->seen);
        m->seen = 0;
    }
    double gamma = threshold_tell(c, m->gamma > 0 ? m->gamma : INFINITY);
    return clip_scale(c, factor_hard(gamma, c->norm));
}

const struct clip_kind clip_scaled_median = {
    .name = "scaled-median",
    .title = "hard clipping at twice the median of the last hundred norms",
    .formula = "g·min(1, γ/‖g‖), γ = s·median of the last n norms, taken anew every n steps",
    .source = "Yao et al. 2023, Zipformer (arXiv 2310.11230): ScaledAdam in icefall's optim.py",
    PARAM_TABLE(params),
    .finds_gamma = true,
    .state = {.more = sizeof(struct memory) / sizeof(double)},
    .common = true,
    .apply = apply,
};
