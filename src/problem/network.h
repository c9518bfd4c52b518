/* What pictures of a network need besides problem.h. For problems that are networks alone. */
#ifndef PROBLEM_NETWORK_H
#define PROBLEM_NETWORK_H

#include "net/data.h"
#include "problem/problem.h"

extern const struct problem_kind problem_network, problem_recurrent, problem_transformer;

/* Whether p is an open network; its data; how many numbers an answer has. */
bool network_is(const struct problem *p);
const struct data *network_data(const struct problem *p);
int network_outputs(const struct problem *p);

/* What the network with parameters x says of n samples: in has n×inputs numbers, out room for
 * n×outputs (before the softmax), of a sequence for each step that has an answer. Does not
 * allocate; work as in eval. */
void network_predict(const struct problem *p, void *work, const double *x, const double *in, int n,
                     double *out);

/* Writes the mini-batch of a draw as rows of x (inputs) and y (targets, or one class number);
 * returns how many samples it has. x and y NULL: the number alone. */
int network_batch(const struct problem *p, void *work, uint64_t draw, double *x, double *y);

/* Whether it is a recurrence h_t = tanh(... + W h_{t−1}), the size of that, and the states of the
 * first samples of a draw's mini-batch, at most `most`: how many. They stand until work is used
 * again. */
struct states {
    int steps, units;
    const real *h;      /* samples × steps × units */
    const real *weight; /* W, units × units */
};
bool network_has_states(const struct problem *p);
void network_states_size(const struct problem *p, int *steps, int *units);
int network_states(const struct problem *p, void *work, const double *x, uint64_t draw, int most,
                   struct states *s);

#endif
