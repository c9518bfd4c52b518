/* How runs end or come to rest: diverged, landed, caught, converged, stalled. */
#include <math.h>
#include <stdio.h>

#include "base/elementary.h"
#include "tell/insight_parts.h"

static bool is_fixed(const struct run *r)
{
    return is_gd(r) && is_clip(r, CLIP_NONE);
}

/* η·p·|θ|^(p−2): the step of fixed descent on |θ|^p as a share of θ. 1 lands on 0, over 2 it grows
 * without end. */
static double power_reach(const struct run *r, double theta)
{
    double p = problem_exponent(r->problem);
    return r->knobs.lr * p * fn_pow(fabs(theta), p - 2);
}

static bool diverged_power_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return r->now.status == RUN_DIVERGED && is_fixed(r) && !is_turned(r) &&
           problem_exponent(r->problem) > 2 && power_reach(r, r->start[0]) > 2;
}

static void diverged_power_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    double p = problem_exponent(r->problem), edge = fn_pow(2 / (p * r->knobs.lr), 1 / (p - 2));
    char formula[48] = "1/√(2η)";
    if (p != 4)
        snprintf(formula, sizeof formula, "(2/(%sη))^(1/%s)", num(&n, p), num(&n, p - 2));
    snprintf(
        buf, size,
        "%s diverged at step %s. Its start |θ| = %s is over %s = %s: from there every step ends "
        "farther out.",
        r->name, count(&n, r->now.step), num(&n, fabs(r->start[0])), formula, num(&n, edge));
}

static bool diverged_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return r->now.status == RUN_DIVERGED;
}

/* What became of a gradient that is not finite: of ∞ each rule makes its own. */
static void lost_say(const struct run *r, char *buf, size_t size)
{
    struct numbers n = {.n = 0};
    const char *made = "";
    if (!r->clip->keeps && r->now.clip_factor == 0)
        made = ". The clip factor is 0, and 0·∞ is NaN";
    else if (!r->clip->keeps && isnan(r->now.clip_factor))
        made = isfinite(r->now.loss) ? ". The clip factor is NaN, so θ becomes NaN"
                                     : ". The clip factor is NaN";
    snprintf(buf, size, "%s diverged at step %s: f = %s and ‖∇f‖ = %s%s.", r->name,
             count(&n, r->now.step), num(&n, r->now.loss), num(&n, r->now.grad_norm), made);
}

static bool is_lost(const struct run *r)
{
    return !isfinite(r->now.loss) || !(r->now.grad_norm < INFINITY);
}

static void diverged_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    double reach = r->last.lr * r->last.clip_factor * r->last.sharpness;
    if (r->now.step == 0 || (isfinite(r->now.loss) && is_lost(r)))
        reach = NAN; /* no step before it, or one that led to a fine point: the gradient is bad */
    if (reach > 2)
        snprintf(buf, size,
                 "%s diverged at step %s. Just before, η·λ = %s was over 2: the step overshot.",
                 r->name, count(&n, r->now.step), num(&n, reach));
    else if (is_lost(r))
        lost_say(r, buf, size);
    else if (r->now.step == 0)
        snprintf(buf, size, "%s diverged at its start: ‖θ‖ is over %s.", r->name,
                 num(&n, DIVERGED_AT));
    else
        snprintf(buf, size, "%s diverged at step %s, after a step of length %s from f = %s.",
                 r->name, count(&n, r->now.step), num(&n, r->last.step_norm),
                 num(&n, r->last.loss));
}

static void gone_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    struct numbers n = {.n = 0};
    (void)race;
    snprintf(buf, size, "%s diverged at step %s. Press r to restart all runs.", r->name,
             count(&n, r->now.step));
}

/* The rules live with a gradient that is not finite. */
static bool infinite_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return r->now.status != RUN_DIVERGED && !(r->now.grad_norm < INFINITY);
}

static void infinite_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    if (r->now.skipped)
        snprintf(buf, size, "%s: the gradient is %s. %s skips the step, and θ stays.", r->name,
                 num(&n, r->now.grad_norm), r->clip->name);
    else if (isinf(r->now.grad_norm) && r->now.clip_factor == 0)
        snprintf(buf, size,
                 "%s: the gradient norm is infinite, so the clip factor is γ/∞ = 0. The step has "
                 "length %s.",
                 r->name, num(&n, r->now.step_norm));
    else
        snprintf(buf, size, "%s: the gradient is %s. %s makes a step of length %s.", r->name,
                 num(&n, r->now.grad_norm), r->clip->name, num(&n, r->now.step_norm));
}

/* At the minimum after its first step. Where that is never reached (1/x), or the rule carries on by
 * a memory of its own, it is no landing. */
static bool landed_holds(const struct race *race, const struct run *r)
{
    (void)race;
    double first = r->trace.n ? r->trace.bucket[0].loss : NAN, infimum = r->problem->infimum;
    return r->now.status == RUN_CONVERGED && r->notes.status_step == 1 &&
           !r->optimizer->state_size && isfinite(infimum) &&
           r->now.loss - infimum <= 1e-12 * (first - infimum);
}

/* Luck is what another start would take away. */
static bool landed_by_luck(const struct run *r)
{
    return is_fixed(r) && problem_exponent(r->problem) > 2 &&
           fabs(power_reach(r, r->start[0]) - 1) < 1e-6;
}

static void landed_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    char rate[64];
    if (landed_by_luck(r))
        snprintf(buf, size,
                 "%s hit the minimum by luck: its lr is exactly %s. Press D to move the start.",
                 r->name, start_rate(rate, sizeof rate, "1", problem_exponent(r->problem)));
    else
        snprintf(buf, size, "%s reached the minimum in one step.", r->name);
}

static bool is_cycling(const struct run *r)
{
    return r->now.status == RUN_CYCLING;
}

/* A two-cycle of hard clipping about 0: the step ηγ takes θ to −θ. */
static bool cycle_hard_holds(const struct race *race, const struct run *r)
{
    (void)race;
    double half = r->knobs.lr * run_gamma(r) / 2;
    return is_cycling(r) && is_gd(r) && is_clip(r, CLIP_HARD) && r->dim == 1 &&
           fabs(fabs(r->x[0]) - half) <= 1e-6 * half;
}

static void cycle_hard_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    double half = r->knobs.lr * run_gamma(r) / 2;
    snprintf(
        buf, size,
        "%s is cycling, period 2, between ±%s. Every step is lr·γ = %s long and jumps across the "
        "minimum.",
        r->name, num(&n, half), num(&n, 2 * half));
}

/* θ⁴: soft clipping settles from everywhere iff η³γ² < 27/2. */
static bool cycle_soft_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return is_cycling(r) && is_gd(r) && is_clip(r, CLIP_SOFT) &&
           problem_exponent(r->problem) == 4 && run_gamma(r) >= clip_edge(r->clip, 4, r->knobs.lr);
}

static void cycle_soft_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    snprintf(buf, size,
             "%s is cycling, period 2, between ±%s: lr³γ² = %s is over %s, the limit of soft "
             "clipping on θ⁴.",
             r->name, num(&n, fabs(r->x[0])), num(&n, settle_number(r->knobs.lr, run_gamma(r))),
             num(&n, settle_number(r->knobs.lr, clip_edge(r->clip, 4, r->knobs.lr))));
}

static bool cycle_fixed_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return is_cycling(r) && is_fixed(r) && problem_exponent(r->problem) > 2 &&
           fabs(power_reach(r, r->x[0]) - 2) < 1e-6;
}

static void cycle_fixed_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    char rate[64] = "1/(2·start²)";
    double p = problem_exponent(r->problem);
    if (p != 4)
        start_rate(rate, sizeof rate, "2", p);
    snprintf(buf, size,
             "%s is cycling, period 2, between ±%s: its lr is exactly %s. With a higher lr it "
             "diverges.",
             r->name, num(&n, fabs(r->x[0])), rate);
}

static bool cycle_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return is_cycling(r);
}

static void cycle_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    snprintf(buf, size,
             "%s is cycling, period 2, since step %s: steps of length %s lead from one point to "
             "another and back.",
             r->name, count(&n, r->notes.status_step), num(&n, r->now.step_norm));
}

static bool converged_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return r->now.status == RUN_CONVERGED;
}

static void converged_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    char clipped[64] = "No step was clipped";
    if (r->notes.clipped_steps)
        snprintf(clipped, sizeof clipped, "%s of %s steps were clipped",
                 count(&n, r->notes.clipped_steps), count(&n, r->now.step));
    snprintf(buf, size, "%s converged at step %s: the gradient norm is at most %s. %s.", r->name,
             count(&n, r->notes.status_step), num(&n, r->probe.tolerance), clipped);
}

static bool plateau_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return r->now.status == RUN_STALLED && r->now.grad_norm <= r->probe.tolerance &&
           isfinite(r->problem->infimum);
}

static bool at_saddle(const struct run *r)
{
    double low, high;
    return r->dim == 2 && eigen_pair(r, &low, &high) && low < 0 && high > 0;
}

static void plateau_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    snprintf(buf, size,
             "%s stalled %s: the gradient is only %s, but f = %s and its lowest value is %s.",
             r->name, at_saddle(r) ? "at a saddle" : "where f is flat", num(&n, r->now.grad_norm),
             num(&n, r->now.loss), num(&n, r->problem->infimum));
}

static bool stalled_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return r->now.status == RUN_STALLED;
}

static void stalled_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    if (r->now.step_norm > 0 && r->last.step_norm == 0) { /* it may go on yet */
        snprintf(
            buf, size,
            "%s: its last step, at a gradient of %s, left θ as it was. Its next step is %s long.",
            r->name, num(&n, r->last.grad_norm), num(&n, r->now.step_norm));
        return;
    }
    bool flat = fmax(r->now.grad_norm, r->last.grad_norm) <= r->probe.tolerance;
    const char *how = r->notes.cycle_count >= CYCLE_STEPS && !flat ? " beyond its last digits" : "";
    snprintf(buf, size, "%s stalled at step %s: a step of length %s no longer moves θ%s. f = %s.",
             r->name, count(&n, r->notes.status_step), num(&n, r->now.step_norm), how,
             num(&n, r->now.loss));
}

const struct insight_rule insight_ends[] = {
    {"diverged-power", 970, diverged_power_holds, diverged_power_say, since_status},
    {"diverged", 950, diverged_holds, diverged_say, since_status},
    {"infinite", 960, infinite_holds, infinite_say, NULL},
    {"landed", 940, landed_holds, landed_say, since_status},
    {"cycle-hard", 840, cycle_hard_holds, cycle_hard_say, since_status},
    {"cycle-soft", 830, cycle_soft_holds, cycle_soft_say, since_status},
    {"cycle-fixed", 820, cycle_fixed_holds, cycle_fixed_say, since_status},
    {"cycle", 810, cycle_holds, cycle_say, since_status},
    {"converged", 800, converged_holds, converged_say, since_status},
    {"plateau", 790, plateau_holds, plateau_say, since_status},
    {"stalled", 780, stalled_holds, stalled_say, since_status},
    /* What is left to say of a run that ended long ago, when nothing else is. */
    {"cycle-hard-rest", 550, cycle_hard_holds, cycle_hard_say, NULL},
    {"cycle-soft-rest", 530, cycle_soft_holds, cycle_soft_say, NULL},
    {"cycle-fixed-rest", 520, cycle_fixed_holds, cycle_fixed_say, NULL},
    {"cycle-rest", 510, cycle_holds, cycle_say, NULL},
    {"converged-rest", 40, converged_holds, converged_say, NULL},
    {"plateau-rest", 30, plateau_holds, plateau_say, NULL},
    {"stalled-rest", 20, stalled_holds, stalled_say, NULL},
    {"gone", 10, diverged_holds, gone_say, NULL},
    {.name = NULL},
};
