#include "optimizer/moments.h"

static const struct param params[] = {
    ADAM_PARAMS_SHARED,
    [ADAM_DECAY] = PARAM_FROM_ZERO("weight-decay", "λ",
                                   "a step shrinks the parameters by this share of the shortened η",
                                   0.01, 1e6),
};

/* max(1, RMS) of the tensor: how far its gradients are over the root of their mean squares. c->d
 * holds the directions already, and the means are those of this step. */
static double excess_of(const struct adam *a, const struct optimizer_call *c,
                        const struct optimizer_tensor *t)
{
    int n = t->rows * t->cols;
    double sum = 0;
    for (int i = t->first; i < t->first + n; i++) {
        double ratio = c->g[i] / fmax(a->root[i] / sqrt(a->share2), a->eps);
        sum += ratio * ratio;
    }
    double rms = sqrt(sum / n);
    return rms > 1 ? rms : 1;
}

static void step(const double *par, double *state, const struct optimizer_call *c)
{
    const struct optimizer_tensor whole = {0, c->dim, 1};
    const struct optimizer_tensor *tensor = c->n_tensors > 0 ? c->tensors : &whole;
    int n = c->n_tensors > 0 ? c->n_tensors : 1;
    struct adam a = adam_begin(par, state, c);
    for (int i = 0; i < c->dim; i++)
        c->d[i] = adam_direction(&a, i, c->g[i]);
    for (int t = 0; t < n; t++) {
        double lr = c->lr / excess_of(&a, c, &tensor[t]);
        for (int i = tensor[t].first; i < tensor[t].first + tensor[t].rows * tensor[t].cols; i++)
            c->d[i] = -(lr * (c->d[i] + par[ADAM_DECAY] * c->x[i]));
    }
}

const struct optimizer_kind optimizer_stable_adamw = {
    .name = "stable-adamw",
    .title = "AdamW with its update clipped: a tensor that is surprised steps shorter",
    .formula = "θ − η/max(1, RMS)·(m/(√v + ε) + λθ), RMS = √mean(g²/max(v, ε²)) of each tensor",
    .source = "Wortsman et al. 2023 (arXiv 2304.13013), algorithm 2",
    PARAM_TABLE(params),
    .uses_lr = true,
    .coasts = true,
    .divides = true,
    .state = ADAM_STATE,
    .step = step,
};
