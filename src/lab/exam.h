/* Exams: what a run says of training and test samples at every N-th step, measured a piece at a
 * step so that nobody waits. Which step is measured and which brings its score follow from step
 * numbers alone: the score of step t comes with step t + K, with K the pieces but one, whatever
 * the machine.
 *
 * Of the training part up to EXAM_FEW samples are looked at, or as many as the test part has where
 * those are more: the first in the order of the data. */
#ifndef LAB_EXAM_H
#define LAB_EXAM_H

#include <stdbool.h>

#include "lab/trace.h"
#include "problem/problem.h"

enum { EXAM_FEW = 4096 };
/* Parameters times samples of a piece: the forward pass of so much takes about as long as a step of
 * a network that large, a few milliseconds. */
#define EXAM_PIECE ((double)(1 << 28))

struct exam {
    uint64_t every; /* a step that this divides begins one, unless another is under way */
    int chunk;      /* samples a step */
    int n[2];       /* samples looked at, of each data_part */
    uint64_t step;  /* whose parameters are examined */
    int done;       /* samples, of n[0] + n[1]: all of them, and it is over */
    struct measure sum[2];
    struct score last; /* the newest score */
    float *x; /* the parameters of `step`, in the precision of networks; NULL: a step does it all */
};

/* N where nobody said: 10, or 200 where a step cannot do it all; 0 where there is no test part. */
uint64_t exam_every(const struct problem *p);

/* For problems with data, every > 0; piece 0: EXAM_PIECE. */
struct exam *exam_new(const struct problem *p, uint64_t every, double piece);
void exam_free(struct exam *e);
void exam_clear(struct exam *e); /* as if nothing had been measured */

/* Whether there is anything for exam_step to do at `step`. */
bool exam_wants(const struct exam *e, uint64_t step);
/* The parameters at `step` are x (dim entries, scratch as many): begins or goes on, one piece.
 * Whether that brought a score, e->last. *pieces counts forward passes over a piece of a part. */
bool exam_step(struct exam *e, const struct problem *p, void *work, const double *x, uint64_t step,
               double *scratch, uint64_t *pieces);

/* All of a part at once: sums of loss and right answers. samples 0: there is no such part. */
struct measure exam_part(const struct problem *p, void *work, const double *x, enum data_part part);

#endif
