/* The learning rate over the steps of a run: warm-up, then constant, linear or cosine. */
#ifndef LAB_LR_SCHEDULE_H
#define LAB_LR_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/param.h"
#include "base/schedule.h"

enum { RATE_SCHEDULE, RATE_WARMUP, RATE_STEPS, RATE_END, RATE_PARAMS };
extern const struct param rate_params[RATE_PARAMS];

/* The rate of the update from `step`: lr (step + 1)/W in a warm-up of W steps (Goyal et al. 2017,
 * arXiv 1706.02677, section 2.2), then from lr to lr-end, which is reached at step lr-steps. */
double rate_scheduled(const double *rate_par, double lr, uint64_t step);

static inline bool rate_constant(const double *rate_par)
{
    return rate_par[RATE_SCHEDULE] == SCHEDULE_CONSTANT && rate_par[RATE_WARMUP] == 0;
}

#endif
