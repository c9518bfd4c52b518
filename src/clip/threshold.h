/* The threshold γ: its parameter, its schedule, and what rules that work it out share. */
#ifndef CLIP_THRESHOLD_H
#define CLIP_THRESHOLD_H

#include "base/schedule.h"
#include "clip/scale.h"

#define CLIP_GAMMA(words)                                                                          \
    {                                                                                              \
        .name = "gamma", .symbol = "γ", .help = words, .kind = PARAM_REAL, .log_scale = true,      \
        .open_min = true, .def = 1, .min = 0, .max = 1e12                                          \
    }

/* For rules that have a meaning for 0, whatever it is. */
#define CLIP_GAMMA_OR_ZERO(words)                                                                  \
    {                                                                                              \
        .name = "gamma", .symbol = "γ", .help = words, .kind = PARAM_REAL, .log_scale = true,      \
        .def = 1, .min = 0, .max = 1e12                                                            \
    }

/* γ and where it goes: the first four parameters of a rule with a schedule. */
enum { GAMMA, GAMMA_SCHEDULE, GAMMA_END, GAMMA_STEPS, SCHEDULED_PARAMS };

#define CLIP_SCHEDULED_GAMMA(words)                                                                \
    [GAMMA] = CLIP_GAMMA(words),                                                                   \
    [GAMMA_SCHEDULE] = {.name = "gamma-schedule",                                                  \
                        .symbol = "γ(t)",                                                          \
                        .help = "how the threshold goes from gamma to gamma-end",                  \
                        .kind = PARAM_CHOICE,                                                      \
                        .max = SCHEDULES - 1,                                                      \
                        .choices = schedule_names},                                                \
    [GAMMA_END] = {.name = "gamma-end",                                                            \
                   .symbol = "γ∞",                                                                 \
                   .help = "the threshold from step gamma-steps on",                               \
                   .kind = PARAM_REAL,                                                             \
                   .log_scale = true,                                                              \
                   .open_min = true,                                                               \
                   .def = 0.1,                                                                     \
                   .min = 0,                                                                       \
                   .max = 1e12},                                                                   \
    [GAMMA_STEPS] = {.name = "gamma-steps",                                                        \
                     .symbol = "T",                                                                \
                     .help = "steps that the schedule of the threshold takes",                     \
                     .kind = PARAM_COUNT,                                                          \
                     .log_scale = true,                                                            \
                     .def = 100,                                                                   \
                     .min = 1,                                                                     \
                     .max = 1e9}

/* The norm that the threshold is compared with, after the schedule. */
enum { NORM_ORDER = SCHEDULED_PARAMS, ORDERED_PARAMS };
enum { NORM_TWO, NORM_ONE, NORM_MAX };
extern const char *const clip_norm_orders[];

#define CLIP_NORM_ORDER                                                                            \
    [NORM_ORDER] = {.name = "norm",                                                                \
                    .symbol = "p",                                                                 \
                    .help = "the norm ‖g‖ of the rule: 2, 1 (sum of sizes) or inf (the largest)",  \
                    .kind = PARAM_CHOICE,                                                          \
                    .max = 2,                                                                      \
                    .choices = clip_norm_orders}

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

#endif
