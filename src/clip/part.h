/* For rules that treat parts of the gradient differently, and so turn it. */
#ifndef CLIP_PART_H
#define CLIP_PART_H

#include "base/elementary.h"
#include "base/vec.h"
#include "clip/threshold.h"

/* ‖out‖/‖g‖, which stands for the factor where there is no common one; 1 for a zero gradient. */
static inline double part_factor(const struct clip_call *c)
{
    return c->norm > 0 ? vec_norm(c->out, c->dim) / c->norm : c->norm == 0 ? 1 : NAN;
}

/* The part that begins at entry `first` may be `most` long: for those who asked for radii. */
static inline void part_tell(const struct clip_call *c, int first, double most)
{
    for (int b = 0; c->radii && b < c->n_blocks; b++)
        if (first >= c->blocks[b].first && first < c->blocks[b].first + c->blocks[b].count)
            c->radii[b] = isnan(c->radii[b]) ? most : fn_hypot(c->radii[b], most);
}

/* Which layers a mistake is about, counted from 1. */
#define CLIP_LAYER(n, s, h)                                                                        \
    {                                                                                              \
        .name = n, .symbol = s, .help = h, .kind = PARAM_COUNT, .layer = true, .def = 1, .min = 1, \
        .max = 1024                                                                                \
    }

/* The layers from .. to, which follow one another: so many entries, from *first on; 0: none. */
static inline int part_layers(const struct clip_call *c, double from, double to, int *first)
{
    int last = to < c->n_blocks ? (int)to : c->n_blocks;
    if (from > last)
        return 0;
    *first = c->blocks[(int)from - 1].first;
    return c->blocks[last - 1].first + c->blocks[last - 1].count - *first;
}

/* The n entries from first on, by one factor; all NaN where their norm is not finite: γ/∞ = 0
 * would make a step of zero of it. */
static inline void part_scale(const struct clip_call *c, int first, int n, double norm,
                              double factor)
{
    if (!(norm < INFINITY))
        factor = NAN;
    for (int i = first; i < first + n; i++)
        c->out[i] = factor * c->g[i];
}

/* For rules that treat each tensor, a weight matrix or a bias vector, by itself: those of the call:
 * the layers where a problem names no tensors. */
static inline int tensors_of(const struct clip_call *c, const struct clip_block **tensors)
{
    *tensors = c->n_tensors > 0 ? c->tensors : c->blocks;
    return c->n_tensors > 0 ? c->n_tensors : c->n_blocks;
}

/* Where the number that is kept for tensor t stands. */
static inline int tensor_place(int t)
{
    return t < TENSORS_MOST ? t : TENSORS_MOST - 1;
}

/* Each of n blocks cut to γ by its own norm, to which `added` is added. */
static inline double part_cut(const struct clip_call *c, const struct clip_block *block, int n,
                              double gamma, double added)
{
    for (int b = 0; b < n; b++) {
        double norm = vec_norm(c->g + block[b].first, block[b].count);
        part_tell(c, block[b].first, gamma);
        part_scale(c, block[b].first, block[b].count, norm, factor_hard(gamma, norm + added));
    }
    return part_factor(c);
}

#endif
