#include "clip/part.h"

enum { SPIKE, KEEP, WAIT, RESET };

static const struct param params[] = {
    [SPIKE] = PARAM_POSITIVE("spike", "θ",
                             "a squared component over so many times its running mean is a spike",
                             5000, 1e12),
    [KEEP] =
        PARAM_LINEAR("keep", "β", "how much of the running mean of squares a step keeps", 0.999, 1),
    [WAIT] = PARAM_MANY("wait", "w",
                        "steps after the start, and after every reset, in which nothing is clipped",
                        20, 1, 1e6),
    [RESET] = PARAM_MANY("reset", "ΔT", "steps after which the running means begin anew; 0: never",
                         500, 0, 1e9),
};

/* √(β r² + (1 − β) g²), without squares that overflow or vanish. */
static double root_next(double root, double keep, double g)
{
    double top = fmax(root, fabs(g));
    if (!(top > 0))
        return 0;
    return top * sqrt(keep * (root / top) * (root / top) + (1 - keep) * (g / top) * (g / top));
}

static double apply(const double *par, double *state, const struct clip_call *c)
{
    double *steps = state, *root = state + 1, most = sqrt(par[SPIKE]);
    bool cut = false;
    if (!(c->norm < INFINITY))
        return clip_scale(c, NAN);
    if (par[RESET] > 0 && *steps >= par[RESET]) {
        for (int i = 0; i < c->dim; i++)
            root[i] = 0;
        *steps = 0;
    }
    for (int i = 0; i < c->dim; i++) {
        double g = c->g[i];
        bool spike = *steps >= par[WAIT] && fabs(g) > most * root[i];
        if (*steps >= par[WAIT])
            part_tell(c, i, most * root[i]);
        c->out[i] = spike ? copysign(most * root[i], g) : g;
        root[i] = root_next(root[i], par[KEEP], c->out[i]);
        cut |= spike;
    }
    ++*steps;
    return cut ? part_factor(c) : 1;
}

const struct clip_kind clip_spam = {
    .name = "spam",
    .title = "only components far over the running mean of their squares",
    .formula = "sign(g)·√(θv) where g² > θv, else g; v the running mean of g², 0 again every ΔT",
    .source = "Huang et al. 2025, SPAM (arXiv 2501.06842), spike-aware clipping",
    PARAM_TABLE(params),
    .turns = true,
    .state = {.each = 1,
              .more = 1}, /* the root of the running mean of squares; steps since the reset */
    .apply = apply,
};
