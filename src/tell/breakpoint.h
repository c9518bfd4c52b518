/* Breakpoints: what may be worth stopping at, as a table of conditions on a run and the step it has
 * just made, each with a sentence that says why. */
#ifndef TELL_BREAKPOINT_H
#define TELL_BREAKPOINT_H

#include <stdbool.h>
#include <stddef.h>

#include "lab/run.h"

struct breakpoint {
    const char *name; /* "clip-on" */
    const char *help; /* what it stops at, one line */
    /* Whether the step from last to now met it; one of the two. box is what the landscape shows. */
    bool (*hit)(const struct run *r);
    bool (*hit_in)(const struct run *r, const double box[4]);
    /* The sentence, as insight_fill reads it; or what chooses it. */
    const char *text;
    const char *(*choose)(const struct run *r);
};

enum { BREAKPOINTS_MAX = 32 };
extern const struct breakpoint breakpoints[]; /* NULL-named past the last */
extern const int n_breakpoints;

/* Whether the step that the run has just made meets b, and the sentence about it. The run is
 * settled. */
bool breakpoint_meets(const struct breakpoint *b, const struct run *r, const double box[4]);
void breakpoint_say(const struct breakpoint *b, const struct run *r, char *buf, size_t size);

/* The first of those armed (bit i: breakpoints[i]) that the step the run has just made meets, or
 * NULL. For runs whose last row is a step: not at step 0. */
const struct breakpoint *breakpoint_hit(const struct run *r, unsigned armed, const double box[4]);

#endif
