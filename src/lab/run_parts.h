/* The parts of a run, for its files alone. */
#ifndef LAB_RUN_PARTS_H
#define LAB_RUN_PARTS_H

#include "lab/run.h"

/* step.c */
void step_propose(struct run *r); /* the coming update, unless it is known */
void step_first(struct run *r);   /* begins step 0, at r->start, for run_slice to go on with */
void row_open(struct row *row, uint64_t step, enum run_status status);

#endif
