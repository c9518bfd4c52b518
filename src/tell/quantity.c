#include "tell/quantity.h"

#include <math.h>
#include <string.h>

#include "base/elementary.h"
#include "problem/network_jacobian.h"

/* The upper bound of all runs' points, as the smoothness panel draws it. */
static const struct fit *fit_of(const struct race *race)
{
    return race->fit[CURVATURE_SHARPNESS];
}

/* NAN in all of it where the problem has none. */
static struct jacobian jacobian_of(const struct run *r)
{
    struct jacobian j = {.steps = 1, .sigma = NAN, .rho = NAN, .mean = {NAN}};
    if (r->look && jacobian_known(r->problem))
        jacobian_make(r->problem, r->look, r->x, r->now.step, &j);
    return j;
}

/* One quantity a row. */
#define QUANTITIES(X)                                                                              \
    X(of_step, "step", COUNTED, OF_EACH, (double)r->now.step,                                      \
      "steps it has made; a diverged run stands still")                                            \
    X(of_loss, "loss", MEASURED, OF_EACH, r->now.loss, "f at its step")                            \
    X(of_best, "best", MEASURED, OF_EACH, r->notes.best_loss, "the least f it has seen")           \
    X(of_grad, "grad", MEASURED, OF_EACH, r->now.grad_norm, "the gradient's norm")                 \
    X(of_theta, "theta", MEASURED, OF_EACH, r->x[0], "its first parameter")                        \
    X(of_theta_2, "theta2", MEASURED, OF_EACH, r->dim > 1 ? r->x[1] : NAN, "its second parameter") \
    X(of_start, "start", MEASURED, OF_EACH, r->start[0], "its first parameter at step 0")          \
    X(of_clip, "clip", MEASURED, OF_NEXT, r->now.clip_factor,                                      \
      "what multiplies the gradient in the next update")                                           \
    X(of_clipped_grad, "clipped-grad", MEASURED, OF_NEXT, of_clip(race, r) * r->now.grad_norm,     \
      "the gradient's norm after clipping, in the next update")                                    \
    X(of_stride, "stride", MEASURED, OF_NEXT, r->now.step_norm, "how long the next update is")     \
    X(of_clipped, "clipped%", PERCENT, SHARE_OF,                                                   \
      r->now.step > 0 ? 100 * (double)r->notes.clipped_steps / (double)r->now.step : NAN,          \
      "how many of its updates were clipped, in percent")                                          \
    X(of_skips, "skips", MEASURED, OF_NEXT, r->now.skipped,                                        \
      "1 where its next update is skipped, else 0")                                                \
    X(of_skipped, "skipped", COUNTED, OF_EACH, (double)r->notes.skipped_steps,                     \
      "how many of its updates were skipped")                                                      \
    X(of_loss_scale, "loss-scale", MEASURED, OF_EACH, run_loss_scale(r),                           \
      "what the loss is multiplied with in half precision")                                        \
    X(of_clip_ratio, "clip-ratio", MEASURED, OF_EACH, monitor_ratio(r),                            \
      "the mean of clip over its updates that were not skipped")                                   \
    X(of_clip_ratio_recent, "clip-ratio-recent", MEASURED, OF_EACH, monitor_ratio_recent(r),       \
      "the same, weights falling by 1 % an update")                                                \
    X(of_g50, "g50", MEASURED, OF_EACH, monitor_quantile(r->monitor, 0.5),                         \
      "the median of the gradient norms its updates began with, within 1/32; 6.9e-18 and 2.4e21 "  \
      "stand for any beyond")                                                                      \
    X(of_g90, "g90", MEASURED, OF_EACH, monitor_quantile(r->monitor, 0.9),                         \
      "their 90th percentile")                                                                     \
    X(of_g99, "g99", MEASURED, OF_EACH, monitor_quantile(r->monitor, 0.99),                        \
      "their 99th percentile")                                                                     \
    X(of_lr, "lr", AS_SET, OF_EACH, run_rate(r), "its learning rate")                              \
    X(of_gamma, "gamma", AS_SET, OF_EACH, run_gamma(r), "its threshold")                           \
    X(of_sharpness, "sharpness", MEASURED, OF_EACH, r->now.sharpness,                              \
      "the Hessian's top eigenvalue λ")                                                            \
    X(of_path, "path", MEASURED, OF_EACH, r->last.path_ratio,                                      \
      "curvature along the update before, ‖∇f(θ+d) − ∇f(θ)‖/‖d‖")                                  \
    X(of_random, "random", MEASURED, OF_EACH, r->now.random,                                       \
      "curvature in a random direction δ = ε·randn, over ‖δ‖")                                     \
    X(of_by_article, "by-article", MEASURED, OF_EACH, r->now.written, "the same over ε")           \
    X(of_limit, "limit", MEASURED, OF_EACH, run_limit(r) / of_sharpness(race, r),                  \
      "2/λ, with momentum μ 2(1 + μ)/λ: over it a learning rate makes f grow on a quadratic")      \
    X(of_reach, "reach", MEASURED, OF_NEXT, of_lr(race, r) * of_clip(race, r) * r->now.sharpness,  \
      "rate · clip factor · λ, whose limit is 2, with momentum μ 2(1 + μ)")                        \
    X(of_since, "since", COUNTED, OF_EACH, (double)r->notes.status_step,                           \
      "the step at which its status was first seen")                                               \
    X(of_evals, "evals", COUNTED, OF_EACH, (double)r->notes.evals,                                 \
      "gradient evaluations it has made")                                                          \
    X(of_test_loss, "test-loss", MEASURED, OF_EACH, run_score(r).loss[PART_TEST],                  \
      "mean loss over the test part of the data, as measured last")                                \
    X(of_test_accuracy, "test-accuracy", MEASURED, OF_EACH, 100 * run_score(r).right[PART_TEST],   \
      "right answers there, in percent")                                                           \
    X(of_train_loss, "train-loss", MEASURED, OF_EACH, run_score(r).loss[PART_TRAIN],               \
      "mean loss over the training part, as measured last")                                        \
    X(of_train_accuracy, "train-accuracy", MEASURED, OF_EACH,                                      \
      100 * run_score(r).right[PART_TRAIN], "right answers there, in percent")                     \
    X(of_tested, "tested", MEASURED, OF_EACH,                                                      \
      isnan(run_score(r).loss[PART_TRAIN]) ? NAN : (double)run_score(r).step,                      \
      "the step at which these were measured")                                                     \
    X(of_sigma, "sigma", MEASURED, OF_EACH, jacobian_of(r).sigma,                                  \
      "the largest singular value σ of a recurrent network's W")                                   \
    X(of_time_bound, "time-bound", MEASURED, OF_EACH,                                              \
      fn_pow(jacobian_of(r).sigma, jacobian_of(r).steps - 1), "σ^(T − 1), the bound of the next")  \
    X(of_through_time, "through-time", MEASURED, OF_EACH,                                          \
      jacobian_of(r).mean[jacobian_of(r).steps - 1],                                               \
      "‖∂h_T/∂h_1‖ of a recurrent network, the mean over six sequences")                           \
    X(of_L0, "L0", MEASURED, OF_ALL, fit_of(race)->bound_L0,                                       \
      "L0 of the upper bound over all runs' points")                                               \
    X(of_L1, "L1", MEASURED, OF_ALL, fit_of(race)->bound_L1, "L1 of the same")                     \
    X(of_slope, "slope", MEASURED, OF_ALL, fit_of(race)->loglog.b,                                 \
      "the slope of curvature against gradient norm, both in logs")                                \
    X(of_advised_gamma, "advised-gamma", MEASURED, OF_ALL, fit_of(race)->gamma,                    \
      "L0/L1 of the bound")                                                                        \
    X(of_advised_lr, "advised-lr", MEASURED, OF_ALL, fit_of(race)->lr, "1/L0 of the bound")

#define FUNCTION(function, name, digits, kind, value, help) QUANTITY(function, value)
#define ROW(function, name, digits, kind, value, help)      {name, digits, kind, function, help},

QUANTITIES(FUNCTION)
const struct quantity quantities[] = {QUANTITIES(ROW)};
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
