/* What was turned in a session that a scene goes on from, for `run`, which steps its runs one after
 * the other: every knob at its step. */
#ifndef COMMAND_TURNS_H
#define COMMAND_TURNS_H

#include "session/session.h"

struct turns {
    int n, next;
    struct deed *deed; /* by step; malloc'd */
};

/* Those of a scene that goes on, found by opening it; other scenes have no such turns. */
void turns_begin(struct turns *t, const struct scene *scene);
void turns_release(struct turns *t);
/* Before another run is stepped from the beginning. */
void turns_rewind(struct turns *t);

/* Run `index`, before the update of its step. */
void turns_make(struct turns *t, struct run *r, int index);
static inline void turns_due(struct turns *t, struct run *r, int index)
{
    if (t->next < t->n && t->deed[t->next].step <= r->now.step)
        turns_make(t, r, index);
}

#endif
