/* Mistakes in clipping, caught at it: each as its rule of src/clip makes it. */
#include <float.h>
#include <math.h>

#include "base/elementary.h"
#include "base/half.h"
#include "base/vec.h"
#include "lab/clip_watch.h"
#include "tell/insight_parts.h"

/* Degrees between the gradient and what clipping left of it; NAN where one of them is nothing. */
static double turned(const struct run *r)
{
    double g = r->now.grad_norm, left = vec_norm(r->clipped, r->dim);
    double cosine = vec_dot(r->g, r->clipped, r->dim) / g / left;
    return fn_acos(fmax(-1, fmin(1, cosine))) * 180 / M_PI;
}

/* The cut parts cancel, the gradient is not zero: it has come to rest at a place of its own. */
HOLDS(parts_rest, r->part && r->clip->parts && r->now.step >= 10 && r->now.clip_factor < 1e-3 &&
                      is_gd(r) && r->now.grad_norm > r->probe.tolerance)
HOLDS(parts_turn, r->part && r->clip->cut && is_going(r) && turned(r) > 1)
HOLDS(after_step,
      r->clip->mistake == CLIP_TOO_LATE && is_going(r) && r->now.grad_norm > run_gamma(r))
HOLDS(is_scaled, is_standing(r) && r->clip->loss_scale)

static double half_of(const struct run *r, int i)
{
    return half_round(run_loss_scale(r) * r->g[i]);
}

/* How long the part of the gradient is whose components are 0 as halves only. */
static double lost(const struct run *r, int *components)
{
    double sum = 0;
    *components = 0;
    for (int i = 0; i < r->dim; i++)
        if (half_of(r, i) == 0 && r->g[i] != 0) {
            sum = fn_hypot(sum, r->g[i]);
            ++*components;
        }
    return sum;
}

static bool overflows(const struct run *r)
{
    for (int i = 0; i < r->dim; i++)
        if (isinf(half_of(r, i)))
            return true;
    return false;
}

HOLDS(half_over, is_scaled(r) && r->now.skipped && overflows(r))

static bool still_scaled(const struct run *r)
{
    bool first = run_threshold(r) < run_gamma(r); /* γ/S: it is held against S‖∇f‖ */
    return is_scaled(r) && first && is_gd(r) && r->now.clip_factor > 0 &&
           run_loss_scale(r) * r->now.grad_norm > run_gamma(r);
}

static bool half_under(const struct run *r)
{
    int n;
    return is_scaled(r) && r->now.grad_norm > r->probe.tolerance &&
           lost(r, &n) > 0.05 * r->now.grad_norm;
}

HOLDS(single_over, r->clip->mistake == CLIP_IN_SINGLE && r->now.clip_factor == 0 && is_standing(r))
HOLDS(zero, run_gamma(r) == 0 && is_standing(r) && r->now.grad_norm > 0)

/* The length of the update before it was cut is not kept: that it was cut shows in the step, which
 * is then ηc to rounding. */
static bool cut_update(const struct run *r)
{
    double longest;
    return r->optimizer->cuts_update && is_going(r) && run_get(r, "longest", &longest) &&
           fabs(r->now.step_norm / (r->now.lr * longest) - 1) < 1e-12;
}

static bool counts_again(const struct run *r)
{
    double right = fmin(1, run_gamma(r) / r->now.grad_norm), factor = r->now.clip_factor;
    return r->clip->mistake == CLIP_COUNTS_AGAIN && is_going(r) && factor > 0 &&
           factor < 0.99 * right;
}

HOLDS(some_only, r->clip->mistake == CLIP_SOME_ONLY && is_going(r))

static bool starved_components(const struct run *r)
{
    double most;
    int n = monitor_starved(r, &most);
    return is_going(r) && n > 0 && n >= 0.1 * r->dim;
}

/* Not where it is cut at every other step only, as on both sides of a minimum. */
HOLDS(cancels, is_going(r) && r->optimizer->cancels && !r->clip->turns && r->now.clip_factor > 0 &&
                   r->now.clip_factor < 0.99 && !(r->last.clip_factor >= 0.99))

static const char *zero_text(const struct run *r)
{
    if (r->now.clip_factor > 0)
        return "{run} reads γ = 0 as off: nothing is clipped, the step is {stride} long.";
    return r->now.step_norm == 0 ? "{run} reads γ = 0 as a threshold: every gradient is clipped to "
                                   "zero and θ does not move."
                                 : /* velocity from before γ was 0, or decay */
               "{run} reads γ = 0 as a threshold: the gradient is clipped to zero. Its step, "
               "{stride} long, is {optimizer} without a gradient.";
}

CHOOSE(some_only_text,
       is_beyond(vec_norm(r->clipped, r->dim), run_gamma(r))
           ? "{run} clips only some layers. The others keep their gradient, so {left|gamma} of "
             "{grad} is left: over γ = {gamma|left}."
           : "{run} clips only some layers. The others keep their gradient, so {left|gamma} of "
             "{grad} is left: now not over γ = {gamma|left}.")

static int lost_count(const struct run *r)
{
    int n;
    lost(r, &n);
    return n;
}

static double starved_most(const struct run *r)
{
    double most;
    monitor_starved(r, &most);
    return most;
}

static int starved_count(const struct run *r)
{
    double most;
    return monitor_starved(r, &most);
}

WORDS(clip_parts, r->clip->parts)
WORDS(clip_cut, r->clip->cut)
WORDS(under_are, lost_count(r) == 1 ? "is" : "are")
WORDS(under_them, lost_count(r) == 1 ? "it" : "them")
WORDS(starved_steps, starved_count(r) == 1 ? "Its step is" : "Their steps are")

#define NUMBERS(X)                                                                                 \
    X(parts, "parts", COUNTED, isnan(knob_of(r, "parts")) ? 1 : knob_of(r, "parts"))               \
    X(turned_by, "turned", MEASURED, turned(r))                                                    \
    X(scaled_grad, "scaled-grad", MEASURED, run_loss_scale(r) * r->now.grad_norm)                  \
    X(scale, "scale", AS_SET, run_loss_scale(r))                                                   \
    X(right_stride, "right-stride", MEASURED, fmin(r->now.grad_norm, run_gamma(r)) * r->knobs.lr)  \
    X(under, "under", COUNTED, lost_count(r))                                                      \
    X(half_least, "half-least", MEASURED, HALF_LEAST / 2)                                          \
    X(single_most, "single-most", MEASURED, sqrt((double)FLT_MAX))                                 \
    X(longest, "longest", AS_SET, knob_of(r, "longest"))                                           \
    X(copies, "copies", COUNTED, knob_of(r, "copies"))                                             \
    X(counted_norm, "counted-norm", MEASURED, run_gamma(r) / r->now.clip_factor)                   \
    X(right_factor, "right-factor", MEASURED, fmin(1, run_gamma(r) / r->now.grad_norm))            \
    X(left, "left", MEASURED, vec_norm(r->clipped, r->dim))                                        \
    X(few, "starved", COUNTED, starved_count(r))                                                   \
    X(few_most, "starved-most", MEASURED, starved_most(r))                                         \
    X(now_lr, "now-lr", AS_SET, r->now.lr)

NUMBER_TABLE(NUMBERS)

static const struct words words[] = {{"clip-parts", clip_parts},       {"clip-cut", clip_cut},
                                     {"under-are", under_are},         {"under-them", under_them},
                                     {"starved-steps", starved_steps}, {.name = NULL}};

static const struct insight_rule rules[] = {
    {"single-over", 930, .holds = single_over,
     .text = "{run}: the gradient, {grad|single-most}, is over {single-most|grad}, so its norm "
             "overflows in float32. "
             "The clip factor is γ/∞ = 0 and the step {stride}."},
    {"half-over", 920, .holds = half_over,
     .text = "{run}: the scaled gradient, {scaled-grad|65504}, is over 65504, the most that half "
             "precision holds. The step is skipped; the scale {scale} is halved."},
    {"still-scaled", 910, .holds = still_scaled,
     .text =
         "{run} clips at γ = {gamma} while the gradient is still scaled by {scale}. Its step is "
         "{stride} long; {right-stride} would be right."},
    {"zero", 900, .holds = zero, .choose = zero_text},
    {"half-under", 890, .holds = half_under,
     .text =
         "{run}: {under} of {dim} gradient components, times the scale {scale}, {under-are} under "
         "{half-least}. Half precision rounds {under-them} to 0."},
    {"after-step", 880, .holds = after_step,
     .text = "{run} uses the whole gradient, {grad}, in a step of length {stride}. It clips to γ = "
             "{gamma} after the step: too late."},
    {"parts-rest", 770, .holds = parts_rest,
     .text = "{run}: its {parts} clipped {clip-parts} add up to zero, so it stops. The true "
             "gradient, {grad}, does not vanish here."},
    {"cut-update", 760, .holds = cut_update,
     .text =
         "{run} clips Adam's update to c = {longest}, whatever the gradient ({grad}). Each step "
         "is lr·c = {stride}: a second learning rate."},
    {"counts-again", 758, .holds = counts_again,
     .text = "{run} counts some layers {copies} times: the norm is {counted-norm|grad} instead of "
             "{grad|counted-norm}. Its clip factor is {clip|right-factor}; {right-factor|clip} "
             "would be right."},
    {"some-only", 756, .holds = some_only, .choose = some_only_text},
    {"starved", 754, .holds = starved_components,
     .text = "{run}: clipping puts {starved} of {dim} gradient components below ε = {eps}. "
             "{starved-steps} at most {starved-most}; lr is {now-lr}."},
    {"parts-turn", 750, .holds = parts_turn,
     .text =
         "{run} is clipped {clip-cut}. That turns the gradient by {turned}°; clipping the whole "
         "once keeps its direction."},
    {"cancels", 740, .holds = cancels,
     .text = "{run}: the clip factor {clip} cancels, because the step divides by the gradient's "
             "length. It is {stride} long as without clipping."},
    {.name = NULL},
};

const struct theme insight_clinic = {ABOUT_ALL, rules, numbers, words};
