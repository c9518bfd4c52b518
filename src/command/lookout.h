/* What a recording tells of a session: the script's chapters, clipping that begins, a run that ends
 * or comes to rest, a knob that is turned. Markers; where a script has chapters only these are, and
 * the rest are notes. */
#ifndef COMMAND_LOOKOUT_H
#define COMMAND_LOOKOUT_H

#include "backend/cast.h"
#include "session/session.h"

struct lookout {
    struct news_seen seen;
    bool chapters; /* the script has some */
};

/* From now on. */
void lookout_begin(struct lookout *w, const struct session *s);
/* Writes what is new since the last time; with `keys` those that the script pressed, too. */
void lookout_look(struct lookout *w, struct session *s, struct cast *cast, double at, bool keys);

#endif
