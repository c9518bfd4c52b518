#include "clip/part.h"

enum { ABSOLUTE, RELATIVE, KEEP, WARMUP };

static const struct param params[] = {
    [ABSOLUTE] = CLIP_GAMMA("the threshold for the norm of all during the warm-up"),
    [RELATIVE] = PARAM_POSITIVE("relative", "λ",
                                "the longest gradient of a tensor, in lengths of its running norm",
                                1.05, 1e6),
    [KEEP] = PARAM_LINEAR("keep", "β", "how much of the running norm a step keeps", 0.98, 1),
    [WARMUP] = PARAM_MANY("warmup", "T",
                          "steps by the norm of all; the least norm of each tensor is remembered",
                          100, 1, 1e6),
};

struct memory {
    double steps;
    double norm[]; /* the running norm of each tensor: γ_t of the paper */
};

/* The steps before the warm-up is over: hard by the norm of all. */
static double begin(const double *par, struct memory *m, const struct clip_call *c)
{
    const struct clip_block *tensor;
    int n = tensors_of(c, &tensor);
    double factor = clip_scale(c, factor_hard(threshold_tell(c, par[ABSOLUTE]), c->norm));
    for (int t = 0; t < n; t++) {
        double kept = vec_norm(c->out + tensor[t].first, tensor[t].count);
        double *least = &m->norm[tensor_place(t)];
        *least = m->steps > 0 ? fmin(*least, kept) : kept;
    }
    return factor;
}

/* The threshold of a run is that of its tensors together: the root of the sum of their squares. */
static double go_on(const double *par, struct memory *m, const struct clip_call *c)
{
    const struct clip_block *tensor;
    int n = tensors_of(c, &tensor);
    bool cut = false;
    for (int t = 0; t < n; t++) {
        double *running = &m->norm[tensor_place(t)];
        double norm = vec_norm(c->g + tensor[t].first, tensor[t].count);
        double factor = factor_hard(par[RELATIVE] * *running, norm);
        part_tell(c, tensor[t].first, par[RELATIVE] * *running);
        part_scale(c, tensor[t].first, tensor[t].count, norm, factor);
        *running = par[KEEP] * *running + (1 - par[KEEP]) * (factor * norm);
        cut |= factor != 1;
    }
    threshold_tell(c, par[RELATIVE] * vec_norm(m->norm, n < TENSORS_MOST ? n : TENSORS_MOST));
    return cut ? part_factor(c) : 1;
}

static double apply(const double *par, double *state, const struct clip_call *c)
{
    struct memory *m = (struct memory *)state;
    if (!(c->norm < INFINITY))
        return clip_scale(c, NAN);
    double factor = m->steps < par[WARMUP] ? begin(par, m, c) : go_on(par, m, c);
    m->steps++;
    return factor;
}

const struct clip_kind clip_adagc = {
    .name = "adagc",
    .title = "each tensor by a running mean of its own clipped norm",
    .formula = "g_t·min(1, λγ_t/‖g_t‖), γ_t ← βγ_t + (1 − β)‖ĝ_t‖ for each tensor t",
    .source = "Wang et al. 2025, AdaGC (arXiv 2502.11034), algorithm 1",
    PARAM_TABLE(params),
    .turns = true,
    .finds_gamma = true,
    /* The steps, and the running norm of each tensor: no more of these than parameters. */
    .state = {.each = 1, .most = TENSORS_MOST, .more = 1},
    .apply = apply,
};
