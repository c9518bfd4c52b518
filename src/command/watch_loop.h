/* Watched logs live in the terminal. */
#ifndef COMMAND_WATCH_LOOP_H
#define COMMAND_WATCH_LOOP_H

#include "backend/backend.h"
#include "watch/watch_panel.h"

/* Reads what comes, draws it and takes keys until the user quits. Returns the signal that ended it,
 * or 0; *fault: what was read is no log (watch_check says why). */
int watch_loop(struct terminal *t, struct watch *w, struct watch_view *v, bool *fault);

#endif
