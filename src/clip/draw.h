/* For rules that clip parts of the draw, micro-batches or workers' shares, each by itself. */
#ifndef CLIP_DRAW_H
#define CLIP_DRAW_H

#include "clip/part.h"

enum { DRAW_GAMMA, DRAW_PARTS, DRAW_PARAMS };

#define CLIP_DRAW_PARTS(words) PARAM_MANY("parts", "k", words, 4, 1, 1024)

/* What cuts v to γ; NaN where its norm is not finite. *cut: whether it does, ever. */
static inline double draw_factor(double gamma, const double *v, int n, bool *cut)
{
    double norm = vec_norm(v, n), factor = norm < INFINITY ? factor_hard(gamma, norm) : NAN;
    *cut |= factor != 1;
    return factor;
}

/* Where nothing was cut the parts are g again but for rounding, and that is no clipping. */
static inline double draw_seen(const struct clip_call *c, bool cut)
{
    return cut ? part_factor(c) : 1;
}

/* The mean of the parts, each cut to γ, into out; of what is not made of parts, g cut. Returns the
 * factor that is shown. */
static inline double draw_mean_cut(const double *par, const struct clip_call *c)
{
    int k = (int)par[DRAW_PARTS];
    bool cut = false;
    if (!c->part)
        return clip_scale(c, factor_hard(par[DRAW_GAMMA], c->norm));
    for (int j = 0; j < c->dim; j++)
        c->out[j] = 0;
    for (int i = 0; i < k; i++) {
        double weight = c->part(c->ctx, i, k, c->spare);
        if (weight > 0) {
            double factor = draw_factor(par[DRAW_GAMMA], c->spare, c->dim, &cut);
            vec_add_scaled(c->out, c->out, weight * factor, c->spare, c->dim);
        }
    }
    return draw_seen(c, cut);
}

#endif
