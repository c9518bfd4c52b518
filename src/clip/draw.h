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

#endif
