/* Data made from a seed: two-dimensional classes that are drawn well, and regressions. */
#include <stdlib.h>
#include <string.h>

#include "base/elementary.h"
#include "base/memory.h"
#include "net/data_parts.h"

#define PI 3.14159265358979323846

struct making {
    const struct data_spec *spec;
    struct data_store *store;
    struct rng rng;
    double *matrix; /* of `linear`: targets×inputs */
};

struct made_kind {
    const char *name;
    int inputs, targets; /* 0: as wanted */
    int classes;         /* 0: none; -1: as many as outputs are wanted */
    void (*sample)(struct making *m, int i, double *x, double *y);
    bool exact; /* noise is added to the targets, not to the samples */
};

/* Two half circles that reach into each other. */
static void moons(struct making *m, int i, double *x, double *y)
{
    double a = PI * rng_uniform(&m->rng);
    y[0] = i % 2;
    x[0] = i % 2 ? 1 - fn_cos(a) : fn_cos(a);
    x[1] = i % 2 ? 0.5 - fn_sin(a) : fn_sin(a);
}

static void circles(struct making *m, int i, double *x, double *y)
{
    double a = 2 * PI * rng_uniform(&m->rng), r = i % 2 ? 0.5 : 1;
    y[0] = i % 2;
    x[0] = r * fn_cos(a);
    x[1] = r * fn_sin(a);
}

/* Two arms of one turn and a half, evenly filled along their length. */
static void spirals(struct making *m, int i, double *x, double *y)
{
    double t = sqrt(rng_uniform(&m->rng)), a = 3 * PI * t + PI * (i % 2);
    y[0] = i % 2;
    x[0] = 1.5 * t * fn_cos(a);
    x[1] = 1.5 * t * fn_sin(a);
}

/* Four corners, opposite ones alike. */
static void xor_corners(UNUSED struct making *m, int i, double *x, double *y)
{
    x[0] = i % 2 ? 1 : -1;
    x[1] = i / 2 % 2 ? 1 : -1;
    y[0] = x[0] * x[1] < 0;
}

/* As many clouds as outputs are wanted, round a circle. */
static void blobs(struct making *m, int i, double *x, double *y)
{
    int n = m->store->classes, k = i % n;
    y[0] = k;
    x[0] = fn_cos(2 * PI * k / n);
    x[1] = fn_sin(2 * PI * k / n);
}

/* sin 3x on [-2, 2]. */
static void regression(struct making *m, UNUSED int i, double *x, double *y)
{
    x[0] = 4 * rng_uniform(&m->rng) - 2;
    y[0] = fn_sin(3 * x[0]);
}

/* y = A x, A and x normal: what a linear network can learn exactly. */
static void linear(struct making *m, UNUSED int i, double *x, double *y)
{
    int in = m->store->inputs, out = m->store->targets;
    if (!m->matrix) {
        m->matrix = mem_alloc((size_t)in * (size_t)out, sizeof *m->matrix);
        for (int k = 0; k < in * out; k++)
            m->matrix[k] = rng_normal(&m->rng) / sqrt(in);
    }
    for (int k = 0; k < in; k++)
        x[k] = rng_normal(&m->rng);
    for (int j = 0; j < out; j++) {
        y[j] = 0;
        for (int k = 0; k < in; k++)
            y[j] += m->matrix[j * in + k] * x[k];
    }
}

/* The unit vectors, to be reproduced: for one input the number 1 alone, and the loss of a network
 * of two weights is (uv − 1)². */
static void identity(struct making *m, int i, double *x, double *y)
{
    int in = m->store->inputs, out = m->store->targets;
    for (int k = 0; k < in; k++)
        x[k] = k == i % in;
    for (int j = 0; j < out; j++)
        y[j] = j == i % in;
}

static const struct made_kind kinds[] = {
    {"moons", 2, 1, 2, moons, false},
    {"circles", 2, 1, 2, circles, false},
    {"spirals", 2, 1, 2, spirals, false},
    {"xor", 2, 1, 2, xor_corners, false},
    {"blobs", 2, 1, -1, blobs, false},
    {"regression", 1, 1, 0, regression, true},
    {"linear", 0, 0, 0, linear, true},
    {"identity", 0, 0, 0, identity, true},
    {0},
};

static const struct made_kind *made_find(const char *name)
{
    for (const struct made_kind *k = kinds; k->name; k++)
        if (strcmp(k->name, name) == 0)
            return k;
    return NULL;
}

bool made_known(const char *name)
{
    return made_find(name) != NULL;
}

struct data_store *made_new(const struct data_spec *spec, int samples)
{
    const struct made_kind *kind = made_find(spec->name);
    struct data_store *s = mem_alloc(1, sizeof *s);
    struct making m = {.spec = spec, .store = s};
    int outputs = spec->outputs > 0 ? spec->outputs : 2;
    s->inputs = kind->inputs ? kind->inputs : spec->inputs > 0 ? spec->inputs : 2;
    s->targets = kind->targets ? kind->targets : outputs;
    s->classes = kind->classes < 0 ? outputs : kind->classes;
    s->n = samples > 0 ? samples : kind->sample == identity ? s->inputs : 200;
    s->x = mem_alloc((size_t)s->n * (size_t)s->inputs, sizeof *s->x);
    s->y = mem_alloc((size_t)s->n * (size_t)s->targets, sizeof *s->y);
    rng_seed(&m.rng, spec->seed);
    for (int i = 0; i < s->n; i++) {
        double *x = s->x + (size_t)i * (size_t)s->inputs;
        double *y = s->y + (size_t)i * (size_t)s->targets;
        kind->sample(&m, i, x, y);
        double *noisy = kind->exact ? y : x;
        for (int k = 0; k < (kind->exact ? s->targets : s->inputs); k++)
            noisy[k] += spec->noise * rng_normal(&m.rng);
    }
    free(m.matrix);
    return s;
}
