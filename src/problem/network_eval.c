/* Loss, gradient, Hessian-vector products and test of a network, a mini-batch at a time. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/rng.h"
#include "problem/network_parts.h"

/* Samples which[0..count) of the data, as they lie in the pass. */
struct filled {
    const int *which;
    int count;
    uint64_t epoch;
};

struct work {
    const struct network *n;
    struct pass *pass;
    int *order;     /* the training part, shuffled for `epoch` */
    uint64_t epoch; /* UINT64_MAX: not shuffled yet */
    struct filled filled;
    bool ready;   /* forward and backward are done for what is filled and the parameters */
    double right; /* share of the mini-batch that eval was called with last; NAN: not counted */
};

void *network_work_new(const struct problem *p)
{
    const struct network *n = network_of(p);
    struct work *w = mem_alloc(1, sizeof *w);
    w->n = n;
    w->pass = pass_new(&n->graph, n->chunk);
    w->order = mem_alloc((size_t)n->data->n[0], sizeof *w->order);
    w->epoch = UINT64_MAX;
    return w;
}

void network_work_free(void *work)
{
    struct work *w = work;
    pass_free(w->pass);
    free(w->order);
    free(w);
}

uint64_t network_epoch(const struct problem *p)
{
    const struct network *n = network_of(p);
    return (uint64_t)((n->data->n[0] + n->batch - 1) / n->batch);
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

/* Puts samples into the pass; nothing is done where they are there already. */
static void fill(struct work *w, const int *which, int count, uint64_t epoch)
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

/* The batch of a draw. */
static const int *batch_of(struct work *w, uint64_t draw, int *count)
{
    const struct network *n = w->n;
    int all = n->data->n[0];
    uint64_t per_epoch = ((uint64_t)all + (uint64_t)n->batch - 1) / (uint64_t)n->batch;
    /* The full set is the same at every step. */
    shuffle(w, n->batch < all ? draw / per_epoch : 0);
    int first = (int)(draw % per_epoch) * n->batch;
    *count = all - first < n->batch ? all - first : n->batch;
    return w->order + first;
}

static int best_of(const real *row, int n)
{
    int best = 0;
    for (int j = 1; j < n; j++)
        if (row[j] > row[best])
            best = j;
    return best;
}

static int correct_of(const struct work *w, const int *which, int count)
{
    const struct network *n = w->n;
    const real *out = pass_value(w->pass, n->output);
    int width = network_width(n), correct = 0;
    for (int i = 0; i < count; i++)
        correct += best_of(out + (size_t)i * (size_t)width, width) == data_class(n->data, which[i]);
    return correct;
}

double network_right(const struct problem *p, void *work)
{
    const struct work *w = work;
    (void)p;
    return w->right;
}

/* Mean loss over samples which[0..count), its gradient into g and how many are classified rightly
 * into *correct, where those are not NULL. */
static double eval_samples(struct work *w, const double *x, const int *which, int count, double *g,
                           int *correct)
{
    const struct network *n = w->n;
    double loss = 0;
    int done = 0;
    pass_params(w->pass, x);
    while (done < count) {
        int now = count - done < n->chunk ? count - done : n->chunk;
        double share = n->loss_scale * now / count;
        fill(w, which + done, now, w->epoch);
        pass_forward(w->pass, n->loss);
        loss += share * (double)pass_value(w->pass, n->loss)[0];
        if (correct)
            *correct += correct_of(w, which + done, now);
        w->ready = g != NULL;
        if (g) {
            pass_backward(w->pass, n->loss, share);
            pass_gradient(w->pass, g, done > 0);
        }
        done += now;
    }
    return loss;
}

double network_eval(const struct problem *p, void *work, const double *x, uint64_t draw, double *g)
{
    struct work *w = work;
    int count, correct = 0;
    const int *which = batch_of(w, draw, &count);
    bool counts = p->batched && w->n->data->classes > 0;
    double loss = eval_samples(w, x, which, count, g, counts ? &correct : NULL);
    w->right = counts ? (double)correct / count : NAN;
    return loss;
}

double network_part(const struct problem *p, void *work, const double *x, uint64_t draw, int i,
                    int k, double *g)
{
    (void)p;
    int count;
    const int *which = batch_of(work, draw, &count);
    int first = (int)((int64_t)count * i / k), end = (int)((int64_t)count * (i + 1) / k);
    struct work *w = work;
    if (end == first)
        return 0;
    eval_samples(w, x, which + first, end - first, g, NULL);
    w->ready = false; /* what it is ready for are sums with other weights */
    return (double)(end - first) / count;
}

void network_hess_vec(const struct problem *p, void *work, const double *x, uint64_t draw,
                      const double *v, double *out)
{
    struct work *w = work;
    const struct network *n = network_of(p);
    int count, done = 0;
    const int *which = batch_of(w, draw, &count);
    if (pass_params(w->pass, x))
        w->ready = false;
    while (done < count) {
        int now = count - done < n->chunk ? count - done : n->chunk;
        fill(w, which + done, now, w->epoch);
        if (!w->ready) {
            pass_forward(w->pass, n->loss);
            pass_backward(w->pass, n->loss, n->loss_scale * now / count);
            w->ready = true;
        }
        pass_hess_vec(w->pass, n->loss, v, out, done > 0);
        done += now;
    }
}

int network_measure(const struct problem *p, void *work, const double *x, enum data_part part,
                    int first, int count, struct measure *m)
{
    struct work *w = work;
    const struct network *n = network_of(p);
    int all = n->data->n[part], end = count < all - first ? first + count : all;
    const int *which = n->data->order + (part == PART_TEST ? n->data->n[0] : 0);
    pass_params(w->pass, x);
    w->ready = false;
    if (n->data->classes == 0)
        m->correct = -1;
    while (first < end) {
        int now = end - first < n->chunk ? end - first : n->chunk;
        fill(w, which + first, now, 0);
        pass_forward(w->pass, n->loss);
        m->samples += now;
        m->loss += n->loss_scale * now * (double)pass_value(w->pass, n->loss)[0];
        if (n->data->classes > 0)
            m->correct += correct_of(w, which + first, now);
        first += now;
    }
    return all;
}

void network_predict(const struct problem *p, void *work, const double *x, const double *in, int n,
                     double *out)
{
    struct work *w = work;
    const struct network *net = network_of(p);
    size_t inputs = (size_t)net->data->inputs, outputs = (size_t)network_width(net);
    pass_params(w->pass, x);
    w->filled = (struct filled){0};
    w->ready = false;
    while (n > 0) {
        int now = n < net->chunk ? n : net->chunk;
        pass_samples(w->pass, now);
        for (size_t i = 0; i < (size_t)now * inputs; i++)
            pass_value(w->pass, net->input)[i] = (real)in[i];
        pass_forward(w->pass, net->output);
        for (size_t i = 0; i < (size_t)now * outputs; i++)
            out[i] = (double)pass_value(w->pass, net->output)[i];
        in += (size_t)now * inputs;
        out += (size_t)now * outputs;
        n -= now;
    }
}

int network_batch(const struct problem *p, void *work, uint64_t draw, double *x, double *y)
{
    const struct data *d = network_data(p);
    int count;
    const int *which = batch_of(work, draw, &count);
    if (!x)
        return count;
    real *row = mem_alloc((size_t)d->inputs + (size_t)d->targets, sizeof *row),
         *target = row + d->inputs;
    for (int i = 0; i < count; i++) {
        data_rows(d, which + i, 1, row, target);
        for (int k = 0; k < d->inputs; k++)
            *x++ = (double)row[k];
        for (int k = 0; k < d->targets; k++)
            *y++ = (double)target[k];
    }
    free(row);
    return count;
}
