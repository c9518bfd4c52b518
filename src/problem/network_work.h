/* What a user of a network has of it, for the files of networks that evaluate it. */
#ifndef PROBLEM_NETWORK_WORK_H
#define PROBLEM_NETWORK_WORK_H

#include "problem/network_parts.h"

/* Samples which[0..count) of the data, as they lie in the pass. */
struct filled {
    const int *which;
    int count;
    uint64_t epoch;
};

/* An evaluation, or a product, as far as it has come: a chunk of its samples after the other. */
struct job {
    enum { JOB_FORWARD, JOB_BACKWARD, JOB_TANGENT } stage; /* of the chunk */
    const int *which;
    int count, done, now; /* samples: all, of the chunks before, of this chunk */
    const double *v;      /* NULL: an evaluation */
    double *out;          /* its gradient (NULL: the loss alone), or the product */
    bool counts;          /* the right answers */
    double loss, correct, norm;
};

struct work {
    const struct network *n;
    struct pass *pass;
    int *order;     /* the training part, shuffled for `epoch` */
    uint64_t epoch; /* UINT64_MAX: not shuffled yet */
    struct filled filled;
    struct job job;
    double *jacobian; /* scratch of jacobian_make; NULL: there is nothing to make */
    bool ready;       /* forward and backward are done for what is filled and the parameters */
    double right;     /* share of the mini-batch that eval was called with last; NAN: not counted */
};

/* network_eval.c. The samples of a draw's batch, and puts samples into the pass, where nothing is
 * done if they are there already. */
const int *network_batch_of(struct work *w, uint64_t draw, int *count);
void network_fill(struct work *w, const int *which, int count, uint64_t epoch);
/* How many of the answers in the pass are right, in samples. */
double network_correct(const struct work *w, int count);

#endif
