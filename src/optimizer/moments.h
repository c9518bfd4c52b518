/* Running means of gradients and of their squares, for rules that remember. */
#ifndef OPTIMIZER_MOMENTS_H
#define OPTIMIZER_MOMENTS_H

#include <math.h>

#include "base/elementary.h"
#include "optimizer/optimizer.h"

/* √(β r² + (1 − β) g²), the root of the running mean of squares. It is the root that is kept, since
 * the square of a gradient over 1e154 is infinite, and would stop the run for good. */
static inline double moment_root(double root, double beta, double g)
{
    if (fabs(g) < 1e150 && root < 1e150)
        return sqrt(beta * root * root + (1 - beta) * g * g);
    return fn_hypot(sqrt(beta) * root, sqrt(1 - beta) * g);
}

/* Adam's parameters, its state, and its direction m̂/(√v̂ + ε) into out, which may be c->d. */
enum { ADAM_BETA1, ADAM_BETA2, ADAM_EPS, ADAM_DECAY, ADAM_PARAMS };

#define ADAM_PARAMS_SHARED                                                                         \
    [ADAM_BETA1] = PARAM_LINEAR(                                                                   \
        "beta1", "β1", "how much of the running mean of gradients a step keeps", 0.9, 0.999999),   \
    [ADAM_BETA2] = PARAM_LINEAR("beta2", "β2",                                                     \
                                "how much of the running mean of squared gradients a step keeps",  \
                                0.999, 0.999999),                                                  \
    [ADAM_EPS] =                                                                                   \
        PARAM_POSITIVE("eps", "ε",                                                                 \
                       "gradients far above take a step of η whatever they are; far below, "      \
                       "of η g/ε",                                                                 \
                       1e-8, 1e12)

#define ADAM_STATE                                                                                 \
    {                                                                                              \
        .each = 2, .more = 2                                                                       \
    } /* m and √v; what adam_begin keeps of β^t */

/* The direction of component i at gradient g; called once a step for each component, after
 * adam_begin. */
struct adam {
    double *m, *root;
    double beta1, beta2, eps;
    double share1, share2; /* 1 − β^t: what the means have of a constant gradient by now */
};
struct adam adam_begin(const double *par, double *state, const struct optimizer_call *c);

static inline double adam_direction(const struct adam *a, int i, double g)
{
    a->m[i] = a->beta1 * a->m[i] + (1 - a->beta1) * g;
    a->root[i] = moment_root(a->root[i], a->beta2, g);
    return a->m[i] / a->share1 / (a->root[i] / sqrt(a->share2) + a->eps);
}

#endif
