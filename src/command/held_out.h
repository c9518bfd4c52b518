/* What runs on data say of samples they were not trained on. */
#ifndef COMMAND_HELD_OUT_H
#define COMMAND_HELD_OUT_H

#include "command/rows.h"
#include "lab/race.h"

/* Prints loss and share of right answers over the whole test part, a row for each run, at the step
 * that out says; nothing where there is no such part. */
void exam_print(const struct race *race, const struct outcome *out, bool unicode);

#endif
