/* The paths of a session's runs on a plane, with the loss on it: what the panel `path` draws. Made
 * where that panel is among the scene's, and brought up to date by session_settle. */
#ifndef SCENE_PATH_VIEW_H
#define SCENE_PATH_VIEW_H

#include "lab/plane.h"
#include "lab/slice.h"

/* A run against the slice: where its point falls on the plane, and both losses. */
struct path_gap {
    uint64_t step;  /* at which this was measured */
    uint64_t plane; /* on which; 0: not measured */
    double at[2];   /* along the two directions */
    double slice;   /* the loss of the slice there */
    double truth;   /* the run's own, of the same samples as the slice */
};

struct path_view {
    struct path *path; /* NULL: too many parameters for any memory set aside */
    struct slice slice;
    double *centre, *u, *v; /* dim entries each */

    struct plane_spec spec;    /* what is shown, and what the list is of */
    struct plane plane, trial; /* mains 0: none yet */
    int *taken, n_taken;       /* at how many main moments planes were taken, rising */
    int looked;                /* main moments looked at for that */
    int spread;                /* how many main moments the one in u and v is of; 0: none */
    uint64_t planes;           /* counts planes spread so far */

    int moments, mains;              /* those of the path up to the step that is shown */
    double *coord;                   /* [room × runs × 2] where points lie; NAN: there is none */
    int placed;                      /* moments of which that is known */
    struct plane_share share;        /* of the points the plane is of */
    struct plane_share of[RUNS_MAX]; /* of each run's */
    int shared;                      /* main moments at which those were worked out; -1: not */
    struct path_gap gap[RUNS_MAX];
    int next_gap;
    bool turn; /* whose it is where there is not the time for both: the picture's, or a gap's */
};

/* The step at which the plane that is shown was taken. */
uint64_t path_view_step(const struct path_view *v);
/* Where a run's point at a moment lies on the plane. false: there is none. */
bool path_view_at(const struct path_view *v, int moment, int run, double at[2]);

#endif
