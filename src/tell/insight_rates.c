/* The learning rate against the curvature: 2/λ, and what happens beyond it. */
#include <math.h>

#include "base/elementary.h"
#include "tell/insight_parts.h"

HOLDS(is_measured, is_going(r) && is_gd(r) && isfinite(eta_lambda(r)))
/* Less is within the digits of a caption. */
HOLDS(will_fall, r->now.loss - loss_next(r) > 1e-6 * fabs(r->now.loss))
HOLDS(over_falls, is_measured(r) && is_beyond(eta_lambda(r), 2) && will_fall(r))

/* η·clip times the curvature along the coming step. In one direction it is η·clip·λ itself. */
static double step_reach(const struct run *r)
{
    double h[PROBLEM_START_MAX], curved = 0, length = 0;
    if (r->dim > PROBLEM_START_MAX)
        return NAN;
    r->problem->kind->hess_vec(r->problem, r->look, r->x, r->now.step, r->d, h);
    for (int i = 0; i < r->dim; i++) {
        curved += r->d[i] * h[i];
        length += r->d[i] * r->d[i];
    }
    return run_rate(r) * r->now.clip_factor * curved / length;
}

/* Either the step goes mainly along a flatter direction, or the curvature changes on its way. */
CHOOSE(over_falls_text, step_reach(r) <= 2
                            ? "{run}: {product} = {reach|2} is over 2, yet this step lowers f "
                              "from {loss|next-loss} to {next-loss|loss}. Along the step it is "
                              "only {step-reach|2}."
                            : "{run}: {product} = {reach|2} is over 2, yet this step lowers f "
                              "from {loss|next-loss} to {next-loss|loss}. The limit 2 assumes "
                              "constant curvature.")

HOLDS(will_rise, is_beyond(eta_lambda(r), 2) && loss_next(r) > 1.01 * r->now.loss)

/* Where steps climb and fall in turn it is said of the one that was, rather than at every other. */
HOLDS(has_risen, r->now.step > 0 && !problem_varies(r->problem) &&
                     is_beyond(row_eta_lambda(&r->last), 2) && r->now.loss > 1.01 * r->last.loss)
HOLDS(over_rises, is_measured(r) && (will_rise(r) || has_risen(r)))

CHOOSE(over_rises_text,
       will_rise(r) ? "{run}: {product} = {reach|2} is over 2. The next step overshoots and f "
                      "rises from {loss|next-loss} to {next-loss|loss}."
                    : "{run}: {last-product} = {last-reach|2} was over 2. The step overshot "
                      "and f rose from {last-loss|loss} to {loss|last-loss}.")

/* Of gradient descent 2 is said above. With velocity the limit is another, and where η·λ is between
 * the two a reader who knows the 2 is told. */
HOLDS(coasts, is_going(r) && r->optimizer->coasts && isfinite(run_limit(r)) && !run_scheduled(r) &&
                  !r->problem->kind->game && isfinite(eta_lambda(r)))
HOLDS(coasting_over, coasts(r) && is_beyond(eta_lambda(r), run_limit(r)))
HOLDS(coasting_under,
      coasts(r) && is_beyond(eta_lambda(r), 2) && is_beyond(run_limit(r), eta_lambda(r)))

/* The highest loss seen, and when. */
static const struct bucket *top_bucket(const struct run *r)
{
    const struct bucket *top = &r->trace.bucket[0];
    for (int i = 1; i < r->trace.n; i++)
        if (r->trace.bucket[i].loss_hi > top->loss_hi)
            top = &r->trace.bucket[i];
    return top;
}

/* Thrown up, and come down where it is flatter (Lewkowycz et al. 2020). */
static bool catapult(const struct run *r)
{
    const struct bucket *first = &r->trace.bucket[0];
    bool has_come = is_going(r) || r->now.status == RUN_CONVERGED;
    return has_come && is_gd(r) && !problem_varies(r->problem) && eta_lambda(r) <= 2 &&
           r->trace.n > 2 && top_bucket(r)->loss_hi > 1.5 * first->loss &&
           r->now.loss < first->loss && r->now.sharpness < 0.75 * first->sharp;
}

/* Where it came down is told once it is there, though it was thrown long before. */
static uint64_t catapult_since(const struct run *r)
{
    return is_going(r) ? top_bucket(r)->step : r->notes.status_step;
}

/* Cohen et al. 2021: the sharpness at which full-batch descent comes to hover. */
HOLDS(edge, is_measured(r) && r->now.step >= 20 && r->now.clip_factor == 1 && eta_lambda(r) > 1.9 &&
                !is_beyond(eta_lambda(r), 2))

CHOOSE(edge_text, is_beyond(2, eta_lambda(r))
                      ? "{run} is at the edge of stability: curvature λ = "
                        "{sharpness|edge} is just under 2/lr = {edge|sharpness}."
                      : "{run} is at the edge of stability: curvature λ = "
                        "{sharpness|edge} is exactly 2/lr = {edge|sharpness}.")

/* |θ|^p, p > 2, unclipped: |θ|^(2−p) grows by p(p−2)η a step, so f falls like t^(−p/(p−2)). */
HOLDS(tail, is_measured(r) && problem_exponent(r->problem) > 2 && r->now.clip_factor > 0.9 &&
                r->now.step >= 50 && eta_lambda(r) < 0.3)

/* From here on: until p|θ|^(p−1) is the tolerance. */
static double tail_length(const struct run *r)
{
    double p = problem_exponent(r->problem), goal = fn_pow(r->probe.tolerance / p, 1 / (p - 1));
    return (fn_pow(goal, 2 - p) - fn_pow(fabs(r->x[0]), 2 - p)) / (p * (p - 2) * run_rate(r));
}

CHOOSE(tail_text,
       problem_exponent(r->problem) == 4
           ? "{run}: the curve is flat here, so progress is slow: f falls like 1/t². About "
             "{tail-steps} more steps to converge."
           : "{run}: the curve is flat here, so progress is slow: f falls like "
             "1/t^{tail-power}. About {tail-steps} more steps to converge.")

/* Whether a run that clips is ahead: what is said of the other is not to put readers off it. */
static bool clipping_loses(const struct race *race, const struct run *r)
{
    for (int i = 0; i < race->n; i++)
        if (race->run[i].notes.clipped_steps > 0 && race->run[i].now.loss < r->now.loss)
            return false;
    return true;
}

static bool ill_conditioned(const struct run *r)
{
    if (!is_going(r) || !is_gd(r) || r->dim != 2 || r->now.step < 100 ||
        !((double)r->notes.clipped_steps / (double)r->now.step < 0.1))
        return false;
    struct eigen e = eigen_of(r);
    return e.low > 0 && e.high > 50 * e.low;
}

HOLDS(saddle, is_going(r) && at_saddle(r))

/* Where it limits nothing the curvature is told alone. */
CHOOSE(saddle_text,
       is_gd(r) && eta_lambda(r) > 1
           ? "{run}: λ = {eigen-high} in one direction, which limits lr; in another f curves "
             "down ({eigen-low}), as at a saddle."
           : "{run}: λ = {eigen-high} in one direction; in another f curves down "
             "({eigen-low}), as at a saddle.")

HOLDS(timid, is_measured(r) && r->now.step >= 20 && r->now.clip_factor > 0.9 && eta_lambda(r) > 0 &&
                 eta_lambda(r) < 0.02 && !(loss_along(r, 1 / eta_lambda(r)) > r->now.loss))
HOLDS(plain, is_measured(r) && eta_lambda(r) >= 0 && !is_beyond(eta_lambda(r), 2) && will_fall(r))

CHOOSE(plain_text, is_beyond(2, eta_lambda(r))
                       ? "{run}: {product} = {reach|2} is under 2: the next step lowers f "
                         "from {loss|next-loss} to {next-loss|loss}."
                       : "{run}: {product} = {reach|2} is exactly 2: the next step lowers f "
                         "from {loss|next-loss} to {next-loss|loss}.")

#define NUMBERS(X)                                                                                 \
    X(limit, "reach-limit", MEASURED, run_limit(r))                                                \
    X(top_loss, "top-loss", MEASURED, top_bucket(r)->loss_hi)                                      \
    X(top_step, "top-step", COUNTED, (double)top_bucket(r)->step)                                  \
    X(first_sharpness, "first-sharpness", MEASURED, r->trace.bucket[0].sharp)                      \
    X(edge_of, "edge", MEASURED, 2 / run_rate(r))                                                  \
    X(tail_power, "tail-power", MEASURED,                                                          \
      problem_exponent(r->problem) / (problem_exponent(r->problem) - 2))                           \
    X(tail_steps, "tail-steps", MEASURED, tail_length(r))                                          \
    X(eigen_low, "eigen-low", MEASURED, eigen_of(r).low)                                           \
    X(eigen_high, "eigen-high", MEASURED, eigen_of(r).high)                                        \
    X(condition, "condition", MEASURED, eigen_of(r).high / eigen_of(r).low)                        \
    X(room, "room", MEASURED, 1 / eta_lambda(r))                                                   \
    X(step_reach_of, "step-reach", MEASURED, step_reach(r))

NUMBER_TABLE(NUMBERS)

static const struct insight_rule rules[] = {
    {"over-rises", 650, .holds = over_rises, .choose = over_rises_text},
    {"catapult", 850, .holds = catapult, .since = catapult_since,
     .text =
         "{run} overshot to f = {top-loss} at step {top-step} and came down in a flatter place: "
         "curvature {sharpness}, at first {first-sharpness}."},
    {"edge", 460, .holds = edge, .choose = edge_text},
    {"coasting-over", 455, .holds = coasting_over,
     .text = "{run}: {product} = {reach|reach-limit} is over {reach-limit|reach}, the limit of "
             "{optimizer} with this μ."},
    {"coasting-under", 445, .holds = coasting_under,
     .text = "{run}: {product} = {reach|2|reach-limit} is over 2, but with this momentum the limit "
             "is {reach-limit|reach}."},
    {"over-falls", 450, .holds = over_falls, .choose = over_falls_text},
    {"ill-conditioned", 470, .holds = ill_conditioned, .among = clipping_loses,
     .text = "{run}: the curvature in one direction is {condition} times that in the other. It "
             "limits lr there; the other is slow."},
    {"saddle", 320, .holds = saddle, .choose = saddle_text},
    {"tail", 300, .holds = tail, .choose = tail_text},
    {"timid", 260, .holds = timid,
     .text = "{run}: η·λ = {reach} is far under 2. At this curvature an lr {room} times higher "
             "would not overshoot."},
    {"plain", 60, .holds = plain, .choose = plain_text},
    {.name = NULL},
};

const struct theme insight_rates = {ABOUT_STEPS, rules, numbers, NULL};
