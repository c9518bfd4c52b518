/* The logistic function with its derivatives, exact to the last bits on both of its flat sides,
 * where s(1 − s) would be 0 long before the slope is. */
#ifndef PROBLEM_SIGMOID_H
#define PROBLEM_SIGMOID_H

#include <math.h>

#include "base/elementary.h"

struct sigmoid {
    double s, s1, s2; /* σ(z), σ'(z), σ''(z) */
};

static inline struct sigmoid sigmoid_at(double z)
{
    double e = fn_exp(-fabs(z)), low = e / (1 + e), high = 1 / (1 + e);
    struct sigmoid out = {.s = z >= 0 ? high : low, .s1 = low * high};
    out.s2 = out.s1 * (z >= 0 ? low - high : high - low);
    return out;
}

#endif
