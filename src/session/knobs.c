/* Knobs and the start: turned on one run or all, answered in words, kept as deeds. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "session/session_parts.h"

static bool deed_same(const struct deed *a, const struct deed *b)
{
    return a->step == b->step && a->run == b->run && strcmp(a->knob, b->knob) == 0;
}

bool deed_equal(const struct deed *a, const struct deed *b)
{
    return deed_same(a, b) && memcmp(&a->value, &b->value, sizeof a->value) == 0 &&
           memcmp(a->at, b->at, sizeof a->at) == 0;
}

static void deed_keep(struct session *s, const struct deed *d)
{
    script_leave(s);
    s->changes++;
    travel_fork(s);
    trial_end(s);
    for (int i = s->n_deeds - 1; i >= 0 && s->deeds[i].step == d->step; i--)
        if (deed_same(&s->deeds[i], d)) {
            s->deeds[i] = *d;
            return;
        }
    if (s->n_deeds == DEEDS_MAX)
        s->deeds_lost++;
    else
        s->deeds[s->n_deeds++] = *d;
    s->n_done = s->n_deeds;
}

void deeds_to_start(struct session *s)
{
    int n = s->n_done; /* not those that lay ahead */
    s->n_deeds = s->n_done = 0;
    travel_begin(s);
    for (int i = 0; i < n; i++) {
        struct deed d = s->deeds[i];
        d.step = 0;
        deed_keep(s, &d);
    }
}

/* "fixed has no γ", and by which rule. */
static void say_no_knob(struct session *s, const struct run *r, const char *knob)
{
    if (strcmp(knob, "lr") == 0)
        session_say(s, "%s has no lr: %s sets its own step", r->name, r->optimizer->name);
    else
        session_say(s, "%s has no %s: its clip is %s", r->name,
                    strcmp(knob, "gamma") == 0 ? "γ" : knob, r->clip->name);
}

static const char *knob_word(const struct param *p)
{
    return strcmp(p->name, "gamma") == 0 ? "γ" : p->name;
}

/* Puts value on the knob of one run and keeps it; false if it is out of range. */
static bool knob_put(struct session *s, int i, const struct param *p, double value)
{
    struct run *r = &s->race.run[i];
    double before = NAN;
    run_get(r, p->name, &before);
    if (!run_set(r, p->name, value))
        return false;
    if (value == before)
        return true; /* nothing was done that could be a fork */
    deed_keep(s, &(struct deed){.step = s->race.step, .run = i, .knob = p->name, .value = value});
    return true;
}

/* From when on what was turned counts. */
static const char *when_text(const struct session *s, const struct run *r, char *buf, size_t size)
{
    if (r->now.status == RUN_DIVERGED)
        snprintf(buf, size, ". It has diverged: r restarts it with this");
    else
        snprintf(buf, size, " at step %llu", (unsigned long long)s->race.step);
    return buf;
}

static void nudge_one(struct session *s, int i, const char *knob, int notches)
{
    struct run *r = &s->race.run[i];
    const struct param *p = run_param(r, knob);
    char when[64];
    double from;
    if (!p || !run_get(r, knob, &from)) {
        say_no_knob(s, r, knob);
        return;
    }
    double to = param_nudge(p, from, notches);
    const char *a = NUMBER(from, 6);
    if (to == from || !knob_put(s, i, p, to))
        session_say(s, "%s: %s stays at %s, the %s it can be", r->name, knob_word(p), a,
                    notches > 0 ? "most" : "least");
    else
        session_say(s, "%s: %s %s → %s%s", r->name, knob_word(p), a, NUMBER(to, 6),
                    when_text(s, r, when, sizeof when));
}

/* Every run by the same number of notches. */
static void nudge_all(struct session *s, const char *knob, int notches)
{
    char values[120] = "", one[24];
    size_t at = 0;
    const struct param *word = NULL;
    for (int i = 0; i < s->race.n; i++) {
        struct run *r = &s->race.run[i];
        const struct param *p = run_param(r, knob);
        double now;
        if (!p || !run_get(r, knob, &now))
            continue;
        double to = param_nudge(p, now, notches);
        if (to != now)
            knob_put(s, i, p, to);
        run_get(r, knob, &now);
        number_text(one, sizeof one, now, 4);
        int n =
            snprintf(values + at, sizeof values - at, "%s%s %s", word ? ", " : "", r->name, one);
        at = n < (int)(sizeof values - at) ? at + (size_t)n : sizeof values - 1;
        word = p;
    }
    if (word)
        session_say(s, "%s at step %llu: %s", knob_word(word), (unsigned long long)s->race.step,
                    values);
    else
        session_say(s, "no run has a %s", strcmp(knob, "gamma") == 0 ? "γ" : knob);
}

void knob_nudge(struct session *s, int run, const char *knob, int notches)
{
    if (run >= 0)
        nudge_one(s, run, knob, notches);
    else
        nudge_all(s, knob, notches);
}

bool knob_set(struct session *s, int run, const char *knob, double value)
{
    int done = 0, last = 0;
    char when[64];
    for (int i = 0; i < s->race.n; i++) {
        const struct param *p = run_param(&s->race.run[i], knob);
        if ((run < 0 || run == i) && p && knob_put(s, i, p, value))
            done++, last = i;
    }
    if (!done)
        return false;
    const struct run *r = &s->race.run[last];
    snprintf(when, sizeof when, " at step %llu", (unsigned long long)s->race.step);
    session_say(s, "%s: %s = %s%s", done > 1 ? "all" : r->name, knob_word(run_param(r, knob)),
                NUMBER(value, 6), done > 1 ? when : when_text(s, r, when, sizeof when));
    return true;
}

void knob_bad(struct session *s, int run)
{
    double next = (double)s->race.step + 1;
    if (knob_set(s, run, bad_params[BAD_STEP].name, next))
        session_say(s, "The gradient of step %.0f is bad.", next);
}

void knob_say_deed(const struct session *s, const struct deed *d, char *buf, size_t size)
{
    if (d->run == RUN_ALL) {
        snprintf(buf, size, "start");
        return;
    }
    const struct run *r = &s->race.run[d->run];
    const struct param *p = run_param(r, d->knob);
    char value[32];
    snprintf(buf, size, "%s: %s = %s", r->name, p ? knob_word(p) : d->knob,
             run_knob_text(r, d->knob, d->value, 6, value, sizeof value));
}

void knob_say_ahead(const struct session *s, char *buf, size_t size)
{
    const struct deed *d = s->n_done < s->n_deeds ? &s->deeds[s->n_done] : NULL;
    int others = s->n_deeds - s->n_done - 1;
    double now = NAN;
    char more[40] = "", here[32], then[32];
    buf[0] = 0;
    if (!d || d->run == RUN_ALL)
        return;
    const struct run *r = &s->race.run[d->run];
    const struct param *p = run_param(r, d->knob);
    run_get(r, d->knob, &now);
    if (others > 0)
        snprintf(more, sizeof more, " (and %d more change%s)", others, others > 1 ? "s" : "");
    snprintf(buf, size, ". %s: %s is %s here, %s from step %llu on%s", r->name,
             p ? knob_word(p) : d->knob, run_knob_text(r, d->knob, now, 6, here, sizeof here),
             run_knob_text(r, d->knob, d->value, 6, then, sizeof then), (unsigned long long)d->step,
             more);
}

/* Every run starts at x: the whole vector of parameters, of which a start holds at most eight. */
static void start_take(struct session *s, const double *x)
{
    struct deed d = {.run = RUN_ALL, .knob = "start"};
    int n = s->race.problem.dim;
    memcpy(d.at, x, (size_t)n * sizeof *x);
    race_start_at(&s->race, d.at);
    deeds_to_start(s);
    deed_keep(s, &d);
    look_include(s, d.at);
}

static void say_start(struct session *s, const double *x, int n)
{
    char all[120] = "", one[24];
    size_t at = 0;
    for (int i = 0; i < n && at < sizeof all; i++)
        at += (size_t)snprintf(all + at, sizeof all - at, "%s%s", i ? ", " : "",
                               number_text(one, sizeof one, x[i], 6));
    session_say(s, n == 1 ? "start: %s" : "start: (%s)", all);
}

bool start_at(struct session *s, const double *at, int n)
{
    const struct problem *p = &s->race.problem;
    double x[PROBLEM_START_MAX];
    if (p->dim > PROBLEM_START_MAX || s->race.n == 0) {
        session_say(s, "the start of %d parameters cannot be moved by hand", p->dim);
        return false;
    }
    for (int i = 0; i < p->dim; i++)
        x[i] = i < n ? at[i] : s->race.run[0].start[i];
    double loss = problem_eval(p, s->race.look, x, 0, NULL);
    if (!isfinite(loss)) {
        session_say(s, "there is no start there: %s is not finite", p->formula);
        return false;
    }
    start_take(s, x);
    say_start(s, x, p->dim);
    return true;
}

/* By a fortieth of the picture. */
void start_move(struct session *s, int axis, int direction)
{
    const double *box = s->view.box;
    double x[2] = {0, 0};
    if (s->race.n == 0)
        return;
    if (axis >= s->race.problem.dim) {
        session_say(s, "%s has one parameter: the start moves left and right",
                    s->race.problem.formula);
        return;
    }
    for (int i = 0; i < 2 && i < s->race.run[0].dim; i++)
        x[i] = s->race.run[0].start[i];
    double stride = (box[2 * axis + 1] - box[2 * axis]) / 40;
    x[axis] += direction * stride;
    if (fabs(x[axis]) < 1e-9 * stride)
        x[axis] = 0; /* not 1e-17 where one meant the middle */
    start_at(s, x, 2);
}
