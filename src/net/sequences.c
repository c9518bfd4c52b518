/* Sequences made from a seed: what came early is asked for late (Hochreiter, Schmidhuber 1997, Long
 * short-term memory; in the form of Pascanu, Mikolov, Bengio 2013). Each sample is drawn from the
 * seed and its number alone. Symbols are rows with a single 1. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/report.h"
#include "net/data_parts.h"

enum { TEST_SAMPLES = 100 }; /* and, where samples are drawn anew, as many to look at */

/* And those where sequences are asked for. */
static const char *const sequence_names[] = {"temporal-order", "memorise", "adding", "rhyme", NULL};

static void put_symbol(const struct data_store *s, real *x, int step, int symbol)
{
    x[(size_t)step * (size_t)(s->inputs / s->steps) + (size_t)symbol] = 1;
}

/* Four symbols without meaning, and two marks, X or Y each: one after a tenth of the time, one
 * after four tenths. Which marks, in which order, is the class. */
static void draw_temporal_order(const struct data_store *s, int number, real *x, real *y)
{
    enum { DISTRACTORS = 4 };
    struct rng rng = sequence_rng(s, number);
    int tenth = s->steps / 10, at[2], mark[2];
    for (int k = 0; k < 2; k++) {
        at[k] = (k ? 4 : 1) * s->steps / 10 + (int)rng_below(&rng, (uint64_t)tenth);
        mark[k] = (int)rng_below(&rng, 2);
    }
    for (int t = 0; x && t < s->steps; t++) {
        int symbol = (int)rng_below(&rng, DISTRACTORS);
        for (int k = 0; k < 2; k++)
            symbol = t == at[k] ? DISTRACTORS + mark[k] : symbol;
        put_symbol(s, x, t, symbol);
    }
    if (y)
        y[0] = (real)(2 * mark[0] + mark[1]);
}

/* Bits, blanks of which the last says go, and then the bits must be said again. */
enum { BITS = 5, BLANK = 2, GO = 3 };

static void draw_memorise(const struct data_store *s, int number, real *x, real *y)
{
    struct rng rng = sequence_rng(s, number);
    int go = s->steps - BITS - 1;
    for (int t = 0; t < BITS; t++) {
        int bit = (int)rng_below(&rng, 2);
        if (x)
            put_symbol(s, x, t, bit);
        if (y)
            y[t] = (real)bit;
    }
    for (int t = BITS; x && t < s->steps; t++)
        put_symbol(s, x, t, t == go ? GO : BLANK);
}

/* Numbers from 0 to 1, of which one in each half is marked: their sum. To say 1 always has a mean
 * squared error of 1/6. */
static void draw_adding(const struct data_store *s, int number, real *x, real *y)
{
    struct rng rng = sequence_rng(s, number);
    int half = s->steps / 2;
    int first = (int)rng_below(&rng, (uint64_t)half);
    int second = half + (int)rng_below(&rng, (uint64_t)(s->steps - half));
    double sum = 0;
    for (int t = 0; t < s->steps; t++) {
        double value = rng_uniform(&rng);
        bool marked = t == first || t == second;
        if (x)
            x[2 * t] = (real)value, x[2 * t + 1] = marked;
        sum += marked ? value : 0;
    }
    if (y)
        y[0] = (real)sum;
}

struct task {
    const char *name;
    int inputs, classes; /* numbers a step; 0: what is read and the answer are no symbols */
    int least, more;     /* steps at least; and besides the length */
    int scored;
    bool whole;
    void (*draw)(const struct data_store *s, int number, real *x, real *y);
};

static const struct task tasks[] = {
    {"temporal-order", 6, 4, 10, 0, 1, false, draw_temporal_order},
    {"memorise", 4, 2, 1, 2 * BITS, BITS, true, draw_memorise},
    {"adding", 2, 0, 2, 0, 1, false, draw_adding},
};

static const struct task *task_find(const char *name)
{
    for (size_t i = 0; i < sizeof tasks / sizeof *tasks; i++)
        if (strcmp(tasks[i].name, name) == 0)
            return &tasks[i];
    return NULL;
}

/* Blanked first: a draw sets what is not 0. */
static void draw(const struct data_store *s, int number, real *x, real *y)
{
    const struct task *task = &tasks[s->kind];
    for (int i = 0; x && i < s->inputs; i++)
        x[i] = 0;
    task->draw(s, number, x, y);
}

struct data_store *sequences_new(const struct data_spec *spec, char *why, size_t size)
{
    const struct task *task = task_find(spec->name);
    char expected[300];
    if (text_known(spec->name))
        return text_new(spec, why, size);
    if (!task) {
        name_expect(expected, sizeof expected, spec->name, sequence_names);
        snprintf(why, size, "found %.60s%s, or text: and a file", spec->name, expected);
        return NULL;
    }
    if (spec->steps < task->least) {
        snprintf(why, size, "found %s with length %d; expected a length of at least %d", spec->name,
                 spec->steps, task->least);
        return NULL;
    }
    struct data_store *s = mem_alloc(1, sizeof *s);
    s->kind = (int)(task - tasks);
    s->steps = spec->steps + task->more;
    s->inputs = s->steps * task->inputs;
    s->classes = task->classes;
    s->targets = s->scored = task->scored;
    s->whole = task->whole;
    s->symbols = task->classes > 0;
    s->draw = draw;
    s->seed = spec->seed;
    s->users = 1;
    return s;
}

void sequences_split(struct data *d, const struct data_spec *spec)
{
    const struct data_store *s = d->store;
    d->steps = s->steps;
    d->scored = s->scored;
    d->whole = s->whole;
    d->symbols = s->symbols;
    d->live = spec->samples == 0;
    d->n[0] = d->live ? TEST_SAMPLES : spec->samples;
    d->n[1] = TEST_SAMPLES;
    d->order = mem_alloc((size_t)d->n[0] + (size_t)d->n[1], sizeof *d->order);
    for (int i = 0; i < d->n[0]; i++)
        d->order[i] = i;
    for (int i = 0; i < d->n[1]; i++)
        d->order[d->n[0] + i] = -1 - i;
}
