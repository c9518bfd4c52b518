#include "lab/run.h"

#include <math.h>

const struct param rate_params[RATE_PARAMS] = {
    [RATE_SCHEDULE] =
        PARAM_ONE_OF("lr-schedule", "η(t)", "how the learning rate goes from lr to lr-end", 0,
                     SCHEDULES - 1, schedule_names),
    [RATE_WARMUP] = PARAM_MANY("lr-warmup", "W",
                               "steps in which the learning rate first rises to lr", 0, 0, 1e9),
    [RATE_STEPS] = PARAM_MANY(
        "lr-steps", "T", "the step at which the learning rate has come to lr-end", 100, 1, 1e9),
    [RATE_END] = PARAM_FROM_ZERO("lr-end", "η∞", "the learning rate from step lr-steps on", 0, 1e6),
};

double rate_scheduled(const double *rate_par, double lr, uint64_t step)
{
    double t = (double)step, warmup = rate_par[RATE_WARMUP];
    if (t < warmup)
        return lr * ((t + 1) / warmup);
    return schedule_at((enum schedule)rate_par[RATE_SCHEDULE], lr, rate_par[RATE_END], t - warmup,
                       rate_par[RATE_STEPS] - warmup);
}

double run_limit(const struct run *r)
{
    if (r->optimizer->limit)
        return r->optimizer->limit(r->knobs.opt);
    return r->optimizer->plain ? 2 : NAN;
}

double run_rate(const struct run *r)
{
    if (!r->optimizer->uses_lr)
        return NAN;
    if (r->clip->sets_lr && !isnan(r->coming.proposed ? r->now.lr : r->last.lr))
        return r->coming.proposed ? r->now.lr : r->last.lr;
    return rate_constant(r->knobs.rate) ? r->knobs.lr
                                        : rate_scheduled(r->knobs.rate, r->knobs.lr, r->now.step);
}

double run_loss_scale(const struct run *r)
{
    return r->clip->loss_scale ? r->clip->loss_scale(r->knobs.clip, r->opt_state + r->n_opt_state)
                               : NAN;
}

double run_threshold(const struct run *r)
{
    double gamma = isnan(r->now.gamma) ? r->last.gamma : r->now.gamma;
    return isnan(gamma) ? run_gamma(r) : gamma;
}

bool run_scheduled(const struct run *r)
{
    double kind = 0;
    return !rate_constant(r->knobs.rate) ||
           (run_get(r, "gamma-schedule", &kind) && kind != SCHEDULE_CONSTANT);
}
