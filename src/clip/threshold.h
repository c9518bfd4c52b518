/* The threshold γ: its parameter, its schedule, and what rules that work it out share. */
#ifndef CLIP_THRESHOLD_H
#define CLIP_THRESHOLD_H

#include <math.h>

#include "base/schedule.h"
#include "clip/clip.h"

#define CLIP_GAMMA(words) PARAM_POSITIVE("gamma", "γ", words, 1, 1e12)

/* For rules that have a meaning for 0, whatever it is. */
#define CLIP_GAMMA_OR_ZERO(words) PARAM_FROM_ZERO("gamma", "γ", words, 1, 1e12)

/* γ and where it goes: the first four parameters of a rule with a schedule. */
enum { GAMMA, GAMMA_SCHEDULE, GAMMA_END, GAMMA_STEPS, SCHEDULED_PARAMS };

#define CLIP_SCHEDULED_GAMMA(words)                                                                \
    [GAMMA] = CLIP_GAMMA(words),                                                                   \
    [GAMMA_SCHEDULE] =                                                                             \
        PARAM_ONE_OF("gamma-schedule", "γ(t)", "how the threshold goes from gamma to gamma-end",   \
                     0, SCHEDULES - 1, schedule_names),                                            \
    [GAMMA_END] =                                                                                  \
        PARAM_POSITIVE("gamma-end", "γ∞", "the threshold from step gamma-steps on", 0.1, 1e12),    \
    [GAMMA_STEPS] = PARAM_MANY("gamma-steps", "T",                                                 \
                               "steps that the schedule of the threshold takes", 100, 1, 1e9)

/* The norm that the threshold is compared with, after the schedule. */
enum { NORM_ORDER = SCHEDULED_PARAMS, ORDERED_PARAMS };
enum { NORM_TWO, NORM_ONE, NORM_MAX };
extern const char *const clip_norm_orders[];

#define CLIP_NORM_ORDER                                                                            \
    [NORM_ORDER] = PARAM_ONE_OF(                                                                   \
        "norm", "p", "the norm ‖g‖ of the rule: 2, 1 (sum of sizes) or inf (the largest)", 0, 2,   \
        clip_norm_orders)

/* ‖g‖ of the order that par asks for; ‖g‖₂ where that is not finite; NaN where a sum is no double.
 */
double clip_norm_ordered(const double *par, const struct clip_call *c);

static inline double threshold_tell(const struct clip_call *c, double gamma)
{
    if (c->threshold)
        *c->threshold = gamma;
    return gamma;
}

/* γ of this step. A constant one costs a comparison: these rules run millions of times a second. */
static inline double threshold_scheduled(const double *par, const struct clip_call *c)
{
    if (par[GAMMA_SCHEDULE] == SCHEDULE_CONSTANT)
        return par[GAMMA];
    return threshold_tell(c, schedule_at((enum schedule)par[GAMMA_SCHEDULE], par[GAMMA],
                                         par[GAMMA_END], (double)c->step, par[GAMMA_STEPS]));
}

/* min(1, γ/n) and γ/(n + γ) also for γ = ∞: no clipping. */
static inline double factor_hard(double gamma, double n)
{
    return n > gamma ? gamma / n : 1;
}

static inline double factor_soft(double gamma, double n)
{
    return gamma < INFINITY ? gamma / (n + gamma) : 1;
}

/* For rules that multiply the whole gradient by one factor.
 *
 * out = factor·g, unless the caller does that; returns factor. Where ‖g‖ is NaN or infinite every
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
