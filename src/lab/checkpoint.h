/* Checkpoints: a race as it was at some of its steps, so that one can go back without stepping the
 * whole way again. As many as a budget of memory holds, spread over the run and closer together
 * towards its end; step 0 is always among them and takes no room.
 *
 * What is kept is what stepping depends on (and the trace's newest bucket and marks); the gradient
 * is computed again. Going back and stepping forward gives the same race to the bit. */
#ifndef LAB_CHECKPOINT_H
#define LAB_CHECKPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lab/race.h"

#define CHECKPOINT_BUDGET ((size_t)256 << 20)
enum { CHECKPOINTS_MAX = 128 };

struct checkpoints;

/* For races of this shape: as many runs, parameters and states. Sets aside at most `budget` bytes
 * at once (touched only as they are used), none where not even one checkpoint fits. The race's
 * traces keep what they would forget from here on. */
struct checkpoints *checkpoints_new(struct race *race, size_t budget);
void checkpoints_free(struct checkpoints *c);

/* The race stands at step 0 and begins anew: all are forgotten but this one. */
void checkpoints_begin(struct checkpoints *c, const struct race *race);
/* The step over `step` at which checkpoints_keep would next keep one. */
uint64_t checkpoints_due(const struct checkpoints *c, uint64_t step);
/* Keeps the race as it is, if one is due at its step and missing. Where there is no room the
 * one that is missed least makes way. Allocates nothing. */
void checkpoints_keep(struct checkpoints *c, const struct race *race);
/* Forgets those after step: what follows will be another run. */
void checkpoints_cut(struct checkpoints *c, uint64_t step);

/* The latest step at or before `step` that is kept. */
uint64_t checkpoints_before(const struct checkpoints *c, uint64_t step);
/* The race as it was there. Costs an evaluation a run, which is not counted. */
void checkpoints_restore(struct checkpoints *c, struct race *race, uint64_t step);

size_t checkpoints_bytes(const struct checkpoints *c); /* set aside */
int checkpoints_count(const struct checkpoints *c);    /* kept, without step 0 */
int checkpoints_room(const struct checkpoints *c);

#endif
