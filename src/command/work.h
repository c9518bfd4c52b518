/* Long work without a terminal: how far it is, and how it ends early. */
#ifndef COMMAND_WORK_H
#define COMMAND_WORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct work {
    uint64_t total, done; /* steps, over all runs */
    uint64_t chunk;       /* steps between two looks at the clock */
    uint64_t until;       /* of done, when the next is due */
    const char *unit;     /* what is counted: "step" unless set after work_begin */
    double began, looked, shown;
    bool to_terminal; /* standard error is one */
    bool line;        /* there is a line to wipe away */
};

/* From here on INT, TERM and HUP ask for an end; work_end lets them act again. */
void work_begin(struct work *w, uint64_t total);
void work_look(struct work *w, const char *doing);

/* n more steps were done. false: a signal asks for the end. */
static inline bool work_did(struct work *w, uint64_t n, const char *doing)
{
    w->done += n;
    if (w->done >= w->until)
        work_look(w, doing);
    return w->until != 0;
}

/* Steps that may be made before the next look. */
static inline uint64_t work_share(const struct work *w, uint64_t left)
{
    return left < w->until - w->done ? left : w->until - w->done;
}

/* Of a log, for watch_read_all, whose ctx is the work: reading a pipe may take as long as a
 * training, and signals end it. */
bool work_ends_reading(void *ctx, size_t bytes);

/* Wipes the line. Returns the signal that asked for an end (to be raised again once all is cleaned
 * up), or 0. */
int work_end(struct work *w);

#endif
