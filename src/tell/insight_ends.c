/* How runs end or come to rest: diverged, landed, caught, converged, stalled. */
#include <math.h>

#include "base/elementary.h"
#include "tell/insight_parts.h"

HOLDS(is_fixed, is_gd(r) && is_clip(r, CLIP_NONE))

static double power(const struct run *r)
{
    return problem_exponent(r->problem);
}

/* η·p·|θ|^(p−2): the step of fixed descent on |θ|^p as a share of θ. 1 lands on 0, over 2 it grows
 * without end. */
static double power_reach(const struct run *r, double theta)
{
    return r->knobs.lr * power(r) * fn_pow(fabs(theta), power(r) - 2);
}

HOLDS(diverged_power, is_diverged(r) && is_fixed(r) && !is_turned(r) && power(r) > 2 &&
                          is_beyond(power_reach(r, r->start[0]), 2))
WORDS(power_edge_words, power(r) == 4 ? "1/√(2η)" : "(2/({power}η))^(1/{power-less})")
HOLDS(is_lost, !isfinite(r->now.loss) || !(r->now.grad_norm < INFINITY))

static const char *diverged_text(const struct run *r)
{
    double reach = row_eta_lambda(&r->last);
    if (r->now.step == 0 || (isfinite(r->now.loss) && is_lost(r)))
        reach = NAN; /* no step before it, or one that led to a fine point: the gradient is bad */
    if (is_beyond(reach, 2))
        return "{run} diverged at step {step}. Just before, η·λ = {last-reach|2} was over 2: the "
               "step overshot.";
    if (is_lost(r))
        return "{run} diverged at step {step}: f = {loss} and ‖∇f‖ = {grad}{lost-by}.";
    return r->now.step == 0 ? "{run} diverged at its start: ‖θ‖ is over {diverged-at}."
                            : "{run} diverged at step {step}, after a step of length {last-stride} "
                              "from f = {last-loss}.";
}

/* What became of a gradient that is not finite: of ∞ each rule makes its own. */
static const char *lost_by(UNUSED const struct race *race, const struct run *r)
{
    if (!r->clip->keeps && r->now.clip_factor == 0)
        return ". The clip factor is 0, and 0·∞ is NaN";
    if (!r->clip->keeps && isnan(r->now.clip_factor))
        return isfinite(r->now.loss) ? ". The clip factor is NaN, so θ becomes NaN"
                                     : ". The clip factor is NaN";
    return "";
}

/* The rules live with a gradient that is not finite. */
HOLDS(infinite, is_standing(r) && !(r->now.grad_norm < INFINITY))

static const char *infinite_text(const struct run *r)
{
    if (r->now.skipped)
        return "{run}: the gradient is {grad}. {clip-rule} skips the step, and θ stays.";
    return isinf(r->now.grad_norm) && r->now.clip_factor == 0
               ? "{run}: the gradient norm is infinite, so the clip factor is γ/∞ = 0. The step "
                 "has length {stride}."
               : "{run}: the gradient is {grad}. {clip-rule} makes a step of length {stride}.";
}

/* At the minimum after its first step. Where that is never reached (1/x), or the rule carries on by
 * a memory of its own, it is no landing. */
static bool landed(const struct run *r)
{
    double first = r->trace.n ? r->trace.bucket[0].loss : NAN, infimum = r->problem->infimum;
    return r->now.status == RUN_CONVERGED && r->notes.status_step == 1 &&
           !doubles_any(r->optimizer->state) && isfinite(infimum) &&
           r->now.loss - infimum <= 1e-12 * (first - infimum);
}

/* Luck is what another start would take away. */
static const char *landed_text(const struct run *r)
{
    bool luck = is_fixed(r) && power(r) > 2 && fabs(power_reach(r, r->start[0]) - 1) < 1e-6;
    return luck ? "{run} hit the minimum by luck: its lr is exactly 1/{start-power}. Press D to "
                  "move the start."
                : "{run} reached the minimum in one step.";
}

/* What 1 or 2 over a learning rate is divided by: p·|start|^(p−2), and of θ⁴ as one writes it. */
WORDS(start_power, power(r) == 4 ? "(4·start²)" : "({power}·|start|^{power-less})")
HOLDS(is_cycling, r->now.status == RUN_CYCLING)

/* A two-cycle of hard clipping about 0: the step ηγ takes θ to −θ. */
static bool cycle_hard(const struct run *r)
{
    double half = r->knobs.lr * run_gamma(r) / 2;
    return is_cycling(r) && is_gd(r) && is_clip(r, CLIP_HARD) && r->dim == 1 &&
           fabs(fabs(r->x[0]) - half) <= 1e-6 * half;
}

/* θ⁴: soft clipping settles from everywhere iff η³γ² < 27/2. */
HOLDS(cycle_soft, is_cycling(r) && is_gd(r) && is_clip(r, CLIP_SOFT) && power(r) == 4 &&
                      is_beyond(run_gamma(r), clip_edge(r->clip, 4, r->knobs.lr)))
HOLDS(cycle_fixed,
      is_cycling(r) && is_fixed(r) && power(r) > 2 && fabs(power_reach(r, r->x[0]) - 2) < 1e-6)

CHOOSE(cycle_fixed_text, power(r) == 4
                             ? "{run} is cycling, period 2, between ±{size}: its lr is exactly "
                               "1/(2·start²). With a higher lr it diverges."
                             : "{run} is cycling, period 2, between ±{size}: its lr is exactly "
                               "2/{start-power}. With a higher lr it diverges.")

HOLDS(converged, r->now.status == RUN_CONVERGED)

static const char *converged_text(const struct run *r)
{
    if (r->clip->loss_scale) /* what half precision loses counts as clipped, too */
        return "{run} converged at step {since}: the gradient norm is at most {tolerance}.";
    return r->notes.clipped_steps
               ? "{run} converged at step {since}: the gradient norm is at most {tolerance}. "
                 "{clipped-of}"
               : "{run} converged at step {since}: the gradient norm is at most {tolerance}. No "
                 "step was clipped.";
}

WORDS(clipped_of, r->now.step == 1              ? "Its step was clipped."
                  : r->notes.clipped_steps == 1 ? "One of its {step} steps was clipped."
                                                : "{clipped-steps} of {step} steps so far were "
                                                  "clipped.")

HOLDS(plateau, r->now.status == RUN_STALLED && r->now.grad_norm <= r->probe.tolerance &&
                   isfinite(r->problem->infimum))

CHOOSE(plateau_text, at_saddle(r)
                         ? "{run} stalled at a saddle: the gradient is only {grad}, but f = {loss} "
                           "and its lowest value is {infimum}."
                         : "{run} stalled where f is flat: the gradient is only {grad}, but f = "
                           "{loss} and its lowest value is {infimum}.")

HOLDS(stalled, r->now.status == RUN_STALLED)

static const char *stalled_text(const struct run *r)
{
    if (r->now.step_norm > 0 && r->last.step_norm == 0) /* it may go on yet */
        return "{run}: its last step, at a gradient of {last-grad}, left θ as it was. Its next "
               "step is {stride} long.";
    bool flat = fmax(r->now.grad_norm, r->last.grad_norm) <= r->probe.tolerance;
    return r->notes.cycle_count >= CYCLE_STEPS && !flat
               ? "{run} stalled at step {since}: a step of length {stride} no longer moves θ "
                 "beyond its last digits. f = {loss}."
               : "{run} stalled at step {since}: a step of length {stride} no longer moves θ. f = "
                 "{loss}.";
}

#define NUMBERS(X)                                                                                 \
    X(power_of, "power", MEASURED, power(r))                                                       \
    X(power_less, "power-less", MEASURED, power(r) - 2)                                            \
    X(power_edge, "power-edge", MEASURED,                                                          \
      fn_pow(2 / (power(r) * r->knobs.lr), 1 / (power(r) - 2)))                                    \
    X(start_size, "start-size", MEASURED, fabs(r->start[0]))                                       \
    X(diverged_at, "diverged-at", MEASURED, DIVERGED_AT)                                           \
    X(cycle_half, "cycle-half", MEASURED, run_gamma(r) * r->knobs.lr / 2)                          \
    X(size_of, "size", MEASURED, fabs(r->x[0]))                                                    \
    X(infimum, "infimum", MEASURED, r->problem->infimum)

NUMBER_TABLE(NUMBERS)

static const struct words words[] = {
    {"power-edge-words", power_edge_words},
    {"lost-by", lost_by},
    {"start-power", start_power},
    {"clipped-of", clipped_of},
    {.name = NULL},
};

static const char cycle_hard_text[] =
    "{run} is cycling, period 2, between ±{cycle-half}. Every step is lr·γ = {lr-gamma} long and "
    "jumps across the minimum.";
static const char cycle_soft_text[] =
    "{run} is cycling, period 2, between ±{size}: lr³γ² = {settle-number|settle-limit} is over "
    "{settle-limit|settle-number}, "
    "the limit of soft clipping on θ⁴.";
static const char cycle_text[] =
    "{run} is cycling, period 2, since step {since}: steps of length {stride} lead from one point "
    "to another and back.";

static const struct insight_rule rules[] = {
    {"diverged-power", 970, .holds = diverged_power, .since = since_status,
     .text =
         "{run} diverged at step {step}. Its start |θ| = {start-size|power-edge} is over "
         "{power-edge-words} = {power-edge|start-size}: from there every step ends farther out."},
    {"diverged", 950, .holds = is_diverged, .since = since_status, .choose = diverged_text},
    {"infinite", 960, .holds = infinite, .choose = infinite_text},
    {"landed", 940, .holds = landed, .since = since_status, .choose = landed_text},
    {"cycle-hard", 840, .holds = cycle_hard, .since = since_status, .text = cycle_hard_text},
    {"cycle-soft", 830, .holds = cycle_soft, .since = since_status, .text = cycle_soft_text},
    {"cycle-fixed", 820, .holds = cycle_fixed, .since = since_status, .choose = cycle_fixed_text},
    {"cycle", 810, .holds = is_cycling, .since = since_status, .text = cycle_text},
    {"converged", 800, .holds = converged, .since = since_status, .choose = converged_text},
    {"plateau", 790, .holds = plateau, .since = since_status, .choose = plateau_text},
    {"stalled", 780, .holds = stalled, .since = since_status, .choose = stalled_text},
    /* What is left to say of a run that ended long ago, when nothing else is. */
    {"cycle-hard-rest", 550, .holds = cycle_hard, .text = cycle_hard_text},
    {"cycle-soft-rest", 530, .holds = cycle_soft, .text = cycle_soft_text},
    {"cycle-fixed-rest", 520, .holds = cycle_fixed, .choose = cycle_fixed_text},
    {"cycle-rest", 510, .holds = is_cycling, .text = cycle_text},
    {"converged-rest", 40, .holds = converged, .choose = converged_text},
    {"plateau-rest", 30, .holds = plateau, .choose = plateau_text},
    {"stalled-rest", 20, .holds = stalled, .choose = stalled_text},
    {"gone", 10, .holds = is_diverged,
     .text = "{run} diverged at step {step}. Press r to restart all runs."},
    {.name = NULL},
};

const struct theme insight_ends = {ABOUT_ALL, rules, numbers, words};
