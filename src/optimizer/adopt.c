#include "optimizer/moments.h"

enum { BETA1, BETA2, EPS, DECAY };

static const struct param params[] = {
    [BETA1] = PARAM_LINEAR("beta1", "β1",
                           "how much of the running mean of normalised gradients a step keeps", 0.9,
                           0.999999),
    [BETA2] = PARAM_LINEAR("beta2", "β2",
                           "how much of the running mean of squared gradients a step keeps", 0.9999,
                           0.999999),
    [EPS] = PARAM_POSITIVE(
        "eps", "ε", "the least root of the mean square that a gradient is divided by", 1e-6, 1e12),
    [DECAY] =
        PARAM_FROM_ZERO("weight-decay", "λ",
                        "a step shrinks the parameters by this share of η, past the means", 0, 1e6),
};

/* g/max(√v, ε), v of the steps before, cut to ±t^¼; NaN comes through. */
static double ratio_of(double g, double root, double eps, double most)
{
    double ratio = g / fmax(root, eps);
    return !isfinite(ratio)     ? (isfinite(g) ? copysign(most, g) : NAN)
           : fabs(ratio) > most ? copysign(most, ratio)
                                : ratio;
}

static void step(const double *par, double *state, const struct optimizer_call *c)
{
    double *m = state, *root = state + c->dim, *steps = state + 2 * (size_t)c->dim;
    double most = sqrt(sqrt(*steps));
    bool first = *steps == 0;
    for (int i = 0; i < c->dim; i++) {
        double g = c->g[i];
        if (first) {
            root[i] = fabs(g);
            c->d[i] = 0 * g;
            continue;
        }
        m[i] = par[BETA1] * m[i] + (1 - par[BETA1]) * ratio_of(g, root[i], par[EPS], most);
        c->d[i] = -(c->lr * (m[i] + par[DECAY] * c->x[i]));
        root[i] = moment_root(root[i], par[BETA2], g);
    }
    ++*steps;
}

const struct optimizer_kind optimizer_adopt = {
    .name = "adopt",
    .title = "Adam that divides by the mean of the steps before, and clips what comes of it",
    .formula =
        "θ − η m, m ← β1 m + (1 − β1)·clip(g/max(√v, ε), ±t^¼), then v; the first step only v",
    .source = "Taniguchi et al. 2024, ADOPT (arXiv 2411.02853), algorithm 2 with clipping",
    PARAM_TABLE(params),
    .waits = true,
    .uses_lr = true,
    .coasts = true,
    .divides = true,
    .state = {.each = 2, .more = 1}, /* m, √v; steps made */
    .step = step,
};
