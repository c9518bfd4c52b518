#include "command/lookout.h"

#include <stdio.h>
#include <string.h>

struct mark mark_newest(const struct run *r)
{
    const struct trace *t = &r->trace;
    return t->n_marks ? t->mark[t->n_marks - 1] : (struct mark){0};
}

void lookout_begin(struct lookout *w, const struct race *race, bool chapters)
{
    *w = (struct lookout){.step = race->step, .chapters = chapters};
    for (int i = 0; i < race->n; i++) {
        w->status[i] = race->run[i].now.status;
        w->clipped[i] = race->run[i].notes.clipped_steps > 0;
        w->mark[i] = mark_newest(&race->run[i]);
    }
}

enum { LABEL_MAX = 240 };

/* A script's chapters are not to drown in what happens. */
static void tell(const struct lookout *w, struct cast *cast, double at, const char *label)
{
    if (w->chapters)
        cast_note(cast, at, label);
    else
        cast_mark(cast, at, label);
}

static void look_at_clips(struct lookout *w, const struct race *race, struct cast *cast, double at)
{
    char label[LABEL_MAX] = "clipping begins:";
    bool any = false;
    for (int i = 0; i < race->n; i++) {
        size_t n = strlen(label);
        if (w->clipped[i] || race->run[i].notes.clipped_steps == 0)
            continue;
        snprintf(label + n, sizeof label - n, "%s %s", any ? "," : "", race->run[i].name);
        w->clipped[i] = any = true;
    }
    if (any)
        tell(w, cast, at, label);
}

static void look_at_status(struct lookout *w, const struct run *r, int i, struct cast *cast,
                           double at)
{
    char label[LABEL_MAX];
    enum run_status now = r->now.status;
    if (now == w->status[i])
        return;
    w->status[i] = now;
    snprintf(label, sizeof label, "%s %s at step %llu", r->name, run_status_names[now],
             (unsigned long long)r->notes.status_step);
    if (now != RUN_RUNNING)
        tell(w, cast, at, label);
}

/* The first of the run's marks that came after `was`, if any; n_marks: not found. */
static int mark_after(const struct run *r, const struct mark *was)
{
    const struct trace *t = &r->trace;
    for (int i = 0; i < t->n_marks && was->knob; i++) {
        const struct mark *m = &t->mark[i];
        bool again = m->step == was->step && strcmp(m->knob, was->knob) == 0;
        if (again && m->to == was->to)
            return i + 1;
        if (again || m->step > was->step)
            return i; /* it was turned on at its step, or is forgotten */
    }
    /* One that is not there any more was turned back at its step: those left are older. */
    return was->knob ? t->n_marks : 0;
}

bool mark_next(const struct run *r, struct mark *was, char *words, size_t size)
{
    int k = mark_after(r, was);
    if (k == r->trace.n_marks) {
        *was = mark_newest(r);
        return false;
    }
    const struct mark *m = &r->trace.mark[k];
    snprintf(words, size, "%s: %s %s → %s", r->name, m->knob, NUMBER(m->from, 4), NUMBER(m->to, 4));
    *was = *m;
    return true;
}

void lookout_look(struct lookout *w, const struct race *race, struct cast *cast, double seconds)
{
    char label[LABEL_MAX];
    if (race->step < w->step)
        lookout_begin(w, race, w->chapters); /* begun anew */
    w->step = race->step;
    look_at_clips(w, race, cast, seconds);
    for (int i = 0; i < race->n; i++) {
        look_at_status(w, &race->run[i], i, cast, seconds);
        while (mark_next(&race->run[i], &w->mark[i], label, sizeof label))
            tell(w, cast, seconds, label);
    }
}
