#include "scene/quantity.h"

#include <math.h>
#include <string.h>

/* Those of the next update are a preview: run_settle costs no evaluation and changes nothing that
 * the run is stepped from, so that a condition says what the table shows. */

static double of_step(struct race *race, struct run *r)
{
    (void)race;
    return (double)r->now.step;
}

static double of_loss(struct race *race, struct run *r)
{
    (void)race;
    return r->now.loss;
}

static double of_best(struct race *race, struct run *r)
{
    (void)race;
    return r->best_loss;
}

static double of_grad(struct race *race, struct run *r)
{
    (void)race;
    return r->now.grad_norm;
}

static double of_theta(struct race *race, struct run *r)
{
    (void)race;
    return r->x[0];
}

static double of_theta_2(struct race *race, struct run *r)
{
    (void)race;
    return r->dim > 1 ? r->x[1] : NAN;
}

static double of_start(struct race *race, struct run *r)
{
    (void)race;
    return r->start[0];
}

static double of_clip(struct race *race, struct run *r)
{
    (void)race;
    run_settle(r);
    return r->now.clip_factor;
}

static double of_stride(struct race *race, struct run *r)
{
    (void)race;
    run_settle(r);
    return r->now.step_norm;
}

static double of_clipped(struct race *race, struct run *r)
{
    (void)race;
    return r->now.step > 0 ? 100 * (double)r->clipped_steps / (double)r->now.step : NAN;
}

static double of_lr(struct race *race, struct run *r)
{
    (void)race;
    return run_rate(r);
}

static double of_gamma(struct race *race, struct run *r)
{
    (void)race;
    return run_gamma(r);
}

static double of_sharpness(struct race *race, struct run *r)
{
    (void)race;
    return r->now.sharpness;
}

static double of_limit(struct race *race, struct run *r)
{
    return 2 / of_sharpness(race, r);
}

static double of_reach(struct race *race, struct run *r)
{
    return of_lr(race, r) * of_clip(race, r) * r->now.sharpness;
}

static double of_since(struct race *race, struct run *r)
{
    (void)race;
    return (double)r->status_step;
}

static double of_evals(struct race *race, struct run *r)
{
    (void)race;
    return (double)r->evals;
}

/* The upper bound of all runs' points, as the smoothness panel draws it. */
static const struct fit *fit_of(struct race *race)
{
    race_settle(race);
    return race->fit[CURVATURE_SHARPNESS];
}

static double of_L0(struct race *race, struct run *r)
{
    (void)r;
    return fit_of(race)->bound_L0;
}

static double of_L1(struct race *race, struct run *r)
{
    (void)r;
    return fit_of(race)->bound_L1;
}

static double of_slope(struct race *race, struct run *r)
{
    (void)r;
    return fit_of(race)->loglog.b;
}

static double of_advised_gamma(struct race *race, struct run *r)
{
    (void)r;
    return fit_of(race)->gamma;
}

static double of_advised_lr(struct race *race, struct run *r)
{
    (void)r;
    return fit_of(race)->lr;
}

/* One quantity a row. */
/* clang-format off */
const struct quantity quantities[] = {
    {"step", "steps it has made; a diverged run stands still", of_step},
    {"loss", "f at its step", of_loss},
    {"best", "the least f it has seen", of_best},
    {"grad", "the gradient's norm", of_grad},
    {"theta", "its first parameter", of_theta},
    {"theta2", "its second parameter", of_theta_2},
    {"start", "its first parameter at step 0", of_start},
    {"clip", "what multiplies the gradient in the next update", of_clip},
    {"stride", "how long the next update is", of_stride},
    {"clipped%", "how many of its updates were clipped, in percent", of_clipped},
    {"lr", "its learning rate", of_lr},
    {"gamma", "its threshold", of_gamma},
    {"sharpness", "the Hessian's top eigenvalue λ", of_sharpness},
    {"limit", "2/λ: the rate beyond which a step overshoots by more than it came", of_limit},
    {"reach", "rate · clip factor · λ, whose limit is 2", of_reach},
    {"since", "the step at which its status was first seen", of_since},
    {"evals", "gradient evaluations it has made", of_evals},
    {"L0", "L0 of the upper bound over all runs' points", of_L0},
    {"L1", "L1 of the same", of_L1},
    {"slope", "the slope of curvature against gradient norm, both in logs", of_slope},
    {"advised-gamma", "L0/L1 of the bound", of_advised_gamma},
    {"advised-lr", "1/L0 of the bound", of_advised_lr},
};
/* clang-format on */
const int n_quantities = sizeof quantities / sizeof *quantities;
_Static_assert(sizeof quantities / sizeof *quantities < QUANTITIES_MAX, "room for the names");

int quantity_find(const char *name)
{
    for (int i = 0; i < n_quantities; i++)
        if (strcmp(quantities[i].name, name) == 0)
            return i;
    return -1;
}

void quantity_names(const char **names)
{
    for (int i = 0; i < n_quantities; i++)
        names[i] = quantities[i].name;
    names[n_quantities] = NULL;
}
