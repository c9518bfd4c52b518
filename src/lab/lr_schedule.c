#include "lab/run.h"

#include <math.h>

const struct param rate_params[RATE_PARAMS] = {
    [RATE_SCHEDULE] = {.name = "lr-schedule",
                       .symbol = "η(t)",
                       .help = "how the learning rate goes from lr to lr-end",
                       .kind = PARAM_CHOICE,
                       .max = SCHEDULES - 1,
                       .choices = schedule_names},
    [RATE_WARMUP] = {.name = "lr-warmup",
                     .symbol = "W",
                     .help = "steps in which the learning rate first rises to lr",
                     .kind = PARAM_COUNT,
                     .log_scale = true,
                     .def = 0,
                     .min = 0,
                     .max = 1e9},
    [RATE_STEPS] = {.name = "lr-steps",
                    .symbol = "T",
                    .help = "the step at which the learning rate has come to lr-end",
                    .kind = PARAM_COUNT,
                    .log_scale = true,
                    .def = 100,
                    .min = 1,
                    .max = 1e9},
    [RATE_END] = {.name = "lr-end",
                  .symbol = "η∞",
                  .help = "the learning rate from step lr-steps on",
                  .kind = PARAM_REAL,
                  .log_scale = true,
                  .def = 0,
                  .min = 0,
                  .max = 1e6},
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
        return r->optimizer->limit(r->opt_par);
    return r->optimizer->plain ? 2 : NAN;
}

double run_rate(const struct run *r)
{
    if (!r->optimizer->uses_lr)
        return NAN;
    if (r->clip->sets_lr && !isnan(r->coming.proposed ? r->now.lr : r->last.lr))
        return r->coming.proposed ? r->now.lr : r->last.lr;
    return rate_constant(r->rate_par) ? r->lr : rate_scheduled(r->rate_par, r->lr, r->now.step);
}

double run_loss_scale(const struct run *r)
{
    return r->clip->loss_scale ? r->clip->loss_scale(r->clip_par, r->opt_state + r->n_opt_state)
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
    return !rate_constant(r->rate_par) ||
           (run_get(r, "gamma-schedule", &kind) && kind != SCHEDULE_CONSTANT);
}
