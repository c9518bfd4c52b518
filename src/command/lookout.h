/* What happens in a race that a recording tells of: clipping begins, a run ends or comes to rest, a
 * knob is turned. Markers, or, where a script has chapters, which are the markers, notes. */
#ifndef COMMAND_LOOKOUT_H
#define COMMAND_LOOKOUT_H

#include "backend/cast.h"
#include "lab/race.h"

struct lookout {
    uint64_t step;
    bool chapters; /* the script has some */
    enum run_status status[RUNS_MAX];
    bool clipped[RUNS_MAX];
    struct mark mark[RUNS_MAX]; /* the newest of each run */
};

/* From now on. */
void lookout_begin(struct lookout *w, const struct race *race, bool chapters);
/* Marks what is new since the last time. */
void lookout_look(struct lookout *w, const struct race *race, struct cast *cast, double seconds);

/* The newest turn of a knob of the run, its knob NULL if there was no turn; and the next after
 * `was`, which becomes it, in words: "hard: gamma 1 → 2". false: it was the newest. */
struct mark mark_newest(const struct run *r);
bool mark_next(const struct run *r, struct mark *was, char *words, size_t size);

#endif
