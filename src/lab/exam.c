#include "lab/exam.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

enum { EVERY_SMALL = 10, EVERY_LARGE = 200 };

static int least(int a, int b)
{
    return a < b ? a : b;
}

static int samples_of(const struct problem *p, int part)
{
    int train = p->samples[PART_TRAIN], test = p->samples[PART_TEST];
    return part == PART_TEST ? test : least(train, test > EXAM_FEW ? test : EXAM_FEW);
}

/* Samples of a piece: all of them, if it may be so large. */
static int chunk_of(const struct problem *p, double piece)
{
    double most = floor(piece / p->dim);
    int total = samples_of(p, PART_TRAIN) + samples_of(p, PART_TEST);
    return most < 1 ? 1 : most < total ? (int)most : total;
}

uint64_t exam_every(const struct problem *p)
{
    if (!p->kind->measure || p->samples[PART_TEST] == 0)
        return 0;
    int total = samples_of(p, PART_TRAIN) + samples_of(p, PART_TEST);
    return chunk_of(p, EXAM_PIECE) == total ? EVERY_SMALL : EVERY_LARGE;
}

struct exam *exam_new(const struct problem *p, uint64_t every, double piece)
{
    struct exam *e = mem_alloc(1, sizeof *e);
    e->every = every;
    e->chunk = chunk_of(p, piece > 0 ? piece : EXAM_PIECE);
    for (int part = 0; part < 2; part++)
        e->n[part] = samples_of(p, part);
    if (e->chunk < e->n[0] + e->n[1])
        e->x = mem_alloc((size_t)p->dim, sizeof *e->x);
    exam_clear(e);
    return e;
}

void exam_free(struct exam *e)
{
    if (e)
        free(e->x);
    free(e);
}

void exam_clear(struct exam *e)
{
    e->step = 0;
    e->done = e->n[0] + e->n[1];
    e->sum[0] = e->sum[1] = (struct measure){0};
    e->last = score_none();
}

static void begin(struct exam *e, const double *x, int dim, uint64_t step)
{
    e->step = step;
    e->done = 0;
    e->sum[0] = e->sum[1] = (struct measure){0};
    for (int i = 0; e->x && i < dim; i++)
        e->x[i] = (float)x[i];
}

static struct score score_of(const struct exam *e)
{
    struct score s = score_none();
    s.step = e->step;
    for (int part = 0; part < 2; part++) {
        const struct measure *m = &e->sum[part];
        if (m->samples == 0)
            continue;
        s.loss[part] = m->loss / m->samples;
        s.right[part] = m->correct < 0 ? NAN : m->correct / m->samples;
    }
    return s;
}

/* A piece may end one part and begin the other. */
static void piece(struct exam *e, const struct problem *p, void *work, const double *x,
                  uint64_t *pieces)
{
    int left = e->chunk;
    for (int part = 0; part < 2; part++) {
        int first = e->done - (part == PART_TEST ? e->n[PART_TRAIN] : 0);
        int count = least(left, e->n[part] - first);
        if (first < 0 || count <= 0)
            continue;
        p->kind->measure(p, work, x, (enum data_part)part, first, count, &e->sum[part]);
        ++*pieces;
        e->done += count;
        left -= count;
    }
}

bool exam_wants(const struct exam *e, uint64_t step)
{
    return e->done < e->n[0] + e->n[1] || step % e->every == 0;
}

bool exam_step(struct exam *e, const struct problem *p, void *work, const double *x, uint64_t step,
               double *scratch, uint64_t *pieces)
{
    int total = e->n[0] + e->n[1];
    if (!exam_wants(e, step))
        return false;
    if (e->done == total)
        begin(e, x, p->dim, step);
    for (int i = 0; e->step != step && i < p->dim; i++)
        scratch[i] = (double)e->x[i];
    piece(e, p, work, e->step == step ? x : scratch, pieces);
    if (e->done < total)
        return false;
    e->last = score_of(e);
    return true;
}

struct measure exam_part(const struct problem *p, void *work, const double *x, enum data_part part)
{
    struct measure m = {0};
    p->kind->measure(p, work, x, part, 0, INT_MAX, &m);
    return m;
}
