/* Axes to test with. */
#ifndef AXIS_MADE_H
#define AXIS_MADE_H

#include <math.h>

#include "base/rng.h"
#include "draw/axis.h"

static inline struct axis axis_over(bool log, double lo, double hi)
{
    struct axis a = axis_empty(log);
    axis_add(&a, lo);
    axis_add(&a, hi);
    axis_finish(&a);
    return a;
}

/* Of any size that a double has. */
static inline double random_size(struct rng *r, bool log)
{
    double v = rng_normal(r) * pow(10, (double)rng_below(r, 610) - 305);
    return log ? fabs(v) : v;
}

#endif
