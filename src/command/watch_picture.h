/* A watched log as one frame, and told in lines. */
#ifndef COMMAND_WATCH_PICTURE_H
#define COMMAND_WATCH_PICTURE_H

#include "command/command.h"
#include "watch/watch_panel.h"

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

#endif
