/* The advice in one verdict: what is wrong with a run's threshold, and what to do. */
#include <math.h>
#include <stdio.h>

#include "base/text.h"
#include "session/advice.h"

/* Which of the run's knobs cannot be turned so high; NULL: all that is advised can be set. */
static const char *too_high(const struct run *r, const struct advice *a)
{
    const struct param *gamma = run_param(r, "gamma"), *lr = run_param(r, "lr");
    return gamma && a->gamma > gamma->max ? "γ" : lr && a->lr > lr->max ? "lr" : NULL;
}

/* The advice to take: by what was tried on the map, else by the bound on the points, which is about
 * gradient descent; why: what it does. false: none yet. */
static bool best_advice(const struct session *s, struct advice *a, char *why, size_t size)
{
    const struct map *m = s->map;
    char steps[40], from[40] = "this start alone";
    advice_give(s, ADVICE_MAP_BEST, a);
    if (a->ready && m) {
        if (m->sweep.plan.n_starts > 1)
            snprintf(from, sizeof from, "the slowest of %d starts", m->sweep.plan.n_starts);
        advice_mapped(s, a->lr, a->gamma, steps, sizeof steps);
        snprintf(why, size, "the fastest of the map, %s from %s", steps, from);
        return true;
    }
    advice_give(s, ADVICE_L0_OVER_L1, a);
    snprintf(why, size, "by the bound, L0/L1");
    const struct run *r = &s->race.run[advice_run(s)];
    return a->ready && r->optimizer->plain && !too_high(r, a);
}

/* What to do without advice. */
static const char *no_advice(const struct session *s)
{
    static const char make[] = " For a map type = view.panels=map,advisor";
    static char text[160];
    const struct run *r = &s->race.run[advice_run(s)];
    struct advice bound;
    advice_give(s, ADVICE_L0_OVER_L1, &bound);
    const char *high = bound.ready ? too_high(r, &bound) : NULL;
    const char *none = !r->optimizer->plain ? "The bound is about gradient descent alone."
                       : !high              ? "There is no bound to go by."
                       : *high == 'l'       ? "The bound's lr is too high to set."
                                            : "The bound's γ is too high to set.";
    bool mapped = s->map && s->map->key.run == advice_run(s);
    bool whole = mapped && s->map->done >= s->map->sweep.n;
    snprintf(text, sizeof text, "%s%s", none,
             whole    ? " No setting of the map reaches the goal."
             : mapped ? " The map is not done yet."
                      : make);
    return text;
}

static const char *done(const struct run *r)
{
    return r->clip->skips && r->notes.clipped_steps == 0 ? "skipped" : "clipped";
}

/* "clipped 12 % of 150 steps"; "has made no step yet" before the first. */
static const char *acted_text(const struct run *r, char *buf, size_t size)
{
    if (r->now.step == 0)
        snprintf(buf, size, "has made no step yet");
    else
        snprintf(buf, size, "%s %s %% of %llu steps", done(r),
                 SHARE_TEXT(r->notes.clipped_steps + r->notes.skipped_steps, r->now.step, 0),
                 (unsigned long long)r->now.step);
    return buf;
}

static void say_without_knob(const struct run *r, char *buf, size_t size)
{
    double gamma = run_threshold(r);
    char acted[80];
    acted_text(r, acted, sizeof acted);
    if (r->clip->keeps)
        snprintf(buf, size, "%s is not clipped, so there is no γ to set.", r->name);
    else if (isfinite(gamma))
        snprintf(buf, size, "%s: %s finds γ itself, %s now. It %s.", r->name, r->clip->name,
                 NUMBER(gamma, 3), acted);
    else
        snprintf(buf, size, "%s: %s has no γ %s. It %s.", r->name, r->clip->name,
                 r->clip->finds_gamma ? "at this step" : "to set", acted);
}

/* Of an optimizer that divides by the size of the gradients. */
static void say_divided(const struct run *r, char *buf, size_t size)
{
    const char *name = r->optimizer->name, *gamma = NUMBER(run_threshold(r), 3);
    double most, g99 = monitor_quantile(r->monitor, 0.99);
    if (r->optimizer->cancels)
        snprintf(buf, size,
                 "%s: %s divides by the size of each gradient, so γ changes nothing. "
                 "Choose lr.",
                 r->name, name);
    else if (monitor_starved(r, &most) > 0)
        snprintf(buf, size,
                 "%s: γ = %s clips components below ε, and they hardly move. Take a "
                 "higher γ.",
                 r->name, gamma);
    else if (r->now.step >= ADVICE_WARMUP && r->notes.clipped_steps == 0)
        snprintf(buf, size, "%s: γ = %s has clipped no step. Choose lr.", r->name, gamma);
    else if (r->now.step >= ADVICE_WARMUP && monitor_is_rare(r))
        snprintf(buf, size,
                 "%s: γ = %s clipped %s %% of the steps, which keeps long gradients out of "
                 "%s's means. Leave it.",
                 r->name, gamma, SHARE_TEXT(r->notes.clipped_steps, r->now.step, 1), name);
    else if (r->now.step >= ADVICE_WARMUP && !monitor_beyond(r->monitor, 0.99))
        snprintf(buf, size,
                 "%s: %s divides by the size of the gradients, so a γ that always clips "
                 "cancels. To shorten the longest alone take γ = g99 = %s.",
                 r->name, name, NUMBER(g99, 3));
    else
        snprintf(buf, size,
                 "%s: %s divides by the size of the gradients, so a γ that always clips "
                 "cancels. Choose lr.",
                 r->name, name);
}

void advice_verdict(const struct session *s, char *buf, size_t size)
{
    const struct run *r = &s->race.run[advice_run(s)];
    struct advice now, take;
    char what[80] = "", rate[40] = "", acted[80], why[120];
    advice_setting(s, &now);
    if (!advice_has_knob(r)) {
        say_without_knob(r, buf, size);
        return;
    }
    if ((r->optimizer->divides || r->optimizer->cancels) && !r->clip->skips) {
        say_divided(r, buf, size);
        return;
    }
    if (r->problem->kind->game) {
        snprintf(buf, size,
                 "%s: a game has no curvature to go by. γ = %s bounds how far each "
                 "step goes: turn it, and see where the run goes.",
                 r->name, NUMBER(now.gamma, 3));
        return;
    }
    if (advice_reach(r, now.lr, now.gamma) > 2)
        snprintf(what, sizeof what, " γ = %s is too high for lr %s: some starts cycle.",
                 NUMBER(now.gamma, 3), NUMBER(now.lr, 3));
    else if (r->now.step >= ADVICE_WARMUP && r->notes.clipped_steps + r->notes.skipped_steps == 0)
        snprintf(what, sizeof what, " γ = %s has %s no step.", NUMBER(now.gamma, 3), done(r));
    bool known = best_advice(s, &take, why, sizeof why);
    if (known && !isnan(take.lr))
        snprintf(rate, sizeof rate, " and lr %s", NUMBER(take.lr, 3));
    if (known)
        snprintf(buf, size, "%s:%s Take γ = %s%s: %s.", r->name, what, NUMBER(take.gamma, 3), rate,
                 why);
    else if (r->now.step < ADVICE_WARMUP)
        snprintf(buf, size, "%s:%s Too early to say.", r->name, what);
    else if (r->clip->gamma_of)
        snprintf(buf, size, "%s: its γ = %s is for %s. It %s.", r->name, NUMBER(now.gamma, 3),
                 r->clip->gamma_of, acted_text(r, acted, sizeof acted));
    else if (what[0])
        snprintf(buf, size, "%s:%s %s", r->name, what, no_advice(s));
    else
        snprintf(buf, size, "%s: γ = %s %s. %s", r->name, NUMBER(now.gamma, 3),
                 acted_text(r, acted, sizeof acted), no_advice(s));
}
