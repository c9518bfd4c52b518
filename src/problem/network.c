/* Networks of every architecture: opened with their data. What an architecture is stands in its own
 * file, network_dense.c for one; how networks are evaluated, in network_eval.c. */
#include "problem/network.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "problem/network_parts.h"

/* A batch over this is done in passes of so many samples: an arena of moderate size, and operations
 * short enough that keys are answered between them. All the digits are one pass: what it leaves
 * serves every Hessian-vector product at the same point, and the samples stay where they are. */
enum { CHUNK_MOST = 2048 };

/* What an arena may take; each run has one, and so has each who looks at them. */
#define BYTES_MOST 1e9

static const struct value *value_of(const struct problem *p, const char *name)
{
    const struct param *params = p->kind->params;
    return &p->values[param_find(params, p->kind->n_params, name) - params];
}

static bool open_data(struct network *n, const struct problem *p, const char *file, char *why,
                      size_t size)
{
    const struct architecture *a = p->kind->architecture;
    char fault[900];
    n->seed = (uint64_t)value_of(p, "seed")->num;
    struct data_spec spec = {
        .name = value_of(p, "data")->text,
        .beside = file,
        .samples = (int)value_of(p, "samples")->num,
        .seed = n->seed,
    };
    if (!a->read(n, p->values, &spec, why, size))
        return false;
    n->data = data_open(&spec, fault, sizeof fault);
    if (!n->data)
        snprintf(why, size, "data: %s", fault);
    return n->data && (!a->fit || a->fit(n, p->values, why, size));
}

static void network_free(struct network *n)
{
    data_close(n->data);
    free(n);
}

/* Samples a step: those asked for, of data without end at least one, and of others at most all. */
static void set_batch(struct network *n, struct problem *p)
{
    int batch = (int)value_of(p, "batch")->num, all = n->data->n[0];
    p->batched = n->data->live || (batch > 0 && batch < all);
    n->batch = p->batched && batch > 0 ? batch : all;
    n->chunk = n->batch < CHUNK_MOST ? n->batch : CHUNK_MOST;
}

/* Of long sequences a few samples a pass have to do. */
static bool fits_memory(struct network *n, const struct problem *p, char *why, size_t size)
{
    while (n->chunk > 1 && pass_bytes(&n->graph, n->chunk) > BYTES_MOST)
        n->chunk = (n->chunk + 1) / 2;
    double bytes = pass_bytes(&n->graph, n->chunk);
    if (n->data->steps == 1 || bytes <= BYTES_MOST)
        return true;
    snprintf(why, size,
             "length: found %.0f, which takes %.1f GB a run; expected at most about %.0f",
             value_of(p, "length")->num, bytes / 1e9,
             floor(value_of(p, "length")->num * BYTES_MOST / bytes));
    return false;
}

bool network_open(struct problem *p, struct report *r, const char *file, int line)
{
    const struct architecture *a = p->kind->architecture;
    struct network *n = mem_alloc(1, sizeof *n);
    char why[1000];
    if (!open_data(n, p, file, why, sizeof why)) {
        report_add(r, file, line, "problem.%s", why);
        network_free(n);
        return false;
    }
    a->build(n, p->values);
    set_batch(n, p);
    if (!fits_memory(n, p, why, sizeof why)) {
        report_add(r, file, line, "problem.%s", why);
        network_free(n);
        return false;
    }
    p->samples[PART_TRAIN] = n->data->n[PART_TRAIN];
    p->samples[PART_TEST] = n->data->n[PART_TEST];
    p->answers = n->data->scored;
    p->data = n;
    p->dim = n->graph.dim;
    p->infimum = a->exact && a->exact(n, p->values) ? 0 : NAN;
    p->n_blocks = n->n_blocks;
    p->blocks = n->blocks;
    p->n_tensors = n->n_tensors;
    p->tensors = n->tensors;
    a->formula(n, p->values, p->formula, sizeof p->formula);
    return true;
}

void network_close(struct problem *p)
{
    if (p->data)
        network_free(p->data);
}

bool network_is(const struct problem *p)
{
    return p->kind->architecture != NULL;
}

const struct data *network_data(const struct problem *p)
{
    return network_of(p)->data;
}

int network_outputs(const struct problem *p)
{
    return network_of(p)->outputs;
}
