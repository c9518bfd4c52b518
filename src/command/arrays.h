/* Parameters and data as NumPy arrays: --load-params, --save-params, --save-data. */
#ifndef COMMAND_ARRAYS_H
#define COMMAND_ARRAYS_H

#include "command/command.h"
#include "command/rows.h"
#include "lab/race.h"

/* Looks at the three options before anything steps, and starts the race from what is loaded. false:
 * a message was printed. */
bool arrays_check(const struct options *o, struct race *race);

/* Saves what was asked for, of the step that out says. false: a message was printed. */
bool arrays_save(const struct options *o, struct race *race, const struct outcome *out);

#endif
