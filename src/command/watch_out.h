/* What `watch` makes of its logs: rows as CSV and as JSON, a summary for who has no terminal, one
 * frame, lines that tell it, and the live screen. */
#ifndef COMMAND_WATCH_OUT_H
#define COMMAND_WATCH_OUT_H

#include <stdio.h>

#include "backend/backend.h"
#include "command/command.h"
#include "watch/watch_panel.h"

/* Every step of every run, the record that came last of it. false: a message was printed. */
bool watch_write_csv(struct watch *w, FILE *out);
/* The same with what is known of each run, what is wrong with it and what rules would have done. */
bool watch_write_json(struct watch *w, FILE *out);
void watch_print(const struct watch *w, bool unicode);

/* What the command line says of logs; false: a message was printed. */
bool watch_ask_of(const struct options *o, struct watch_ask *ask);
/* Types --keys; false: a message was printed. */
bool watch_type(const struct options *o, struct watch *w, struct watch_view *v);
/* One frame of what was read, to -o or standard output, as --format says or the file's name.
 * Returns the exit status. */
int watch_picture(const struct options *o, struct watch *w);
/* `snapshot LOG`: reads it to its end first. */
int watch_snapshot(const struct options *o);
/* Whether that is a log rather than a scene or a recording. */
bool watch_is_log(const struct options *o);

/* Reads to the end and tells what it sees as it comes. Returns the signal that ended it, or 0. */
int watch_narrate(struct watch *w, bool unicode);

/* Reads what comes, draws it and takes keys until the user quits. Returns the signal that ended it,
 * or 0; *fault: what was read is no log (watch_check says why). */
int watch_loop(struct terminal *t, struct watch *w, struct watch_view *v, bool *fault);

#endif
