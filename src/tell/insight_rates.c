/* The learning rate against the curvature: 2/λ, and what happens beyond it. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/elementary.h"
#include "tell/insight_parts.h"

static bool is_measured(const struct run *r)
{
    return is_going(r) && is_gd(r) && isfinite(eta_lambda(r));
}

/* "η·λ", or with the clip factor where there is one. */
static const char *product_name(const struct run *r)
{
    return r->now.clip_factor < 1 ? "η·clip·λ" : "η·λ";
}

static bool over_falls_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return is_measured(r) && eta_lambda(r) > 2 && loss_next(r) <= r->now.loss;
}

static void over_falls_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    char product[24];
    snprintf(product, sizeof product, "%.1f",
             eta_lambda(r)); /* 3.0: over or under 2 is the point */
    snprintf(buf, size,
             "%s: %s = %s is over 2, where a quadratic of this curvature would climb; the loss "
             "falls all the same, because the curvature drops along the step",
             r->name, product_name(r), eta_lambda(r) < 100 ? product : num(&n, eta_lambda(r)));
}

static bool will_rise(const struct run *r)
{
    return eta_lambda(r) > 2 && loss_next(r) > 1.01 * r->now.loss;
}

/* Where steps climb and fall in turn it is said of the one that was, rather than at every other. */
static bool has_risen(const struct run *r)
{
    return r->now.step > 0 && !problem_varies(r->problem) &&
           r->lr * r->last.clip_factor * r->last.sharpness > 2 && r->now.loss > 1.01 * r->last.loss;
}

static bool over_rises_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return is_measured(r) && (will_rise(r) || has_risen(r));
}

static void over_rises_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    if (!will_rise(r))
        snprintf(buf, size,
                 "%s: %s = %s was over 2: the step overshot, and f climbed from %s to %s", r->name,
                 r->last.clip_factor < 1 ? "η·clip·λ" : "η·λ",
                 num(&n, r->lr * r->last.clip_factor * r->last.sharpness), num(&n, r->last.loss),
                 num(&n, r->now.loss));
    else
        snprintf(buf, size,
                 "%s: %s = %s is over 2: the next step overshoots, and f climbs from %s to %s",
                 r->name, product_name(r), num(&n, eta_lambda(r)), num(&n, r->now.loss),
                 num(&n, loss_next(r)));
}

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
static bool catapult_holds(const struct race *race, const struct run *r)
{
    (void)race;
    const struct bucket *first = &r->trace.bucket[0];
    bool has_come = is_going(r) || r->now.status == RUN_CONVERGED;
    return has_come && is_gd(r) && !problem_varies(r->problem) && eta_lambda(r) <= 2 &&
           r->trace.n > 2 && top_bucket(r)->loss_hi > 1.5 * first->loss &&
           r->now.loss < first->loss && r->now.sharpness < 0.75 * first->sharp;
}

/* Where it came down is told once it is there, though it was thrown long before. */
static uint64_t catapult_since(const struct run *r)
{
    return is_going(r) ? top_bucket(r)->step : r->status_step;
}

static void catapult_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    const struct bucket *first = &r->trace.bucket[0], *top = top_bucket(r);
    snprintf(buf, size,
             "%s: a catapult: f rose to %s at step %s and came down where λ is %s instead of %s; "
             "η·λ is now %s",
             r->name, num(&n, top->loss_hi), count(&n, top->step), num(&n, r->now.sharpness),
             num(&n, first->sharp), num(&n, r->lr * r->now.sharpness));
}

/* Cohen et al. 2021: the sharpness at which full-batch descent comes to hover. */
static bool edge_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return is_measured(r) && r->now.step >= 20 && r->now.clip_factor == 1 && eta_lambda(r) > 1.9 &&
           eta_lambda(r) <= 2;
}

static void edge_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    snprintf(buf, size,
             "%s: λ = %s is just under 2/η = %s: the edge of stability, where steps across the "
             "valley hardly shrink",
             r->name, num(&n, r->now.sharpness), num(&n, 2 / r->lr));
}

/* |θ|^p, p > 2, unclipped: |θ|^(2−p) grows by p(p−2)η a step, so f falls like t^(−p/(p−2)). */
static bool tail_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return is_measured(r) && problem_exponent(r->problem) > 2 && r->now.clip_factor > 0.9 &&
           r->now.step >= 50 && eta_lambda(r) < 0.3;
}

static void tail_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    double p = problem_exponent(r->problem), t = (double)r->now.step, e = r->lr * t;
    /* From here on: the steps until p|θ|^(p−1) is the tolerance. */
    double goal = fn_pow(r->probe.tolerance / p, 1 / (p - 1));
    double steps = (fn_pow(goal, 2 - p) - fn_pow(fabs(r->x[0]), 2 - p)) / (p * (p - 2) * r->lr);
    double share = r->now.loss * 64 * e * e;
    if (p == 4 && share > 0.5 && share < 2)
        snprintf(buf, size,
                 "%s: the curvature vanishes with θ, so f falls only like 1/(64η²t²) = %s (it is "
                 "%s): some %s steps more to ‖∇f‖ = %s",
                 r->name, num(&n, 1 / (64 * e * e)), num(&n, r->now.loss), num(&n, steps),
                 num(&n, r->probe.tolerance));
    else
        snprintf(buf, size,
                 "%s: the curvature vanishes with θ, so f falls only like 1/t%s%s: some %s steps "
                 "more to ‖∇f‖ = %s",
                 r->name, p == 4 ? "²" : "^", p == 4 ? "" : num(&n, p / (p - 2)), num(&n, steps),
                 num(&n, r->probe.tolerance));
}

/* Both eigenvalues of a symmetric 2×2 Hessian; false where it is not finite. */
static bool eigen_pair(const struct run *r, double *low, double *high)
{
    const struct problem *p = r->problem;
    double a[2], b[2];
    p->kind->hess_vec(p, r->look, r->x, r->now.step, (const double[]){1, 0}, a);
    p->kind->hess_vec(p, r->look, r->x, r->now.step, (const double[]){0, 1}, b);
    double mid = (a[0] + b[1]) / 2, half = fn_hypot((a[0] - b[1]) / 2, a[1]);
    *high = mid + half;
    *low = (a[0] * b[1] - a[1] * b[0]) / *high; /* not mid − half, which cancels */
    return isfinite(*low) && isfinite(*high);
}

static bool ill_conditioned_holds(const struct race *race, const struct run *r)
{
    (void)race;
    double low, high;
    return is_going(r) && is_gd(r) && r->dim == 2 && r->now.step >= 100 && clipped_share(r) < 0.1 &&
           eigen_pair(r, &low, &high) && low > 0 && high > 50 * low;
}

static void ill_conditioned_say(const struct race *race, const struct run *r, char *buf,
                                size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    double low = NAN, high = NAN;
    char cure[64] = "no threshold changes that";
    eigen_pair(r, &low, &high);
    if (r->clipped_steps)
        snprintf(cure, sizeof cure, "clipping, in %s %% of the steps, cures none of it",
                 num(&n, 100 * clipped_share(r)));
    snprintf(buf, size,
             "%s: one direction is %s times as steep as the other: it bounds lr, the flat one sets "
             "the pace; %s",
             r->name, num(&n, high / low), cure);
}

static bool saddle_holds(const struct race *race, const struct run *r)
{
    (void)race;
    double low, high;
    return is_going(r) && r->dim == 2 && eigen_pair(r, &low, &high) && high > 0 && low < 0;
}

static void saddle_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    double low = NAN, high = NAN;
    eigen_pair(r, &low, &high);
    snprintf(
        buf, size,
        "%s: not convex here: the loss curves up by %s one way, which bounds lr, and down by %s "
        "another, where no step is too long",
        r->name, num(&n, high), num(&n, -low));
}

static bool timid_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return is_measured(r) && r->now.step >= 20 && r->now.clip_factor > 0.9 && eta_lambda(r) > 0 &&
           eta_lambda(r) < 0.02;
}

static void timid_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    snprintf(
        buf, size,
        "%s: η·λ = %s: at this curvature lr could be %s times as large before a step overshoots "
        "the minimum",
        r->name, num(&n, eta_lambda(r)), num(&n, 1 / eta_lambda(r)));
}

static bool plain_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return is_measured(r) && eta_lambda(r) >= 0 && eta_lambda(r) <= 2 &&
           loss_next(r) <= r->now.loss;
}

static void plain_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    snprintf(buf, size, "%s: %s = %s is under 2: the step of %s goes down, to f = %s", r->name,
             product_name(r), num(&n, eta_lambda(r)), num(&n, r->now.step_norm),
             num(&n, loss_next(r)));
}

const struct insight_rule insight_rates[] = {
    {"over-rises", 65, over_rises_holds, over_rises_say, NULL},
    {"catapult", 85, catapult_holds, catapult_say, catapult_since},
    {"edge", 46, edge_holds, edge_say, NULL},
    {"over-falls", 45, over_falls_holds, over_falls_say, NULL},
    {"ill-conditioned", 47, ill_conditioned_holds, ill_conditioned_say, NULL},
    {"saddle", 32, saddle_holds, saddle_say, NULL},
    {"tail", 30, tail_holds, tail_say, NULL},
    {"timid", 26, timid_holds, timid_say, NULL},
    {"plain", 6, plain_holds, plain_say, NULL},
    {.name = NULL},
};
