/* The interactive loop: the only place that reads a clock. */
#ifndef COMMAND_LOOP_H
#define COMMAND_LOOP_H

#include "backend/backend.h"
#include "session/session.h"

struct loop_options {
    double fps;    /* frames a second at most */
    bool has_stop; /* pauses before step `stop` + 1 */
    uint64_t stop;
};

/* Plays the session on the terminal until it is quit. 0, or the signal that asked for the end. */
int loop_run(struct terminal *t, struct session *s, const struct loop_options *o);

#endif
