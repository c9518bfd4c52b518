/* What clipping does to the step: far out, at the knee, near the minimum. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/elementary.h"
#include "tell/insight_parts.h"

/* By the norm of all, at the threshold of the knob. */
static bool clips(const struct run *r)
{
    return (is_clip(r, CLIP_HARD) || is_clip(r, CLIP_SOFT)) && is_going(r) && is_gd(r);
}

/* ‖∇f‖/γ: over 1 the threshold is passed. */
static double excess(const struct run *r)
{
    return r->now.grad_norm / run_gamma(r);
}

static bool far_out_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return clips(r) && excess(r) >= 2 && r->now.clip_factor <= 0.5;
}

static void far_out_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    snprintf(buf, size, "%s: the gradient, %s, is %s times γ. The step is clipped from %s to %s.",
             r->name, num(&n, r->now.grad_norm), num(&n, excess(r)),
             num(&n, r->knobs.lr * r->now.grad_norm), num(&n, r->now.step_norm));
}

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

static bool released_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return clips(r) && is_clip(r, CLIP_HARD) && !is_turned(r) && release_step(r) != UINT64_MAX &&
           !is_swinging(r) && !(loss_next(r) > r->now.loss); /* else it is back over γ soon */
}

static void released_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    snprintf(buf, size,
             "%s: clipping stopped at step %s. Gradients are now at most γ = %s, so the full lr %s "
             "applies.",
             r->name, count(&n, release_step(r)), knob(&n, run_gamma(r)), knob(&n, r->knobs.lr));
}

static bool all_clipped_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return clips(r) && is_clip(r, CLIP_HARD) && r->now.step >= 20 &&
           r->notes.clipped_steps == r->now.step && r->now.clip_factor < 1;
}

static void all_clipped_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    snprintf(buf, size,
             "%s: all %s gradients so far were clipped, so every step is lr·γ = %s long.", r->name,
             count(&n, r->notes.clipped_steps), num(&n, r->knobs.lr * run_gamma(r)));
}

static bool never_fires_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return clips(r) && is_clip(r, CLIP_HARD) && r->now.step >= 10 && r->notes.clipped_steps == 0 &&
           r->now.clip_factor == 1;
}

static void never_fires_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    snprintf(buf, size,
             "%s: no gradient was over γ = %s in %s steps. So far it descends with its full lr %s.",
             r->name, knob(&n, run_gamma(r)), count(&n, r->now.step), knob(&n, r->knobs.lr));
}

static bool skipped_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return r->now.status != RUN_DIVERGED && r->now.skipped;
}

static void skipped_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    snprintf(buf, size, "%s: this step is skipped: θ stays. %s of %s steps so far were skipped.",
             r->name, count(&n, r->notes.skipped_steps), count(&n, r->now.step));
}

static bool just_over_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return clips(r) && is_clip(r, CLIP_HARD) && excess(r) > 1 && excess(r) < 2;
}

static void just_over_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    const char *over[2], *factor[2];
    num_apart(&n, r->now.grad_norm, run_gamma(r), over);
    num_apart(&n, r->now.clip_factor, 1, factor);
    snprintf(buf, size, "%s: the gradient, %s, is over γ = %s, so it is clipped: clip factor %s.",
             r->name, over[0], over[1], factor[0]);
}

/* ½·hard <= soft <= hard, the least where ‖∇f‖ = γ. */
static bool soft_half_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return clips(r) && is_clip(r, CLIP_SOFT) && excess(r) > 0.2 && excess(r) < 5;
}

static void soft_half_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    double hard = fmin(1, 1 / excess(r));
    snprintf(buf, size,
             "%s: its clip factor is %s, that of hard clipping %s. Soft is never under half of "
             "hard; it is half where ‖∇f‖ = γ.",
             r->name, num(&n, r->now.clip_factor), num(&n, hard));
}

static bool soft_plain_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return clips(r) && is_clip(r, CLIP_SOFT) && excess(r) <= 0.01;
}

static void soft_plain_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    snprintf(buf, size,
             "%s: the gradient, %s, is far below γ = %s. Its clip factor is %s: almost the full lr "
             "%s.",
             r->name, num(&n, r->now.grad_norm), knob(&n, run_gamma(r)),
             num(&n, r->now.clip_factor), knob(&n, r->knobs.lr));
}

/* On θ⁴ clipping settles from every start iff η³γ² is below a number: above, a two-cycle stands
 * beside the minimum and some starts end in it. NAN of rules that it is not known of. */
static double settle_limit(const struct run *r)
{
    return settle_number(r->knobs.lr, clip_edge(r->clip, 4, r->knobs.lr));
}

static bool wont_settle_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return clips(r) && problem_exponent(r->problem) == 4 &&
           settle_number(r->knobs.lr, run_gamma(r)) > settle_limit(r);
}

static void wont_settle_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    snprintf(
        buf, size,
        "%s: lr³γ² = %s is over %s. With this γ some starts bounce forever between two points.",
        r->name, num(&n, settle_number(r->knobs.lr, run_gamma(r))), num(&n, settle_limit(r)));
}

/* γ given as 1/L1 where L0/L1 is meant is off by the factor L0: what the scatter advises. */
static bool off_advice_holds(const struct race *race, const struct run *r)
{
    const struct fit *f = race->fit[CURVATURE_SHARPNESS];
    return clips(r) && f && f->n >= 20 && f->class_ == FIT_POWER && f->loglog.r2 > 0.9 &&
           f->steady && fabs(fn_log10(run_gamma(r) / f->gamma)) > 2;
}

static void off_advice_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    const struct fit *f = race->fit[CURVATURE_SHARPNESS];
    struct numbers n = {.n = 0};
    snprintf(
        buf, size,
        "%s has γ = %s. The bound on the points, L0 = %s and L1 = %s, suggests γ = %s and lr = "
        "%s.",
        r->name, knob(&n, run_gamma(r)), num(&n, f->bound_L0), num(&n, f->bound_L1),
        num(&n, f->gamma), num(&n, f->lr));
}

enum { STARVED_LEAST = 10 };

/* Of rules with one factor for all layers. */
static struct layer_starved starved(const struct race *race, const struct run *r)
{
    if (!race->layers || !r->layers || r->clip->turns || r->clip->skips || !is_going(r))
        return (struct layer_starved){.layer = -1};
    return layer_starves(r->layers, race->layers);
}

static bool one_gamma_holds(const struct race *race, const struct run *r)
{
    struct layer_starved s = starved(race, r);
    return s.n >= STARVED_LEAST && isfinite(run_threshold(r));
}

static void one_gamma_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    struct layer_starved s = starved(race, r);
    struct numbers n = {.n = 0};
    double own = race->layers->fit[s.layer].gamma;
    char below[64];
    if (isinf(own))
        snprintf(below, sizeof below, "its curvature did not grow with its ‖∇f‖");
    else
        snprintf(below, sizeof below, "its ‖∇f‖ was below its own γ = %s", num(&n, own));
    snprintf(buf, size, "%s: γ = %s holds layer %d back. In %s of %s clipped steps %s (%s left).",
             r->name, num(&n, run_threshold(r)), s.layer + 1, count(&n, (uint64_t)s.n),
             count(&n, (uint64_t)s.of), below, num(&n, s.left));
}

const struct insight_rule insight_clips[] = {
    {"one-gamma", 590, one_gamma_holds, one_gamma_say, NULL},
    {"wont-settle", 570, wont_settle_holds, wont_settle_say, since_turned},
    {"all-clipped", 380, all_clipped_holds, all_clipped_say, NULL},
    {"never-fires", 350, never_fires_holds, never_fires_say, NULL},
    {"off-advice", 270, off_advice_holds, off_advice_say, NULL},
    {.name = NULL},
};

const struct insight_rule insight_clip_steps[] = {
    {"released", 700, released_holds, released_say, release_step},
    {"skipped", 600, skipped_holds, skipped_say, NULL},
    {"far-out", 500, far_out_holds, far_out_say, since_turned},
    {"just-over", 400, just_over_holds, just_over_say, NULL},
    {"soft-half", 280, soft_half_holds, soft_half_say, NULL},
    {"soft-plain", 160, soft_plain_holds, soft_plain_say, NULL},
    {"far-out-still", 140, far_out_holds, far_out_say, NULL},
    {.name = NULL},
};
