/* What pictures of a network need besides problem.h. For problems that are networks alone. */
#ifndef PROBLEM_NETWORK_H
#define PROBLEM_NETWORK_H

#include "net/data.h"
#include "problem/problem.h"

extern const struct problem_kind problem_network;

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

/* How many steps see all of the training part once. */
uint64_t network_epoch(const struct problem *p);

#endif
