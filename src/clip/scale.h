/* For rules that multiply the whole gradient by one factor. */
#ifndef CLIP_SCALE_H
#define CLIP_SCALE_H

#include <math.h>

#include "clip/clip.h"

/* out = factor·g, unless the caller does that; returns factor. Where ‖g‖ is NaN or infinite every
 * entry is NaN, and so is what is returned: a factor of γ/∞ = 0 would make a step of zero of it,
 * and hide a divergence. */
static inline double clip_scale(const struct clip_call *c, double factor)
{
    if (!(c->norm < INFINITY))
        factor = NAN;
    for (int i = 0; i < c->dim && c->out; i++)
        c->out[i] = factor * c->g[i];
    return factor;
}

#endif
