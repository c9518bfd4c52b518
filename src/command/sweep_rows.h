/* What `sweep` writes: rows of settings as CSV, and the table of each run's best. */
#ifndef COMMAND_SWEEP_ROWS_H
#define COMMAND_SWEEP_ROWS_H

#include <stdio.h>

#include "lab/race.h"
#include "study/search.h"

/* A row "run,lr,gamma,status,steps,loss" in full precision; a knob the run has not is empty. */
void sweep_csv(FILE *out, const char *run, const struct sweep_point *p, const struct sweep_cell *c);

/* What a search found for a run: kept, since the rows are compared with each other. */
struct found {
    bool any;
    struct search_best best;
    uint64_t limit, runs, steps; /* the most steps it allowed; what it cost */
};

struct found found_of(const struct search *s);

/* The table of found[0 .. race->n), with how many times faster each is than the first run without
 * a clip (or the first of all), and what all of it has cost. */
void best_print(const struct race *race, const struct found *found, bool unicode);

/* The row of a run; of one that reaches the goal nowhere no setting, and the steps that were not
 * enough. */
void best_csv(FILE *out, const char *run, const struct found *f);

#endif
