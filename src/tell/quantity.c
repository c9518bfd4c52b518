#include "tell/quantity.h"

#include <math.h>
#include <string.h>

#include "base/elementary.h"
#include "problem/network_jacobian.h"

/* Those of the next update are a preview: run_settle changes nothing that the run is stepped
 * from, so that a condition says what the table shows. */

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
    return r->notes.best_loss;
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
    return r->now.step > 0 ? 100 * (double)r->notes.clipped_steps / (double)r->now.step : NAN;
}

static double of_skipped(struct race *race, struct run *r)
{
    (void)race;
    return (double)r->notes.skipped_steps;
}

static double of_skips(struct race *race, struct run *r)
{
    (void)race;
    run_settle(r);
    return r->now.skipped;
}

static double of_loss_scale(struct race *race, struct run *r)
{
    (void)race;
    return run_loss_scale(r);
}

static double of_clipped_grad(struct race *race, struct run *r)
{
    return r->now.grad_norm * of_clip(race, r);
}

static double of_clip_ratio(struct race *race, struct run *r)
{
    (void)race;
    return monitor_ratio(r);
}

static double of_clip_ratio_recent(struct race *race, struct run *r)
{
    (void)race;
    return monitor_ratio_recent(r);
}

static double of_g50(struct race *race, struct run *r)
{
    (void)race;
    return monitor_quantile(r->monitor, 0.5);
}

static double of_g90(struct race *race, struct run *r)
{
    (void)race;
    return monitor_quantile(r->monitor, 0.9);
}

static double of_g99(struct race *race, struct run *r)
{
    (void)race;
    return monitor_quantile(r->monitor, 0.99);
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

static double of_path(struct race *race, struct run *r)
{
    (void)race;
    return r->last.path_ratio;
}

static double of_random(struct race *race, struct run *r)
{
    (void)race;
    return r->now.random;
}

static double of_by_article(struct race *race, struct run *r)
{
    (void)race;
    return r->now.written;
}

static double of_limit(struct race *race, struct run *r)
{
    return run_limit(r) / of_sharpness(race, r);
}

static double of_reach(struct race *race, struct run *r)
{
    return of_lr(race, r) * of_clip(race, r) * r->now.sharpness;
}

static double of_since(struct race *race, struct run *r)
{
    (void)race;
    return (double)r->notes.status_step;
}

static double of_evals(struct race *race, struct run *r)
{
    (void)race;
    return (double)r->notes.evals;
}

static double of_test_loss(struct race *race, struct run *r)
{
    (void)race;
    return run_score(r).loss[PART_TEST];
}

static double of_train_loss(struct race *race, struct run *r)
{
    (void)race;
    return run_score(r).loss[PART_TRAIN];
}

static double of_test_accuracy(struct race *race, struct run *r)
{
    (void)race;
    return 100 * run_score(r).right[PART_TEST];
}

static double of_train_accuracy(struct race *race, struct run *r)
{
    (void)race;
    return 100 * run_score(r).right[PART_TRAIN];
}

static double of_tested(struct race *race, struct run *r)
{
    (void)race;
    struct score s = run_score(r);
    return isnan(s.loss[PART_TRAIN]) ? NAN : (double)s.step;
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

/* NAN in all of it where the problem has none. */
static struct jacobian jacobian_of(const struct run *r)
{
    struct jacobian j = {.steps = 1, .sigma = NAN, .rho = NAN, .mean = {NAN}};
    if (r->look && jacobian_known(r->problem))
        jacobian_make(r->problem, r->look, r->x, r->now.step, &j);
    return j;
}

static double of_sigma(struct race *race, struct run *r)
{
    (void)race;
    return jacobian_of(r).sigma;
}

static double of_time_bound(struct race *race, struct run *r)
{
    (void)race;
    struct jacobian j = jacobian_of(r);
    return fn_pow(j.sigma, j.steps - 1);
}

static double of_through_time(struct race *race, struct run *r)
{
    (void)race;
    struct jacobian j = jacobian_of(r);
    return j.mean[j.steps - 1];
}

/* One quantity a row. */
/* clang-format off */
const struct quantity quantities[] = {
    {"step", "steps it has made; a diverged run stands still", of_step, OF_EACH},
    {"loss", "f at its step", of_loss, OF_EACH},
    {"best", "the least f it has seen", of_best, OF_EACH},
    {"grad", "the gradient's norm", of_grad, OF_EACH},
    {"theta", "its first parameter", of_theta, OF_EACH},
    {"theta2", "its second parameter", of_theta_2, OF_EACH},
    {"start", "its first parameter at step 0", of_start, OF_EACH},
    {"clip", "what multiplies the gradient in the next update", of_clip, OF_EACH},
    {"clipped-grad", "the gradient's norm after clipping, in the next update", of_clipped_grad, OF_EACH},
    {"stride", "how long the next update is", of_stride, OF_EACH},
    {"clipped%", "how many of its updates were clipped, in percent", of_clipped, SHARE_OF},
    {"skips", "1 where its next update is skipped, else 0", of_skips, OF_EACH},
    {"skipped", "how many of its updates were skipped", of_skipped, OF_EACH},
    {"loss-scale", "what the loss is multiplied with in half precision", of_loss_scale, OF_EACH},
    {"clip-ratio", "the mean of clip over its updates that were not skipped", of_clip_ratio, OF_EACH},
    {"clip-ratio-recent", "the same, weights falling by 1 % an update", of_clip_ratio_recent, OF_EACH},
    {"g50",
     "the median of the gradient norms its updates began with, within 1/32; 6.9e-18 and 2.4e21 "
     "stand for any beyond",
     of_g50, OF_EACH},
    {"g90", "their 90th percentile", of_g90, OF_EACH},
    {"g99", "their 99th percentile", of_g99, OF_EACH},
    {"lr", "its learning rate", of_lr, OF_EACH},
    {"gamma", "its threshold", of_gamma, OF_EACH},
    {"sharpness", "the Hessian's top eigenvalue λ", of_sharpness, OF_EACH},
    {"path", "curvature along the update before, ‖∇f(θ+d) − ∇f(θ)‖/‖d‖", of_path, OF_EACH},
    {"random", "curvature in a random direction δ = ε·randn, over ‖δ‖", of_random, OF_EACH},
    {"by-article", "the same over ε", of_by_article, OF_EACH},
    {"limit", "2/λ, with momentum μ 2(1 + μ)/λ: over it a learning rate makes f grow on a quadratic", of_limit, OF_EACH},
    {"reach", "rate · clip factor · λ, whose limit is 2, with momentum μ 2(1 + μ)", of_reach, OF_EACH},
    {"since", "the step at which its status was first seen", of_since, OF_EACH},
    {"evals", "gradient evaluations it has made", of_evals, OF_EACH},
    {"test-loss", "mean loss over the test part of the data, as measured last", of_test_loss, OF_EACH},
    {"test-accuracy", "right answers there, in percent", of_test_accuracy, OF_EACH},
    {"train-loss", "mean loss over the training part, as measured last", of_train_loss, OF_EACH},
    {"train-accuracy", "right answers there, in percent", of_train_accuracy, OF_EACH},
    {"tested", "the step at which these were measured", of_tested, OF_EACH},
    {"sigma", "the largest singular value σ of a recurrent network's W", of_sigma, OF_EACH},
    {"time-bound", "σ^(T − 1), the bound of the next", of_time_bound, OF_EACH},
    {"through-time", "‖∂h_T/∂h_1‖ of a recurrent network, the mean over six sequences", of_through_time, OF_EACH},
    {"L0", "L0 of the upper bound over all runs' points", of_L0, OF_ALL},
    {"L1", "L1 of the same", of_L1, OF_ALL},
    {"slope", "the slope of curvature against gradient norm, both in logs", of_slope, OF_ALL},
    {"advised-gamma", "L0/L1 of the bound", of_advised_gamma, OF_ALL},
    {"advised-lr", "1/L0 of the bound", of_advised_lr, OF_ALL},
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
