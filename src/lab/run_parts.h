/* The parts of a run, for its files alone. */
#ifndef LAB_RUN_PARTS_H
#define LAB_RUN_PARTS_H

#include <math.h>

#include "base/vec.h"
#include "lab/run.h"

/* One dimension needs no square root; it is where millions of steps a second are wanted. */
static inline double run_norm(const double *v, int n)
{
    return n == 1 ? fabs(v[0]) : vec_norm(v, n);
}

/* propose.c */
void step_propose(struct run *r); /* the coming update, unless it is known */

/* step.c */
void step_first(struct run *r); /* begins step 0, at r->start, for run_slice to go on with */
void row_open(struct row *row, uint64_t step, enum run_status status);

#endif
