#include "tell/quantity.h"

#include <math.h>
#include <string.h>

#include "base/elementary.h"
#include "problem/network_jacobian.h"

QUANTITY(of_step, (double)r->now.step)
QUANTITY(of_loss, r->now.loss)
QUANTITY(of_best, r->notes.best_loss)
QUANTITY(of_grad, r->now.grad_norm)
QUANTITY(of_theta, r->x[0])
QUANTITY(of_theta_2, r->dim > 1 ? r->x[1] : NAN)
QUANTITY(of_start, r->start[0])
QUANTITY(of_clip, r->now.clip_factor)
QUANTITY(of_stride, r->now.step_norm)
QUANTITY(of_clipped,
         r->now.step > 0 ? 100 * (double)r->notes.clipped_steps / (double)r->now.step : NAN)
QUANTITY(of_skipped, (double)r->notes.skipped_steps)
QUANTITY(of_skips, r->now.skipped)
QUANTITY(of_loss_scale, run_loss_scale(r))
QUANTITY(of_clipped_grad, of_clip(race, r) * r->now.grad_norm)
QUANTITY(of_clip_ratio, monitor_ratio(r))
QUANTITY(of_clip_ratio_recent, monitor_ratio_recent(r))
QUANTITY(of_g50, monitor_quantile(r->monitor, 0.5))
QUANTITY(of_g90, monitor_quantile(r->monitor, 0.9))
QUANTITY(of_g99, monitor_quantile(r->monitor, 0.99))
QUANTITY(of_lr, run_rate(r))
QUANTITY(of_gamma, run_gamma(r))
QUANTITY(of_sharpness, r->now.sharpness)
QUANTITY(of_path, r->last.path_ratio)
QUANTITY(of_random, r->now.random)
QUANTITY(of_by_article, r->now.written)
QUANTITY(of_limit, run_limit(r) / of_sharpness(race, r))
QUANTITY(of_reach, of_lr(race, r) * of_clip(race, r) * r->now.sharpness)
QUANTITY(of_since, (double)r->notes.status_step)
QUANTITY(of_evals, (double)r->notes.evals)
QUANTITY(of_test_loss, run_score(r).loss[PART_TEST])
QUANTITY(of_train_loss, run_score(r).loss[PART_TRAIN])
QUANTITY(of_test_accuracy, 100 * run_score(r).right[PART_TEST])
QUANTITY(of_train_accuracy, 100 * run_score(r).right[PART_TRAIN])
QUANTITY(of_tested, isnan(run_score(r).loss[PART_TRAIN]) ? NAN : (double)run_score(r).step)

/* The upper bound of all runs' points, as the smoothness panel draws it. */
static const struct fit *fit_of(const struct race *race)
{
    return race->fit[CURVATURE_SHARPNESS];
}

QUANTITY(of_L0, fit_of(race)->bound_L0)
QUANTITY(of_L1, fit_of(race)->bound_L1)
QUANTITY(of_slope, fit_of(race)->loglog.b)
QUANTITY(of_advised_gamma, fit_of(race)->gamma)
QUANTITY(of_advised_lr, fit_of(race)->lr)

/* NAN in all of it where the problem has none. */
static struct jacobian jacobian_of(const struct run *r)
{
    struct jacobian j = {.steps = 1, .sigma = NAN, .rho = NAN, .mean = {NAN}};
    if (r->look && jacobian_known(r->problem))
        jacobian_make(r->problem, r->look, r->x, r->now.step, &j);
    return j;
}

QUANTITY(of_sigma, jacobian_of(r).sigma)
QUANTITY(of_time_bound, fn_pow(jacobian_of(r).sigma, jacobian_of(r).steps - 1))
QUANTITY(of_through_time, jacobian_of(r).mean[jacobian_of(r).steps - 1])

/* One quantity a row. */
/* clang-format off */
const struct quantity quantities[] = {
    {"step", COUNTED, OF_EACH, of_step, "steps it has made; a diverged run stands still"},
    {"loss", MEASURED, OF_EACH, of_loss, "f at its step"},
    {"best", MEASURED, OF_EACH, of_best, "the least f it has seen"},
    {"grad", MEASURED, OF_EACH, of_grad, "the gradient's norm"},
    {"theta", MEASURED, OF_EACH, of_theta, "its first parameter"},
    {"theta2", MEASURED, OF_EACH, of_theta_2, "its second parameter"},
    {"start", MEASURED, OF_EACH, of_start, "its first parameter at step 0"},
    {"clip", MEASURED, OF_NEXT, of_clip, "what multiplies the gradient in the next update"},
    {"clipped-grad", MEASURED, OF_NEXT, of_clipped_grad, "the gradient's norm after clipping, in the next update"},
    {"stride", MEASURED, OF_NEXT, of_stride, "how long the next update is"},
    {"clipped%", PERCENT, SHARE_OF, of_clipped, "how many of its updates were clipped, in percent"},
    {"skips", MEASURED, OF_NEXT, of_skips, "1 where its next update is skipped, else 0"},
    {"skipped", COUNTED, OF_EACH, of_skipped, "how many of its updates were skipped"},
    {"loss-scale", MEASURED, OF_EACH, of_loss_scale, "what the loss is multiplied with in half precision"},
    {"clip-ratio", MEASURED, OF_EACH, of_clip_ratio, "the mean of clip over its updates that were not skipped"},
    {"clip-ratio-recent", MEASURED, OF_EACH, of_clip_ratio_recent, "the same, weights falling by 1 % an update"},
    {"g50", MEASURED, OF_EACH, of_g50, "the median of the gradient norms its updates began with, within 1/32; 6.9e-18 and 2.4e21 "
     "stand for any beyond"},
    {"g90", MEASURED, OF_EACH, of_g90, "their 90th percentile"},
    {"g99", MEASURED, OF_EACH, of_g99, "their 99th percentile"},
    {"lr", AS_SET, OF_EACH, of_lr, "its learning rate"},
    {"gamma", AS_SET, OF_EACH, of_gamma, "its threshold"},
    {"sharpness", MEASURED, OF_EACH, of_sharpness, "the Hessian's top eigenvalue λ"},
    {"path", MEASURED, OF_EACH, of_path, "curvature along the update before, ‖∇f(θ+d) − ∇f(θ)‖/‖d‖"},
    {"random", MEASURED, OF_EACH, of_random, "curvature in a random direction δ = ε·randn, over ‖δ‖"},
    {"by-article", MEASURED, OF_EACH, of_by_article, "the same over ε"},
    {"limit", MEASURED, OF_EACH, of_limit, "2/λ, with momentum μ 2(1 + μ)/λ: over it a learning rate makes f grow on a quadratic"},
    {"reach", MEASURED, OF_NEXT, of_reach, "rate · clip factor · λ, whose limit is 2, with momentum μ 2(1 + μ)"},
    {"since", COUNTED, OF_EACH, of_since, "the step at which its status was first seen"},
    {"evals", COUNTED, OF_EACH, of_evals, "gradient evaluations it has made"},
    {"test-loss", MEASURED, OF_EACH, of_test_loss, "mean loss over the test part of the data, as measured last"},
    {"test-accuracy", MEASURED, OF_EACH, of_test_accuracy, "right answers there, in percent"},
    {"train-loss", MEASURED, OF_EACH, of_train_loss, "mean loss over the training part, as measured last"},
    {"train-accuracy", MEASURED, OF_EACH, of_train_accuracy, "right answers there, in percent"},
    {"tested", MEASURED, OF_EACH, of_tested, "the step at which these were measured"},
    {"sigma", MEASURED, OF_EACH, of_sigma, "the largest singular value σ of a recurrent network's W"},
    {"time-bound", MEASURED, OF_EACH, of_time_bound, "σ^(T − 1), the bound of the next"},
    {"through-time", MEASURED, OF_EACH, of_through_time, "‖∂h_T/∂h_1‖ of a recurrent network, the mean over six sequences"},
    {"L0", MEASURED, OF_ALL, of_L0, "L0 of the upper bound over all runs' points"},
    {"L1", MEASURED, OF_ALL, of_L1, "L1 of the same"},
    {"slope", MEASURED, OF_ALL, of_slope, "the slope of curvature against gradient norm, both in logs"},
    {"advised-gamma", MEASURED, OF_ALL, of_advised_gamma, "L0/L1 of the bound"},
    {"advised-lr", MEASURED, OF_ALL, of_advised_lr, "1/L0 of the bound"},
};
/* clang-format on */
const int n_quantities = sizeof quantities / sizeof *quantities;
_Static_assert(sizeof quantities / sizeof *quantities < QUANTITIES_MAX, "room for the names");

double quantity_of(int i, struct race *race, struct run *r)
{
    if (quantities[i].kind == OF_NEXT)
        run_settle(r);
    else if (quantities[i].kind == OF_ALL)
        race_settle(race);
    return quantities[i].of(race, r);
}

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
