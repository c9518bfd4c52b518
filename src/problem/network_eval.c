/* Loss, gradient and Hessian-vector products of a network, a mini-batch at a time. */
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/rng.h"
#include "net/row.h"
#include "problem/network_jacobian.h"
#include "problem/network_work.h"

void *network_work_new(const struct problem *p)
{
    const struct network *n = network_of(p);
    struct work *w = mem_alloc(1, sizeof *w);
    w->n = n;
    w->pass = pass_new(&n->graph, n->chunk);
    w->order = mem_alloc((size_t)(n->data->live ? n->batch : n->data->n[0]), sizeof *w->order);
    w->epoch = UINT64_MAX;
    if (jacobian_known(p))
        w->jacobian = mem_alloc(jacobian_room(p), sizeof *w->jacobian);
    return w;
}

void network_work_free(void *work)
{
    struct work *w = work;
    pass_free(w->pass);
    free(w->order);
    free(w->jacobian);
    free(w);
}

double network_work_bytes(const struct problem *p)
{
    const struct network *n = network_of(p);
    return pass_bytes(&n->graph, n->chunk);
}

/* Forward, and backward for inputs and weights. */
double network_eval_cost(const struct problem *p)
{
    return 3.0 * p->dim * network_of(p)->batch * network_of(p)->data->steps;
}

/* Every epoch is shuffled from the seed and its number alone: the same batches for every run, and
 * for one that goes back. */
static void shuffle(struct work *w, uint64_t epoch)
{
    int n = w->n->data->n[0];
    struct rng rng;
    if (w->epoch == epoch)
        return;
    memcpy(w->order, w->n->data->order, (size_t)n * sizeof *w->order);
    rng_seed(&rng, w->n->seed + (epoch + 1) * 0x9e3779b97f4a7c15u);
    for (int i = n - 1; i > 0 && w->n->batch < n; i--) {
        int j = (int)rng_below(&rng, (uint64_t)i + 1), swap = w->order[i];
        w->order[i] = w->order[j];
        w->order[j] = swap;
    }
    w->epoch = epoch;
}

static void one_hot(const struct network *n, real *y, int count)
{
    size_t classes = (size_t)n->data->classes;
    /* From the back: the class numbers lie packed at the front. */
    for (size_t i = (size_t)count; i-- > 0;) {
        size_t class_ = (size_t)y[i];
        for (size_t k = 0; k < classes; k++)
            y[i * classes + k] = k == class_;
    }
}

void network_fill(struct work *w, const int *which, int count, uint64_t epoch)
{
    const struct network *n = w->n;
    struct filled *f = &w->filled;
    if (f->which == which && f->count == count && f->epoch == epoch)
        return;
    pass_samples(w->pass, count);
    data_rows(n->data, which, count, pass_value(w->pass, n->input), pass_value(w->pass, n->target));
    if (n->one_hot)
        one_hot(n, pass_value(w->pass, n->target), count);
    *f = (struct filled){which, count, epoch};
    w->ready = false;
}

/* Samples that no draw before had: as many as there are numbers. */
static const int *fresh(struct work *w, uint64_t draw, int *count)
{
    uint64_t all = (uint64_t)INT_MAX + 1, first = draw * (uint64_t)w->n->batch;
    *count = w->n->batch;
    for (int i = 0; i < *count && w->epoch != draw; i++)
        w->order[i] = (int)((first + (uint64_t)i) % all);
    w->epoch = draw;
    return w->order;
}

const int *network_batch_of(struct work *w, uint64_t draw, int *count)
{
    const struct network *n = w->n;
    if (n->data->live)
        return fresh(w, draw, count);
    int all = n->data->n[0];
    uint64_t per_epoch = ((uint64_t)all + (uint64_t)n->batch - 1) / (uint64_t)n->batch;
    /* The full set is the same at every step. */
    shuffle(w, n->batch < all ? draw / per_epoch : 0);
    int first = (int)(draw % per_epoch) * n->batch;
    *count = all - first < n->batch ? all - first : n->batch;
    return w->order + first;
}

/* The right answers among those of a sample: their share, or whether all are right. */
static double right_of(const struct network *n, const real *out, const real *target)
{
    int scored = n->data->scored, right = 0;
    for (int i = 0; i < scored; i++, out += n->outputs)
        right += n->one_hot ? target[i * n->outputs + row_best(out, n->outputs)] > 0
                            : row_is_best(out, n->outputs, (int)target[i]);
    return n->data->whole ? right == scored : (double)right / scored;
}

double network_correct(const struct work *w, int count)
{
    const struct network *n = w->n;
    size_t answers = (size_t)n->data->scored, width = (size_t)n->outputs;
    const real *out = pass_value(w->pass, n->output), *target = pass_value(w->pass, n->target);
    double correct = 0;
    for (size_t i = 0; i < (size_t)count; i++)
        correct +=
            right_of(n, out + i * answers * width, target + i * answers * (n->one_hot ? width : 1));
    return correct;
}

double network_right(UNUSED const struct problem *p, void *work)
{
    const struct work *w = work;
    return w->right;
}

static double share_of(const struct work *w)
{
    return w->n->loss_scale * w->job.now / w->job.count;
}

static void chunk_begin(struct work *w)
{
    struct job *j = &w->job;
    int left = j->count - j->done;
    j->now = left < w->n->chunk ? left : w->n->chunk;
    network_fill(w, j->which + j->done, j->now, w->epoch);
    if (j->v && w->ready) {
        pass_begin_tangent(w->pass, w->n->loss, j->v);
        j->stage = JOB_TANGENT;
        return;
    }
    w->ready = false;
    pass_begin_forward(w->pass, w->n->loss);
    j->stage = JOB_FORWARD;
}

/* Parameters that are what they were need no new passes forward and backward for a product. */
static void job_begin(struct work *w, const double *x, const struct job *job)
{
    w->job = *job;
    if (pass_params(w->pass, x))
        w->ready = false;
    chunk_begin(w);
}

/* What follows when a pass of the chunk is over. True: nothing, it was the last. */
static bool chunk_more(struct work *w)
{
    struct job *j = &w->job;
    switch (j->stage) {
    case JOB_FORWARD:
        j->loss += share_of(w) * (double)pass_value(w->pass, w->n->loss)[0];
        if (j->counts)
            j->correct += network_correct(w, j->now);
        if (!j->out)
            return true;
        pass_begin_backward(w->pass, w->n->loss, share_of(w));
        j->stage = JOB_BACKWARD;
        return false;
    case JOB_BACKWARD:
        w->ready = true;
        if (!j->v) {
            j->norm = pass_gradient(w->pass, j->out, j->done > 0);
            return true;
        }
        pass_begin_tangent(w->pass, w->n->loss, j->v);
        j->stage = JOB_TANGENT;
        return false;
    case JOB_TANGENT:
        pass_product(w->pass, j->out, j->done > 0);
        break;
    }
    return true;
}

/* An operation of the network. True: the job is done. */
static bool job_more(struct work *w)
{
    struct job *j = &w->job;
    if (!pass_more(w->pass) || !chunk_more(w))
        return false;
    j->done += j->now;
    if (j->done < j->count)
        chunk_begin(w);
    return j->done == j->count;
}

static void job_do(struct work *w, const double *x, const struct job *job)
{
    job_begin(w, x, job);
    while (!job_more(w))
        ;
}

/* Of the batch of a draw. */
static struct job job_of(const struct problem *p, struct work *w, uint64_t draw, const double *v,
                         double *out)
{
    struct job j = {.v = v, .out = out, .norm = NAN};
    j.which = network_batch_of(w, draw, &j.count);
    j.counts = !v && p->batched && w->n->data->classes > 0;
    return j;
}

void network_begin(const struct problem *p, void *work, const double *x, uint64_t draw,
                   const double *v, double *out)
{
    struct job job = job_of(p, work, draw, v, out);
    job_begin(work, x, &job);
}

bool network_more(UNUSED const struct problem *p, void *work, double *loss, double *norm)
{
    struct work *w = work;
    const struct job *j = &w->job;
    if (!job_more(w))
        return false;
    if (!j->v)
        w->right = j->counts ? j->correct / j->count : NAN;
    *loss = j->loss;
    *norm = j->norm;
    return true;
}

double network_eval(const struct problem *p, void *work, const double *x, uint64_t draw, double *g)
{
    double loss, norm;
    network_begin(p, work, x, draw, NULL, g);
    while (!network_more(p, work, &loss, &norm))
        ;
    return loss;
}

void network_hess_vec(const struct problem *p, void *work, const double *x, uint64_t draw,
                      const double *v, double *out)
{
    double loss, norm;
    network_begin(p, work, x, draw, v, out);
    while (!network_more(p, work, &loss, &norm))
        ;
}

double network_part(UNUSED const struct problem *p, void *work, const double *x, uint64_t draw,
                    int i, int k, double *g)
{
    int count;
    struct work *w = work;
    const int *which = network_batch_of(w, draw, &count);
    int first = (int)((int64_t)count * i / k), end = (int)((int64_t)count * (i + 1) / k);
    if (end == first)
        return 0;
    struct job job = {.which = which + first, .count = end - first, .out = g};
    job_do(w, x, &job);
    w->ready = false; /* what it is ready for are sums with other weights */
    return (double)(end - first) / count;
}
