/* What is said of descent under gradient noise, where a single step proves nothing. */
#include <math.h>
#include <stdio.h>

#include "base/text.h"
#include "problem/noise.h"
#include "tell/insight_parts.h"
#include "tell/noise_law.h"

static bool diverged_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return r->now.status == RUN_DIVERGED;
}

static void diverged_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    double life = noise_life(r);
    if (isnan(life))
        snprintf(buf, size, "%s diverged at step %s: the noise threw it too far out.", r->name,
                 count(&n, r->now.step));
    else
        snprintf(buf, size,
                 "%s: one large draw threw it out at step %s. The mean time is (√2·η^1.5)^−α = %s.",
                 r->name, count(&n, r->now.step), num(&n, life));
}

static bool doomed_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return r->now.status != RUN_DIVERGED && isfinite(noise_life(r));
}

static void doomed_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    snprintf(buf, size, "%s: a large draw throws it out after %s steps on average.", r->name,
             num(&n, noise_life(r)));
}

static bool rests_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return isfinite(noise_rest(r)) && r->now.step >= 20;
}

static void rests_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    double rest = noise_rest(r), free = noise_rest_unclipped(r);
    if (fabs(rest - free) < 1e-9)
        snprintf(buf, size, "%s: its mean comes to the minimum, %s = %s. Recently it is %s.",
                 r->name, r->problem->letter[0], num(&n, free), num(&n, noise_mean(r)));
    else
        snprintf(
            buf, size,
            "%s: clipping moves its mean from %s = %s to %s, toward the median. Recently it is %s.",
            r->name, r->problem->letter[0], num(&n, free), num(&n, rest), num(&n, noise_mean(r)));
}

static bool bounded_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return r->now.status != RUN_DIVERGED && is_gd(r) &&
           (is_clip(r, CLIP_HARD) || is_clip(r, CLIP_SOFT));
}

static void bounded_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    char share[16];
    int at = snprintf(buf, size, "%s: no draw moves it by more than ηγ = %s", r->name,
                      num(&n, r->knobs.lr * run_gamma(r)));
    if (r->now.step > 0)
        at += snprintf(buf + at, size - (size_t)at, ", and %s %% of its steps were clipped",
                       share_text(share, sizeof share, r->notes.clipped_steps, r->now.step, 1));
    snprintf(buf + at, size - (size_t)at, ".");
}

static bool any_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return r->now.status != RUN_DIVERGED;
}

static void any_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    snprintf(buf, size, "%s: f = %s. The noisy gradient is %s long.", r->name, num(&n, r->now.loss),
             num(&n, r->now.grad_norm));
}

const struct insight_rule insight_noise[] = {
    {"noise-diverged", 1003, diverged_holds, diverged_say, since_status},
    {"noise-rests", 803, rests_holds, rests_say, NULL},
    {"noise-doomed", 703, doomed_holds, doomed_say, NULL},
    {"noise-bounded", 603, bounded_holds, bounded_say, NULL},
    {"noise-any", 13, any_holds, any_say, NULL},
    {NULL, 0, NULL, NULL, NULL},
};
