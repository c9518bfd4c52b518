#include "lab/checkpoint.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/vec.h"
#include "lab/exam.h"

/* Steps between two checkpoints of a short run. Of few parameters a step costs less than keeping
 * one; of many, a handful of steps is all one wants to wait for. */
enum { EVERY_SMALL = 256, EVERY_LARGE = 4, LARGE = 4096 };
/* Over so many times that, they are kept at every second, fourth, ... of those steps: the work of
 * choosing who makes way grows with the logarithm of the run. */
enum { DENSE = 2048 };

struct shot { /* of one run; its vectors follow: x, x_back, both states, what is examined */
    struct knobs knobs;
    struct row now, last;
    struct notes notes;
    struct bucket newest;
    int n_marks;
    struct mark mark[MARKS_MAX];
    struct monitor monitor;
    struct exam exam;
};

struct slot {
    uint64_t step;
    char *at;
};

struct checkpoints {
    int runs;
    uint64_t every; /* of a short run */
    size_t slot_bytes, bytes;
    int room, n;
    struct slot slot[CHECKPOINTS_MAX]; /* [0..n) by step; those after are free */
    struct knobs begin[RUNS_MAX];
    char *memory;
};

static size_t run_doubles(const struct run *r)
{
    return 2 * (size_t)r->dim + r->n_opt_state + r->n_clip_state;
}

static size_t run_bytes(const struct run *r)
{
    size_t examined = r->exam && r->exam->x ? ((size_t)r->dim + 1) / 2 : 0;
    return sizeof(struct shot) + (run_doubles(r) + examined) * sizeof(double);
}

struct checkpoints *checkpoints_new(struct race *race, size_t budget)
{
    struct checkpoints *c = mem_alloc(1, sizeof *c);
    c->runs = race->n;
    c->every = race->problem.dim > LARGE ? EVERY_LARGE : EVERY_SMALL;
    for (int i = 0; i < race->n; i++) {
        c->slot_bytes += run_bytes(&race->run[i]);
        trace_keep_fine(&race->run[i].trace);
    }
    size_t room = c->slot_bytes ? budget / c->slot_bytes : 0;
    c->room = room < CHECKPOINTS_MAX ? (int)room : CHECKPOINTS_MAX;
    c->bytes = (size_t)c->room * c->slot_bytes;
    c->memory = c->room ? mem_alloc((size_t)c->room, c->slot_bytes) : NULL;
    for (int i = 0; i < c->room; i++)
        c->slot[i].at = c->memory + (size_t)i * c->slot_bytes;
    checkpoints_begin(c, race);
    return c;
}

void checkpoints_free(struct checkpoints *c)
{
    if (c)
        free(c->memory);
    free(c);
}

void checkpoints_begin(struct checkpoints *c, const struct race *race)
{
    assert(race->n == c->runs && race->step == 0);
    c->n = 0;
    for (int i = 0; i < race->n; i++)
        c->begin[i] = race->run[i].knobs;
}

/* An exam may be under way: with the parameters of the step it is of, as they are. */
static void exam_keep(struct shot *s, const struct run *r, float *x)
{
    if (!r->exam)
        return;
    s->exam = *r->exam;
    if (r->exam->x)
        memcpy(x, r->exam->x, (size_t)r->dim * sizeof *x);
}

static void exam_restore(const struct shot *s, struct run *r, const float *x)
{
    if (!r->exam)
        return;
    float *own = r->exam->x;
    *r->exam = s->exam;
    r->exam->x = own;
    if (own)
        memcpy(own, x, (size_t)r->dim * sizeof *x);
}

static void shot_take(struct shot *s, const struct run *r)
{
    double *v = (double *)(s + 1);
    const struct trace *t = &r->trace;
    s->knobs = r->knobs;
    s->now = r->now, s->last = r->last;
    s->notes = r->notes;
    s->newest = t->bucket[t->n - 1];
    s->n_marks = t->n_marks;
    s->monitor = *r->monitor;
    memcpy(s->mark, t->mark, (size_t)t->n_marks * sizeof *t->mark);
    vec_copy(v, r->x, r->dim);
    vec_copy(v + r->dim, r->x_back, r->dim);
    vec_copy(v + 2 * (size_t)r->dim, r->opt_state, (int)(r->n_opt_state + r->n_clip_state));
    exam_keep(s, r, (float *)(v + run_doubles(r)));
}

/* x_back2 and g_back are not kept, nor are slices of a coming step: the next step writes over all
 * of them before they are read. The gradient is no evaluation of a step, and counted as none. */
static void shot_restore(const struct shot *s, struct run *r)
{
    const double *v = (const double *)(s + 1);
    run_drop(r);
    r->knobs = s->knobs;
    r->now = s->now, r->last = s->last;
    r->notes = s->notes;
    *r->monitor = s->monitor;
    vec_copy(r->x, v, r->dim);
    vec_copy(r->x_back, v + r->dim, r->dim);
    vec_copy(r->opt_state, v + 2 * (size_t)r->dim, (int)(r->n_opt_state + r->n_clip_state));
    exam_restore(s, r, (const float *)(v + run_doubles(r)));
    problem_eval(r->problem, r->look, r->x, r->now.step, r->g);
    if (r->layers)
        layer_cloud_cut(r->layers, r->now.step + 1);
    trace_back(&r->trace, &s->newest, s->mark, s->n_marks);
}

static uint64_t every_at(const struct checkpoints *c, uint64_t step)
{
    uint64_t every = c->every;
    while (step / every >= DENSE)
        every *= 2;
    return every;
}

uint64_t checkpoints_due(const struct checkpoints *c, uint64_t step)
{
    uint64_t every = every_at(c, step);
    return c->room ? (step / every + 1) * every : UINT64_MAX;
}

/* How many slots are at or before step. */
static int slots_to(const struct checkpoints *c, uint64_t step)
{
    int low = 0, high = c->n;
    while (low < high) {
        int mid = (low + high) / 2;
        if (c->slot[mid].step <= step)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static void slot_take(struct checkpoints *c, int from, int to)
{
    struct slot s = c->slot[from];
    if (from < to)
        memmove(&c->slot[from], &c->slot[from + 1], (size_t)(to - from) * sizeof s);
    else
        memmove(&c->slot[to + 1], &c->slot[to], (size_t)(from - to) * sizeof s);
    c->slot[to] = s;
}

/* The slot that is missed least when the race stands at `now`: the gap it would leave, by how far
 * back it is (one goes back a little far more often than a lot) and, four times as heavy, as a
 * share of the whole: with room for few the long way must not be all of it. */
static int slot_spare(const struct checkpoints *c, uint64_t now)
{
    int spare = 0;
    double least = 0;
    for (int i = 0; i < c->n; i++) {
        uint64_t at = c->slot[i].step, before = i ? c->slot[i - 1].step : 0;
        uint64_t after = i + 1 < c->n ? c->slot[i + 1].step : now > at ? now : at;
        double age = now > at ? (double)(now - at) : (double)(at - now);
        double cost =
            (double)(after - before) * (1 / (age + (double)c->every) + 4 / (double)(now + 1));
        if (i == 0 || cost < least)
            spare = i, least = cost;
    }
    return spare;
}

void checkpoints_keep(struct checkpoints *c, const struct race *race)
{
    uint64_t step = race->step;
    int to = slots_to(c, step);
    if (c->room == 0 || step == 0 || step % every_at(c, step) != 0 ||
        (to > 0 && c->slot[to - 1].step == step))
        return;
    int from = c->n < c->room ? c->n++ : slot_spare(c, step);
    if (from < to)
        to--;
    slot_take(c, from, to);
    c->slot[to].step = step;
    char *at = c->slot[to].at;
    for (int i = 0; i < race->n; i++) {
        shot_take((struct shot *)(void *)at, &race->run[i]);
        at += run_bytes(&race->run[i]);
    }
}

void checkpoints_cut(struct checkpoints *c, uint64_t step)
{
    c->n = slots_to(c, step);
}

uint64_t checkpoints_before(const struct checkpoints *c, uint64_t step)
{
    int n = slots_to(c, step);
    return n ? c->slot[n - 1].step : 0;
}

void checkpoints_restore(struct checkpoints *c, struct race *race, uint64_t step)
{
    int n = slots_to(c, step);
    race->step = n ? c->slot[n - 1].step : 0;
    const char *at = n ? c->slot[n - 1].at : NULL;
    for (int i = 0; i < race->n; i++) {
        struct run *r = &race->run[i];
        if (at) {
            shot_restore((const struct shot *)(const void *)at, r);
            at += run_bytes(r);
        } else {
            r->knobs = c->begin[i];
            run_restart(r);
        }
    }
}

size_t checkpoints_bytes(const struct checkpoints *c)
{
    return c->bytes;
}

int checkpoints_count(const struct checkpoints *c)
{
    return c->n;
}

int checkpoints_room(const struct checkpoints *c)
{
    return c->room;
}
