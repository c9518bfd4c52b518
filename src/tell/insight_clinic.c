/* Mistakes in clipping, caught at it: each as its rule of src/clip makes it. */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/elementary.h"
#include "base/half.h"
#include "base/vec.h"
#include "tell/insight_parts.h"

/* Degrees between the gradient and what clipping left of it; NAN where one of them is nothing. */
static double turned(const struct run *r)
{
    double g = r->now.grad_norm, left = vec_norm(r->clipped, r->dim);
    double cosine = vec_dot(r->g, r->clipped, r->dim) / g / left;
    return fn_acos(fmax(-1, fmin(1, cosine))) * 180 / M_PI;
}

static double parts_of(const struct run *r)
{
    double k = 1;
    run_get(r, "parts", &k);
    return k;
}

/* The cut parts cancel, the gradient is not zero: it has come to rest at a place of its own. */
static bool parts_rest_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return r->part && r->now.step >= 10 && r->now.clip_factor < 1e-3 && is_gd(r) &&
           r->now.grad_norm > r->probe.tolerance;
}

static void parts_rest_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    snprintf(buf, size,
             "%s: its %s clipped %s add up to zero, so it stops. The true gradient, %s, does not "
             "vanish here.",
             r->name, count(&n, (uint64_t)parts_of(r)), r->clip->parts, num(&n, r->now.grad_norm));
}

static bool parts_turn_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return r->part && is_going(r) && turned(r) > 1;
}

static void parts_turn_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    snprintf(buf, size,
             "%s is clipped %s. That turns the gradient by %s°; clipping the whole once keeps "
             "its direction.",
             r->name, r->clip->cut, num(&n, turned(r)));
}

static bool after_step_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return r->clip->mistake == CLIP_TOO_LATE && is_going(r) && r->now.grad_norm > run_gamma(r);
}

static void after_step_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    snprintf(buf, size,
             "%s uses the whole gradient, %s, in a step of length %s. It clips to γ = %s after the "
             "step: too late.",
             r->name, num(&n, r->now.grad_norm), num(&n, r->now.step_norm), knob(&n, run_gamma(r)));
}

static bool is_scaled(const struct run *r)
{
    return r->clip->loss_scale && r->now.status != RUN_DIVERGED;
}

static double scale_of(const struct run *r)
{
    return run_loss_scale(r);
}

static double half_of(const struct run *r, int i)
{
    return half_round(scale_of(r) * r->g[i]);
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

static bool half_over_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return is_scaled(r) && r->now.skipped && overflows(r);
}

static void half_over_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    snprintf(buf, size,
             "%s: the scaled gradient, %s, is over 65504, the most that half precision holds. The "
             "step is skipped; the scale %s is halved.",
             r->name, num(&n, scale_of(r) * r->now.grad_norm), knob(&n, scale_of(r)));
}

static bool still_scaled_holds(const struct race *race, const struct run *r)
{
    (void)race;
    bool first = run_threshold(r) < run_gamma(r); /* γ/S: it is held against S‖∇f‖ */
    return is_scaled(r) && first && is_gd(r) && r->now.clip_factor > 0 &&
           scale_of(r) * r->now.grad_norm > run_gamma(r);
}

static void still_scaled_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    double right = r->knobs.lr * fmin(r->now.grad_norm, run_gamma(r));
    snprintf(buf, size,
             "%s clips at γ = %s while the gradient is still scaled by %s. Its step is %s long; %s "
             "would be right.",
             r->name, knob(&n, run_gamma(r)), knob(&n, scale_of(r)), num(&n, r->now.step_norm),
             num(&n, right));
}

static bool half_under_holds(const struct race *race, const struct run *r)
{
    int n;
    (void)race;
    return is_scaled(r) && r->now.grad_norm > r->probe.tolerance &&
           lost(r, &n) > 0.05 * r->now.grad_norm;
}

static void half_under_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    int components;
    lost(r, &components);
    snprintf(buf, size,
             "%s: %s of %s gradient components, times the scale %s, are under %s. Half precision "
             "rounds them to 0.",
             r->name, count(&n, (uint64_t)components), count(&n, (uint64_t)r->dim),
             knob(&n, scale_of(r)), num(&n, HALF_LEAST / 2));
}

static bool single_over_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return r->clip->mistake == CLIP_IN_SINGLE && r->now.clip_factor == 0 &&
           r->now.status != RUN_DIVERGED;
}

static void single_over_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    snprintf(
        buf, size,
        "%s: the gradient, %s, is over %s, so its norm overflows in float32. The clip factor is "
        "γ/∞ = 0 and the step %s.",
        r->name, num(&n, r->now.grad_norm), num(&n, sqrt((double)FLT_MAX)),
        num(&n, r->now.step_norm));
}

static bool zero_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return run_gamma(r) == 0 && r->now.status != RUN_DIVERGED && r->now.grad_norm > 0;
}

static void zero_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    if (r->now.clip_factor > 0)
        snprintf(buf, size, "%s reads γ = 0 as off: nothing is clipped, the step is %s long.",
                 r->name, num(&n, r->now.step_norm));
    else if (r->now.step_norm == 0)
        snprintf(
            buf, size,
            "%s reads γ = 0 as a threshold: every gradient is clipped to zero and θ does not move.",
            r->name);
    else /* velocity from before γ was 0, or decay */
        snprintf(
            buf, size,
            "%s reads γ = 0 as a threshold: the gradient is clipped to zero. Its step, %s long, is "
            "%s without a gradient.",
            r->name, num(&n, r->now.step_norm), r->optimizer->name);
}

/* The length of the update before it was cut is not kept: that it was cut shows in the step, which
 * is then ηc to rounding. */
static bool cut_update_holds(const struct race *race, const struct run *r)
{
    double longest;
    (void)race;
    return r->optimizer->cuts_update && is_going(r) && run_get(r, "longest", &longest) &&
           fabs(r->now.step_norm / (r->now.lr * longest) - 1) < 1e-12;
}

static void cut_update_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    double longest = NAN;
    run_get(r, "longest", &longest);
    snprintf(
        buf, size,
        "%s clips Adam's update to c = %s, whatever the gradient (%s). Each step is lr·c = %s: a "
        "second learning rate.",
        r->name, knob(&n, longest), num(&n, r->now.grad_norm), num(&n, r->now.step_norm));
}

static bool counts_again_holds(const struct race *race, const struct run *r)
{
    (void)race;
    double right = fmin(1, run_gamma(r) / r->now.grad_norm), factor = r->now.clip_factor;
    return r->clip->mistake == CLIP_COUNTS_AGAIN && is_going(r) && factor > 0 &&
           factor < 0.99 * right;
}

static void counts_again_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    double copies = NAN, g = r->now.grad_norm, gamma = run_gamma(r);
    const char *norm[2], *factor[2];
    run_get(r, "copies", &copies);
    num_apart(&n, gamma / r->now.clip_factor, g, norm);
    num_apart(&n, r->now.clip_factor, fmin(1, gamma / g), factor);
    snprintf(buf, size,
             "%s counts some layers %s times: the norm is %s instead of %s. Its clip factor "
             "is %s; %s would be right.",
             r->name, count(&n, (uint64_t)copies), norm[0], norm[1], factor[0], factor[1]);
}

static bool some_only_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return r->clip->mistake == CLIP_SOME_ONLY && is_going(r);
}

static void some_only_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    const char *left[2];
    double norm = vec_norm(r->clipped, r->dim), gamma = run_gamma(r);
    bool over = norm > gamma;
    num_apart(&n, norm, gamma, left);
    snprintf(buf, size,
             "%s clips only some layers. The others keep their gradient, so %s of %s is left: %s "
             "γ = %s.",
             r->name, left[0], num(&n, r->now.grad_norm), over ? "over" : "now not over", left[1]);
}

/* How many components are far over ε and clipped to less than it, so that they move less than half
 * of lr; and how far at most. */
static int starved(const struct run *r, double eps, double *most)
{
    int n = 0;
    *most = 0;
    for (int i = 0; i < r->dim; i++)
        if (fabs(r->g[i]) > 10 * eps && fabs(r->clipped[i]) < eps &&
            fabs(r->d[i]) < 0.5 * r->now.lr) {
            n++;
            *most = fmax(*most, fabs(r->d[i]));
        }
    return n;
}

static bool starved_holds(const struct race *race, const struct run *r)
{
    double eps, most;
    (void)race;
    return r->optimizer->soft_eps && is_going(r) && !r->clip->turns && r->now.clip_factor > 0 &&
           r->now.clip_factor < 0.1 && run_get(r, "eps", &eps) && eps > 0 &&
           starved(r, eps, &most) >= 0.1 * r->dim;
}

static void starved_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    double eps = NAN, most;
    run_get(r, "eps", &eps);
    int few = starved(r, eps, &most);
    snprintf(buf, size,
             "%s: clipping makes %s of %s gradient components smaller than ε = %s. Their steps are "
             "at most %s; lr is %s.",
             r->name, count(&n, (uint64_t)few), count(&n, (uint64_t)r->dim), knob(&n, eps),
             num(&n, most), knob(&n, r->now.lr));
}

/* Not where it is cut at every other step only, as on both sides of a minimum. */
static bool cancels_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return r->optimizer->cancels && is_going(r) && !r->clip->turns && r->now.clip_factor > 0 &&
           r->now.clip_factor < 0.99 && !(r->last.clip_factor >= 0.99);
}

static void cancels_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    snprintf(
        buf, size,
        "%s: the clip factor %s cancels, because the step divides by the gradient's length. It "
        "is %s long as without clipping.",
        r->name, num(&n, r->now.clip_factor), num(&n, r->now.step_norm));
}

const struct insight_rule insight_clinic[] = {
    {"single-over", 930, single_over_holds, single_over_say, NULL},
    {"half-over", 920, half_over_holds, half_over_say, NULL},
    {"still-scaled", 910, still_scaled_holds, still_scaled_say, NULL},
    {"zero", 900, zero_holds, zero_say, NULL},
    {"half-under", 890, half_under_holds, half_under_say, NULL},
    {"after-step", 880, after_step_holds, after_step_say, NULL},
    {"parts-rest", 770, parts_rest_holds, parts_rest_say, NULL},
    {"cut-update", 760, cut_update_holds, cut_update_say, NULL},
    {"counts-again", 758, counts_again_holds, counts_again_say, NULL},
    {"some-only", 756, some_only_holds, some_only_say, NULL},
    {"starved", 754, starved_holds, starved_say, NULL},
    {"parts-turn", 750, parts_turn_holds, parts_turn_say, NULL},
    {"cancels", 740, cancels_holds, cancels_say, NULL},
    {.name = NULL},
};
