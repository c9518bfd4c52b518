/* What clipping does to the step: far out, at the knee, near the minimum. */
#include <math.h>

#include "base/elementary.h"
#include "tell/insight_parts.h"

/* By the norm of all, at the threshold of the knob. */
static bool clips_by(const struct run *r, enum clip_family family)
{
    return is_clip(r, family) && is_going(r) && is_gd(r);
}

HOLDS(clips, clips_by(r, CLIP_HARD) || clips_by(r, CLIP_SOFT))

/* ‖∇f‖/γ: over 1 the threshold is passed. */
static double excess(const struct run *r)
{
    return r->now.grad_norm / run_gamma(r);
}

HOLDS(far_out, clips(r) && excess(r) >= 2 && r->now.clip_factor <= 0.5)

/* Clipped at every step until one, at none since: that step, else UINT64_MAX. The count of clipped
 * steps is exact where the trace is not. */
static uint64_t release_step(const struct run *r)
{
    const struct trace *t = &r->trace;
    uint64_t release = r->notes.clipped_steps;
    if (release == 0 || release > r->now.step || r->now.clip_factor < 1)
        return UINT64_MAX;
    for (int i = 0; i < t->n; i++)
        if (!isnan(t->bucket[i].clip) && (t->bucket[i].clip < 1) != (t->bucket[i].step < release))
            return UINT64_MAX;
    return release;
}

static bool released(const struct run *r)
{
    return clips_by(r, CLIP_HARD) && !is_turned(r) && release_step(r) != UINT64_MAX &&
           !is_swinging(r) && !(loss_next(r) > r->now.loss); /* else it is back over γ soon */
}

HOLDS(all_clipped, clips_by(r, CLIP_HARD) && r->now.step >= 20 &&
                       r->notes.clipped_steps == r->now.step && r->now.clip_factor < 1)
HOLDS(never_fires, clips_by(r, CLIP_HARD) && r->now.step >= 10 && r->notes.clipped_steps == 0 &&
                       r->now.clip_factor == 1)
HOLDS(skipped, is_standing(r) && r->now.skipped)
HOLDS(just_over, clips_by(r, CLIP_HARD) && is_beyond(excess(r), 1) && excess(r) < 2)

/* ½·hard <= soft <= hard, the least where ‖∇f‖ = γ. */
HOLDS(soft_half, clips_by(r, CLIP_SOFT) && excess(r) > 0.2 && excess(r) < 5)
HOLDS(soft_plain, clips_by(r, CLIP_SOFT) && excess(r) <= 0.01 && is_beyond(1, r->now.clip_factor))

/* On θ⁴ clipping settles from every start iff η³γ² is below a number: above, a two-cycle stands
 * beside the minimum and some starts end in it. NAN of rules that it is not known of. */
static double settle_limit(const struct run *r)
{
    return settle_number(r->knobs.lr, clip_edge(r->clip, 4, r->knobs.lr));
}

HOLDS(wont_settle, clips(r) && problem_exponent(r->problem) == 4 &&
                       is_beyond(settle_number(r->knobs.lr, run_gamma(r)), settle_limit(r)))

/* γ given as 1/L1 where L0/L1 is meant is off by the factor L0: what the scatter advises. */
static bool off_advice(const struct race *race, const struct run *r)
{
    const struct fit *f = race->fit[CURVATURE_SHARPNESS];
    return f && f->n >= 20 && f->class_ == FIT_POWER && f->loglog.r2 > 0.9 && f->steady &&
           fabs(fn_log10(run_gamma(r) / f->gamma)) > 2;
}

enum { STARVED_LEAST = 10 };

/* Of rules with one factor for all layers. */
static struct layer_starved starved(const struct race *race, const struct run *r)
{
    if (!race->layers || !r->layers || r->clip->turns || r->clip->skips || !is_going(r))
        return (struct layer_starved){.layer = -1};
    return layer_starves(r->layers, race->layers);
}

AMONG(one_gamma, starved(race, r).n >= STARVED_LEAST && isfinite(run_threshold(r)))

static double layer_threshold(const struct race *race, const struct run *r)
{
    return race->layers->fit[starved(race, r).layer].gamma;
}

WORDS(layer_below, isinf(layer_threshold(race, r)) ? "its curvature did not grow with its ‖∇f‖"
                                                   : "its ‖∇f‖ was below its own γ = {layer-gamma}")

static const char *skipped_of(UNUSED const struct race *race, const struct run *r)
{
    if (r->now.step == 0)
        return "It is the first step.";
    if (r->notes.skipped_steps == 0)
        return "No step before it was skipped.";
    if (r->notes.skipped_steps > 1)
        return "{skipped} of {step} steps so far were skipped.";
    return r->now.step == 1 ? "The step before it was skipped too."
                            : "One of the {step} steps so far was skipped.";
}

#define NUMBERS(X)                                                                                 \
    X(excess_of, "excess", MEASURED, excess(r))                                                    \
    X(full_stride, "full-stride", MEASURED, r->knobs.lr * r->now.grad_norm)                        \
    X(released_at, "released", COUNTED, (double)release_step(r))                                   \
    X(hard_factor, "hard-factor", MEASURED, fmin(1, 1 / excess(r)))                                \
    X(settles, "settle-number", MEASURED, settle_number(r->knobs.lr, run_gamma(r)))                \
    X(settles_below, "settle-limit", MEASURED, settle_limit(r))                                    \
    X(threshold, "threshold", MEASURED, run_threshold(r))                                          \
    X(layer, "layer", COUNTED, starved(race, r).layer + 1)                                         \
    X(layer_steps, "layer-steps", COUNTED, starved(race, r).n)                                     \
    X(layer_clipped, "layer-clipped", COUNTED, starved(race, r).of)                                \
    X(layer_left, "layer-left", MEASURED, starved(race, r).left)                                   \
    X(layer_gamma, "layer-gamma", MEASURED, layer_threshold(race, r))

NUMBER_TABLE(NUMBERS)

static const struct words words[] = {
    {"layer-below", layer_below}, {"skipped-of", skipped_of}, {.name = NULL}};

static const struct insight_rule rules[] = {
    {"one-gamma", 590, .among = one_gamma,
     .text = "{run}: γ = {threshold} holds layer {layer} back. In {layer-steps} of {layer-clipped} "
             "clipped steps {layer-below} ({layer-left} left)."},
    {"wont-settle", 570, .holds = wont_settle, .since = since_turned,
     .text = "{run}: lr³γ² = {settle-number|settle-limit} is over {settle-limit|settle-number}. "
             "With this γ some starts bounce "
             "forever between two points."},
    {"all-clipped", 380, .holds = all_clipped,
     .text = "{run}: all {clipped-steps} gradients so far were clipped, so every step is lr·γ = "
             "{lr-gamma} long."},
    {"never-fires", 350, .holds = never_fires,
     .text = "{run}: no gradient was over γ = {gamma} in {step} steps. So far it descends with its "
             "full lr {lr}."},
    {"off-advice", 270, .holds = clips, .among = off_advice,
     .text = "{run} has γ = {gamma}. The bound on the points, L0 = {L0} and L1 = {L1}, suggests γ "
             "= {advised-gamma} and lr = {advised-lr}."},
    {.name = NULL},
};

static const char far_out_text[] = "{run}: the gradient, {grad}, is {excess} times γ. The step is "
                                   "clipped from {full-stride} to {stride}.";

static const struct insight_rule step_rules[] = {
    {"released", 700, .holds = released, .since = release_step,
     .text = "{run}: clipping stopped at step {released}. Gradients are now at most γ = {gamma}, "
             "so the full lr {lr} applies."},
    {"skipped", 600, .holds = skipped,
     .text = "{run}: this step is skipped: θ stays. {skipped-of}"},
    {"far-out", 500, .holds = far_out, .since = since_turned, .text = far_out_text},
    {"just-over", 400, .holds = just_over,
     .text = "{run}: the gradient, {grad|gamma}, is over γ = {gamma|grad}, so it is clipped: clip "
             "factor {clip|1}."},
    {"soft-half", 280, .holds = soft_half,
     .text = "{run}: its clip factor is {clip}, that of hard clipping {hard-factor}. Soft is never "
             "under half of hard; it is half where ‖∇f‖ = γ."},
    {"soft-plain", 160, .holds = soft_plain,
     .text = "{run}: the gradient, {grad}, is far below γ = {gamma}. Its clip factor is {clip|1}: "
             "almost the full lr {lr}."},
    {"far-out-still", 140, .holds = far_out, .text = far_out_text},
    {.name = NULL},
};

const struct theme insight_clips = {ABOUT_ALL, rules, numbers, words};
const struct theme insight_clip_steps = {ABOUT_STEPS, step_rules, NULL, NULL};
