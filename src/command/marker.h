/* --marker: a marker of a recording, or a chapter of a script, by its number or its name. */
#ifndef COMMAND_MARKER_H
#define COMMAND_MARKER_H

#include "session/session.h"

/* Plays the session's script up to the chapter; what it waits for on the way is given to it. false:
 * a message was printed. */
bool marker_go(struct session *s, const char *word);

/* The scene that a recording carries, as it stands at the marker, or (NULL) at the end. Faults go
 * to r. */
bool marker_scene(struct scene *scene, const char *path, const char *word, struct report *r);

/* Adds to r the faults of `inner`, of the session in the recording at path, whose lines are the
 * session's: each at the line of the recording where that stands. */
void marker_faults(struct report *r, const char *path, const struct report *inner);

#endif
