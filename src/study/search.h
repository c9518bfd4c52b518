/* The best setting of a run, for the worst of several starts: the setting that reaches the goal in
 * the fewest steps from the start that takes longest. Only methods tuned alike can be compared:
 * from one known start any method can be tuned to land in a step.
 *
 * First the whole grid with few steps, then with four times as many, until a setting reaches the
 * goal from every start; then finer and finer grids around the best settings found, where a run is
 * given up once it takes longer than the best so far; until two rounds on end have gained next to
 * nothing. The same result for any number of threads.
 *
 * The worst of n starts is the worst of these alone: more of them find harder ones, and a setting
 * that needs a few steps more. */
#ifndef STUDY_SEARCH_H
#define STUDY_SEARCH_H

#include "study/sweep.h"

enum { SEARCH_BEAM = 4, SEARCH_ROUNDS = 12, SEARCH_FINE = 9, SEARCH_FINE_LINE = 17 };

struct search_best {
    struct sweep_point at;
    struct sweep_cell cell; /* of the worst start */
};

struct search {
    struct sweep sweep;
    struct sweep_axis lr, gamma;
    uint64_t limit, budget; /* steps a run may make at all, and in this round */
    int round;              /* 0: the grid; then the refinements */
    bool begun;
    int idle;                     /* rounds on end that gained next to nothing */
    double width_lr, width_gamma; /* log of the factor between neighbours of this round */
    int n_best;                   /* best first, none beside another of its round */
    struct search_best best[SEARCH_BEAM];
    uint64_t runs, steps; /* what it has cost so far */
};

/* The goal, starts and most steps a run makes are plan's; the grid is searched first. */
void search_init(struct search *s, const struct sweep_plan *plan, const struct sweep_axis *lr,
                 const struct sweep_axis *gamma, int threads);
void search_release(struct search *s);

/* Puts the next round's points into s->sweep and starts it; the caller waits for it and calls
 * again. false: the search is over, and best[0] holds its result, n_best 0 if the goal was reached
 * nowhere. */
bool search_next(struct search *s);

#endif
