#include "session/trial.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "session/advice.h"
#include "session/session_parts.h"
#include "tell/insight.h"

/* What is stepped at once, in multiplications and additions: about the time of a frame. More
 * is stepped frame by frame. A fixed number and no clock, as a script is to do the same everywhere.
 */
static const double at_once = 5e7;
enum { CLOSED_FORM = 300, SAMPLES = 256, PROBE = 40 };

/* Roughly what bringing the race to `step` takes. */
static double work_to(const struct race *race, uint64_t step)
{
    double one = 0;
    for (int i = 0; i < race->n; i++) {
        const struct run *r = &race->run[i];
        bool small = r->dim <= PROBLEM_START_MAX;
        double probe = small || r->probe.every == 0 ? 0 : PROBE / (double)r->probe.every;
        one += small ? CLOSED_FORM : (double)r->dim * SAMPLES * (1 + probe);
    }
    return one * (double)step;
}

void trial_open(struct session *s)
{
    s->trial.deeds = mem_room(2 * (size_t)DEEDS_MAX, sizeof *s->trial.deeds);
}

void trial_close(struct session *s)
{
    free(s->trial.deeds);
    s->trial.deeds = NULL;
}

/* Too far for one frame: it is on its way to the step it was tried at. */
static bool on_its_way(const struct session *s)
{
    return s->clock.now == CLOCK_REACH && s->clock.reach == REACH_TRIAL;
}

/* Who stopped on the way has not left that step out of sight. */
static uint64_t step_of_trial(const struct session *s)
{
    bool ahead = s->clock.reach == REACH_TRIAL && s->clock.to > s->race.step;
    return ahead ? s->clock.to : s->race.step;
}

void trial_end(struct session *s)
{
    if (on_its_way(s))
        clock_end(s);
    if (s->clock.reach == REACH_TRIAL)
        s->clock.to = 0;
    s->trial.on = false;
}

/* The first step with a loss under target, by the trace: its bucket where several steps share one.
 */
static void find_goal(struct way *w, const struct trace *t, double target)
{
    for (int i = 0; i < t->n && !w->came; i++) {
        const struct bucket *b = &t->bucket[i];
        if (!(b->loss_lo < target))
            continue;
        w->came = true;
        w->about = t->stride > 1 && !(b->loss < target);
        w->goal = b->step + (w->about ? t->stride / 2 : 0);
    }
}

static struct way way_of(const struct session *s, const struct run *r)
{
    double target = s->scene.view.map_target;
    struct way w = {.status = r->now.status,
                    .status_step = r->notes.status_step,
                    .step = r->now.step,
                    .loss = r->now.loss,
                    .best = r->notes.best_loss};
    if (!isnan(target))
        find_goal(&w, &r->trace, target);
    else if (r->now.status == RUN_CONVERGED)
        w.came = true, w.goal = r->notes.status_step;
    return w;
}

/* The race from step 0 with these deeds, brought to `to`, or on the way there. */
static void go_anew(struct session *s, const struct deed *deeds, int n, uint64_t to,
                    bool same_ghost)
{
    bool plays = clock_plays(s);
    travel_anew(s, deeds, n, same_ghost);
    /* Where one has gone back, what was turned later lies ahead again. */
    uint64_t far = n > 0 && deeds[n - 1].step > to ? deeds[n - 1].step : to;
    if (work_to(&s->race, far) > at_once) {
        clock_set_out(s, REACH_TRIAL, to, far);
    } else {
        travel_advance(s, far);
        if (to < s->race.step)
            travel_to(s, to);
    }
    clock_play(s, plays);
}

/* What was done before, but for this run's turns of the knobs that are advised; these at step 0. */
static int deeds_with(struct session *s, struct deed *out, int run, const struct advice *a)
{
    const struct trial *t = &s->trial;
    const struct {
        const char *knob;
        double value;
    } turns[] = {{"lr", a->lr}, {"gamma", a->gamma}};
    int n = 0;
    for (int k = 0; k < 2; k++)
        if (!isnan(turns[k].value))
            out[n++] = (struct deed){.run = run,
                                     .knob = run_param(&s->race.run[run], turns[k].knob)->name,
                                     .value = turns[k].value};
    for (int i = 0; i < t->n && n < DEEDS_MAX; i++) {
        const struct deed *d = &t->deeds[i];
        bool over = d->run == run && ((strcmp(d->knob, "lr") == 0 && !isnan(a->lr)) ||
                                      (strcmp(d->knob, "gamma") == 0 && !isnan(a->gamma)));
        if (!over)
            out[n++] = *d;
    }
    return n;
}

static bool fits(const struct run *r, const char *knob, double *v)
{
    const struct param *p = run_param(r, knob);
    if (isnan(*v))
        return true;
    if (!p)
        *v = NAN; /* it has no such knob: the rest of the advice is for it all the same */
    return !p || (*v <= p->max && (p->open_min ? *v > p->min : *v >= p->min));
}

static void take_back(struct session *s)
{
    struct trial *t = &s->trial;
    uint64_t to = step_of_trial(s);
    t->on = false;
    go_anew(s, t->deeds, t->n, to, false);
    session_say(s, "%s as it was, from step 0; the ghost is what was tried",
                s->race.run[t->run].name);
}

static const char *setting_text(char *buf, size_t size, double lr, double gamma)
{
    snprintf(buf, size, "%s%s%s%s%s",
             isnan(gamma) ? "" : "γ = ", isnan(gamma) ? "" : NUMBER(gamma, 3),
             isnan(gamma) || isnan(lr) ? "" : ", ",
             isnan(lr) ? "" : "lr = ", isnan(lr) ? "" : NUMBER(lr, 3));
    return buf;
}

static void put_to_trial(struct session *s, int run, int rule, const struct advice *a)
{
    struct trial *t = &s->trial;
    struct deed *deeds = t->deeds + DEEDS_MAX;
    uint64_t to = step_of_trial(s);
    bool again = t->on && t->run == run; /* the ghost stays what was before all trials */
    if (!again) {
        for (int i = 0; i < ADVICE_RULES; i++)
            advice_give(s, i, &t->given[i]);
        advice_setting(s, &t->setting);
        t->given_at = s->race.step;
        t->before = way_of(s, &s->race.run[run]);
        memcpy(t->deeds, s->deeds, (size_t)s->n_deeds * sizeof *t->deeds);
        t->n = s->n_deeds;
    }
    int n = deeds_with(s, deeds, run, a);
    t->run = run, t->rule = rule, t->at = to;
    t->gamma = a->gamma, t->lr = a->lr;
    go_anew(s, deeds, n, to, again);
    t->on = true;
    s->view.message[0] = '\0'; /* the caption says what came of it */
}

static void try_rule(struct session *s, int rule)
{
    struct trial *t = &s->trial;
    struct advice a;
    int run = advice_run(s);
    if (s->race.n == 0)
        return;
    struct run *r = &s->race.run[run];
    t->chosen = rule;
    if (t->on && t->run == run && t->rule == rule) {
        take_back(s);
        return;
    }
    race_settle(&s->race);
    map_settle(s);
    advice_give(s, rule, &a);
    if (s->deeds_lost || s->n_deeds > DEEDS_MAX - 2)
        session_say(s, "too many changes to repeat: no advice can be tried");
    else if (!a.ready)
        session_say(s, "%s: %s", advice_rules[rule].label, a.note);
    else if (!fits(r, "lr", &a.lr) || !fits(r, "gamma", &a.gamma))
        session_say(s, "%s: %s cannot take this value", advice_rules[rule].label, r->name);
    else if (isnan(a.lr) && isnan(a.gamma))
        session_say(s, "%s has no lr and no γ to set", r->name);
    else
        put_to_trial(s, run, rule, &a);
}

void trial_choose(struct session *s, const char *name)
{
    struct trial *t = &s->trial;
    int rule = name[0] ? advice_find(name) : (t->chosen + 1) % ADVICE_RULES;
    t->chosen = rule >= 0 ? rule : t->chosen;
    session_say(s, "%s: %s", advice_rules[t->chosen].label, advice_rules[t->chosen].formula);
}

void trial_try(struct session *s, const char *name)
{
    int rule = name[0] ? advice_find(name) : s->trial.chosen;
    if (rule >= 0)
        try_rule(s, rule);
    else
        session_say(s, "no advice is called %.40s", name);
}

static const char *step_text(char *buf, size_t size, const struct way *w)
{
    snprintf(buf, size, "%s%llu", w->about ? "about " : "", (unsigned long long)w->goal);
    return buf;
}

/* "the goal came at step 31 instead of 163", by both ways as far as they went. */
static void say_outcome(const struct session *s, const struct way *now, char *buf, size_t size)
{
    const struct way *was = &s->trial.before;
    char a[40], b[40];
    step_text(a, sizeof a, now), step_text(b, sizeof b, was);
    if (now->came && was->came)
        snprintf(buf, size, "came at step %s instead of %s", a, b);
    else if (now->came)
        snprintf(buf, size, "came at step %s; as it was, not in %llu steps", a,
                 (unsigned long long)was->step);
    else if (was->came)
        snprintf(buf, size, "has not come by step %llu; as it was, at step %s",
                 (unsigned long long)now->step, b);
    else
        snprintf(buf, size, "has not come by step %llu, nor as it was",
                 (unsigned long long)now->step);
}

static void say_what_became(const struct way *w, char *buf, size_t size)
{
    char text[60];
    if (w->status == RUN_RUNNING)
        snprintf(buf, size, "f = %s at step %llu", NUMBER(w->loss, 3), (unsigned long long)w->step);
    else
        snprintf(buf, size, "%s", run_status_text(w->status, w->status_step, text, sizeof text));
}

bool trial_say(const struct session *s, char *buf, size_t size)
{
    const struct trial *t = &s->trial;
    char setting[64], outcome[120], goal[60], now_text[80], was_text[80];
    if (!t->on)
        return false;
    const struct run *r = &s->race.run[t->run];
    struct way now = way_of(s, r);
    if (isnan(s->scene.view.map_target))
        snprintf(goal, sizeof goal, "convergence");
    else
        snprintf(goal, sizeof goal, "f < %s", NUMBER(s->scene.view.map_target, 3));
    setting_text(setting, sizeof setting, t->lr, t->gamma);
    if (on_its_way(s)) {
        snprintf(buf, size, "%s with %s (%s) is on its way to step %llu", r->name, setting,
                 advice_rules[t->rule].label, (unsigned long long)s->clock.to);
        return true;
    }
    say_outcome(s, &now, outcome, sizeof outcome);
    say_what_became(&now, now_text, sizeof now_text);
    say_what_became(&t->before, was_text, sizeof was_text);
    bool both = now.came && t->before.came; /* no more need be said of them */
    snprintf(buf, size, "%s: %s %s.%s%s%s%s%s Tried: %s (%s); T takes it back", r->name, goal,
             outcome, both ? "" : " Now ", both ? "" : now_text, both ? "" : "; it was ",
             both ? "" : was_text, both ? "" : ".", setting, advice_rules[t->rule].label);
    return true;
}

bool trial_caption(struct session *s)
{
    const struct trial *t = &s->trial;
    uint64_t fresh = t->at + INSIGHT_FRESH + t->at / 2;
    if (!t->on)
        return false;
    struct way now = way_of(s, &s->race.run[t->run]);
    bool news = now.came && s->race.step <= now.goal + INSIGHT_FRESH + now.goal / 2;
    if (s->race.step > fresh && !news)
        return false;
    return trial_say(s, s->caption, sizeof s->caption);
}
