/* The map of a session: what becomes of its selected run at each setting of a grid, worked out in
 * the background while the runs go on. */
#ifndef SESSION_MAP_WORK_H
#define SESSION_MAP_WORK_H

#include "scene/scene.h"
#include "study/sweep.h"

/* What a map is of; all bytes are compared. */
struct map_key {
    int run;
    uint64_t race; /* which race of the session */
    double start[PROBLEM_START_MAX];
    double opt_par[PARAMS_MAX], clip_par[PARAMS_MAX]; /* the knobs that are not swept */
};

struct map {
    struct sweep sweep;
    struct sweep_axis lr, gamma;
    struct map_key key;
    double *starts;       /* the scene's number of them, dim entries each */
    unsigned char *ready; /* as of map_poll: what is drawn does not change in between */
    int done;             /* likewise */
    double share;         /* of the work, likewise; it does not fall */
    int best; /* the cell that reached the goal in the fewest steps, of those that are safe from
                 every start, where that is known and any is; -1: none did */
};

/* The grid of a run as the scene says; where it says nothing, two decades each way from the run's
 * own setting. */
void map_axes(const struct scene *s, const struct run_spec *run, struct sweep_axis *lr,
              struct sweep_axis *gamma);
/* The plan of a run: the scene's goal and steps, from `starts` (as many as the scene says; kept).
 */
struct sweep_plan map_plan(const struct scene *s, const struct race *race, int run,
                           const double *starts);

/* Begins to work the map out. map_poll brings ready, done and best up to date; with `wait` not
 * before all is there. map_free stops the threads first. */
struct map *map_new(const struct scene *s, const struct race *race, const struct map_key *key);
void map_poll(struct map *m, bool wait);
void map_free(struct map *m);

#endif
