#include "base/schedule.h"
#include "optimizer/moments.h"

enum { LIMIT = ADAM_DECAY, WAIT, EVERY, RAMP, SPAM_PARAMS };

static const struct param params[] = {
    ADAM_PARAMS_SHARED,
    [LIMIT] = PARAM_POSITIVE("spike-limit", "θ",
                             "a squared gradient over so many times v is cut to it", 5000, 1e12),
    [WAIT] = PARAM_MANY("spike-wait", "w",
                        "steps after the start, and after every reset, in which no spike is cut",
                        20, 1, 1e6),
    [EVERY] = PARAM_MANY("reset-every", "ΔT", "steps after which both means begin anew; 0: never",
                         500, 0, 1e9),
    [RAMP] = PARAM_MANY("reset-ramp", "N",
                        "steps after a reset in which the rate rises again, half a cosine; 0: none",
                        150, 0, 1e6),
};

/* The first steps of a run are not ramped up: lr-warmup does that. */
static double ramp_of(const double *par, double steps, double resets)
{
    if (resets == 0 || steps >= par[RAMP])
        return 1;
    return schedule_at(SCHEDULE_COSINE, 0.01, 1, steps, par[RAMP]);
}

static void step(const double *par, double *state, const struct optimizer_call *c)
{
    static const struct doubles of_adam = ADAM_STATE;
    double *steps = state + doubles_for(of_adam, c->dim), *resets = steps + 1;
    double most = sqrt(par[LIMIT]);
    if (par[EVERY] > 0 && *steps >= par[EVERY]) {
        for (double *mean = state; mean < steps; mean++)
            *mean = 0;
        *steps = 0;
        ++*resets;
    }
    double rate = c->lr * ramp_of(par, *steps, *resets);
    struct adam a = adam_begin(par, state, c);
    for (int i = 0; i < c->dim; i++) {
        double g = c->g[i], longest = most * a.root[i];
        bool spike = *steps >= par[WAIT] && isfinite(g) && fabs(g) > longest;
        c->d[i] = -(rate * adam_direction(&a, i, spike ? copysign(longest, g) : g));
    }
    ++*steps;
}

const struct optimizer_kind optimizer_spam = {
    .name = "spam",
    .title = "Adam that cuts spikes and begins its means anew now and then",
    .formula = "θ − η m/(√v + ε), g cut to sign(g)·√(θv) where g² > θv; m = v = 0 every ΔT steps",
    .source = "Huang et al. 2025, SPAM (arXiv 2501.06842)",
    PARAM_TABLE(params),
    .uses_lr = true,
    .coasts = true,
    .divides = true,
    .state = {.each = 2, .more = 4}, /* Adam's; steps since the reset, resets */
    .step = step,
};
