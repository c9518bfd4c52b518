#include "lab/run.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/vec.h"
#include "lab/exam.h"
#include "lab/probe.h"
#include "lab/run_parts.h"
#include "lab/top_eigenvalue.h"

const char *const run_status_names[RUN_STATUSES + 1] = {
    [RUN_RUNNING] = "running", [RUN_CONVERGED] = "converged", [RUN_STALLED] = "stalled",
    [RUN_CYCLING] = "cycling", [RUN_DIVERGED] = "diverged",
};

const char *run_status_text(enum run_status status, uint64_t step, char *buf, size_t size)
{
    bool lasts = status == RUN_CYCLING || status == RUN_STALLED;
    const char *name = run_status_names[status];
    if (status == RUN_RUNNING)
        snprintf(buf, size, "%s", name);
    else
        snprintf(buf, size, "%s %s step %llu", name, lasts ? "since" : "at",
                 (unsigned long long)step);
    return buf;
}

struct score run_score(const struct run *r)
{
    return r->exam ? r->exam->last : score_none();
}

double run_curvature(const struct run *r, uint64_t *ago)
{
    *ago = r->now.step - r->notes.curvature_step;
    return r->now.status == RUN_DIVERGED ? NAN : r->notes.curvature;
}

void run_settle(struct run *r)
{
    if (r->now.status != RUN_DIVERGED)
        step_propose(r);
}

/* A loss at or below it is near the infimum; see RUN_CONVERGED. */
static double loss_near(double infimum, double tolerance)
{
    if (isnan(infimum))
        return INFINITY;
    /* An infimum found numerically is known to some digits only, whatever the tolerance. */
    return infimum + fmax(sqrt(tolerance), 1e-9) * fmax(1, fabs(infimum));
}

/* Step 0 is come to as any other, but from nowhere. */
void run_restart(struct run *r)
{
    for (int i = 0; i < r->dim; i++)
        r->x[i] = r->x_back[i] = r->g[i] = NAN;
    for (size_t i = 0; i < r->n_opt_state + r->n_clip_state; i++)
        r->opt_state[i] = 0;
    r->notes = (struct notes){
        .bad = {.hit = NAN, .now = NAN, .before = NAN, .least = NAN},
        .best_loss = INFINITY,
        .curvature = NAN,
        .eigvec = {NAN, NAN},
    };
    r->near_loss = loss_near(r->problem->infimum, r->probe.tolerance);
    row_open(&r->now, UINT64_MAX, RUN_RUNNING);
    r->now.loss = r->now.grad_norm = NAN;
    monitor_clear(r->monitor);
    trace_clear(&r->trace);
    if (r->exam)
        exam_clear(r->exam);
    if (r->layers)
        layer_cloud_cut(r->layers, 0);
    step_calls(r);
    step_first(r);
    while (!run_slice(r))
        ;
    run_commit(r);
    run_settle(r);
}

void run_start_at(struct run *r, const double *x)
{
    vec_copy(r->start, x, r->dim);
    run_restart(r);
}

enum { VECTORS = 10 }; /* of all parameters, in every run */

static bool has_parts(const struct run *r)
{
    return r->clip->uses_parts && r->problem->kind->part;
}

/* Doubles that a run keeps. */
static size_t run_doubles(const struct run *r)
{
    size_t states = r->n_opt_state + r->n_clip_state;
    return (VECTORS + has_parts(r)) * (size_t)r->dim + 2 * states +
           doubles_for(r->optimizer->scratch, r->dim);
}

/* Vectors and rule states, one after the other in one block. */
static void run_deal(struct run *r)
{
    size_t dim = (size_t)r->dim, states = r->n_opt_state + r->n_clip_state, n = VECTORS;
    double **const vectors[VECTORS] = {&r->x,      &r->g, &r->start,   &r->x_back,  &r->x_back2,
                                       &r->g_back, &r->d, &r->clipped, &r->between, &r->g_between};
    bool parts = has_parts(r);
    r->memory = mem_alloc(run_doubles(r), sizeof(double));
    for (size_t i = 0; i < n; i++)
        *vectors[i] = r->memory + i * dim;
    r->part = parts ? r->memory + n * dim : NULL;
    r->opt_state = r->memory + (n + parts) * dim;
    r->next_state = r->opt_state + states;
    r->scratch = doubles_for(r->optimizer->scratch, r->dim) > 0 ? r->next_state + states : NULL;
}

static void run_blocks(struct run *r)
{
    const struct problem *p = r->problem;
    bool named = p->blocks && p->n_blocks > 0;
    r->n_blocks = named ? p->n_blocks : 1;
    r->blocks = mem_alloc((size_t)r->n_blocks, sizeof *r->blocks);
    r->blocks[0] = (struct clip_block){0, p->dim, 0};
    for (int i = 0; named && i < p->n_blocks; i++)
        r->blocks[i] =
            (struct clip_block){p->blocks[i].first, p->blocks[i].count, p->blocks[i].units};
    r->players = mem_alloc((size_t)r->n_blocks, sizeof *r->players);
    for (int i = 0; i < r->n_blocks; i++)
        r->players[i] = (struct optimizer_tensor){r->blocks[i].first, r->blocks[i].count, 1};
}

static void run_tensors(struct run *r)
{
    const struct problem *p = r->problem;
    r->n_tensors = p->tensors ? p->n_tensors : 0;
    if (r->n_tensors == 0)
        return;
    r->tensors = mem_alloc((size_t)r->n_tensors, sizeof *r->tensors);
    r->shapes = mem_alloc((size_t)r->n_tensors, sizeof *r->shapes);
    for (int i = 0; i < r->n_tensors; i++) {
        const struct block *t = &p->tensors[i];
        int rows = t->units > 0 ? t->units : t->count;
        r->tensors[i] = (struct clip_block){t->first, t->count, t->units};
        r->shapes[i] = (struct optimizer_tensor){t->first, rows, t->count / rows};
    }
}

static void read_values(double *par, const struct param *params, int n, const struct value *values)
{
    for (int i = 0; i < n; i++)
        par[i] = values[i].given ? values[i].num : params[i].def;
}

/* What the spec alone says. */
static void run_from(struct run *r, const struct problem *p, const struct run_spec *spec,
                     const struct probe_spec *probe)
{
    const struct optimizer_kind *o = spec->optimizer;
    const struct clip_kind *c = spec->clip;
    struct knob_group group[KNOB_GROUPS];
    *r = (struct run){
        .problem = p, .optimizer = o, .clip = c, .knobs.lr = spec->lr, .probe = *probe};
    memcpy(r->name, spec->name, sizeof r->name);
    knob_groups(o, c, group);
    for (int i = 0; i < KNOB_GROUPS; i++)
        read_values(knob_par(&r->knobs, &group[i]), group[i].params, group[i].n,
                    knob_values((struct run_spec *)spec, &group[i])); /* which are only read */
    const struct param *gamma = param_find(c->params, c->n_params, "gamma");
    r->gamma_index = gamma ? (int)(gamma - c->params) : -1;
    r->dim = p->dim;
    r->sliced = p->kind->begin || p->dim > PROBE_DENSE_MAX;
    r->n_opt_state = doubles_for(o->state, r->dim);
    r->n_clip_state = doubles_for(c->state, r->dim);
}

double run_memory(const struct problem *p, const struct run_spec *spec)
{
    struct run r;
    struct probe_spec none = {0};
    run_from(&r, p, spec, &none);
    double work = p->kind->work_bytes ? p->kind->work_bytes(p) : 0;
    return work + (double)run_doubles(&r) * sizeof(double);
}

/* In a game no layer descends on a loss. */
static bool layers_differ(const struct problem *p)
{
    return p->blocks && p->n_blocks > 1 && p->kind->hess_vec && !p->kind->game;
}

void run_init(struct run *r, const struct problem *p, const struct run_spec *spec,
              const struct probe_spec *probe)
{
    assert(spec->optimizer->max_dim == 0 || p->dim <= spec->optimizer->max_dim);
    run_from(r, p, spec, probe);
    r->work = p->kind->work_new ? p->kind->work_new(p) : NULL;
    run_deal(r);
    run_blocks(r);
    run_tensors(r);
    trace_init(&r->trace);
    r->monitor = mem_alloc(1, sizeof *r->monitor);
    if (r->dim > PROBE_DENSE_MAX && probe->every > 0 && p->kind->hess_vec) {
        r->power = mem_alloc(1, sizeof *r->power);
        power_init(r->power, r->dim, 0);
    }
    if (probe->test > 0 && p->kind->measure)
        r->exam = exam_new(p, probe->test, probe->piece);
    if (probe->layers && layers_differ(p))
        r->layers = layer_cloud_new(r->n_blocks);
    if (spec->start.given) {
        assert(spec->start.n == p->dim);
        vec_copy(r->start, spec->start.list, r->dim);
    } else {
        problem_start(p, r->start);
    }
    run_restart(r);
}

void run_release(struct run *r)
{
    if (r->work && r->problem->kind->work_free)
        r->problem->kind->work_free(r->work);
    if (r->power)
        power_release(r->power);
    free(r->power);
    exam_free(r->exam);
    layer_cloud_free(r->layers);
    trace_release(&r->trace);
    free(r->monitor);
    free(r->blocks);
    free(r->tensors);
    free(r->shapes);
    free(r->players);
    free(r->memory);
    *r = (struct run){0};
}
