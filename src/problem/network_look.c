/* What those who look at a network ask of it: the test, single answers, batches, states. */
#include <stdlib.h>

#include "base/memory.h"
#include "problem/network_work.h"

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
        network_fill(w, which + first, now, 0);
        pass_forward(w->pass, n->loss);
        m->samples += now;
        m->loss += n->loss_scale * now * (double)pass_value(w->pass, n->loss)[0];
        if (n->data->classes > 0)
            m->correct += network_correct(w, now);
        first += now;
    }
    return all;
}

void network_predict(const struct problem *p, void *work, const double *x, const double *in, int n,
                     double *out)
{
    struct work *w = work;
    const struct network *net = network_of(p);
    size_t inputs = (size_t)net->data->inputs,
           outputs = (size_t)net->data->scored * (size_t)net->outputs;
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
    const int *which = network_batch_of(work, draw, &count);
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

bool network_has_states(const struct problem *p)
{
    return network_is(p) && network_of(p)->state > 0 &&
           network_of(p)->graph.node[network_of(p)->state].op == &op_rnn;
}

void network_states_size(const struct problem *p, int *steps, int *units)
{
    const struct network *n = network_of(p);
    *steps = n->graph.node[n->state].shape.rows;
    *units = n->graph.node[n->state].shape.cols;
}

int network_states(const struct problem *p, void *work, const double *x, uint64_t draw, int most,
                   struct states *s)
{
    struct work *w = work;
    const struct network *n = network_of(p);
    int count;
    const int *which = network_batch_of(w, draw, &count);
    count = count < most ? count : most;
    count = count < n->chunk ? count : n->chunk;
    pass_params(w->pass, x);
    network_fill(w, which, count, w->epoch);
    w->ready = false;
    pass_forward(w->pass, n->state);
    network_states_size(p, &s->steps, &s->units);
    s->h = pass_value(w->pass, n->state);
    s->weight = pass_value(w->pass, n->recurrent);
    return count;
}
