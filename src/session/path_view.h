/* The paths of a session's runs on a plane, with the loss on it: what the panel `path` draws. Made
 * where that panel is among the scene's, and brought up to date by session_settle: at once, or in
 * the background a bounded number of multiplications each time (path_work.c), while the picture
 * that was there stays. What it comes to is the same to the bit. */
#ifndef SESSION_PATH_VIEW_H
#define SESSION_PATH_VIEW_H

#include "study/plane.h"
#include "study/slice.h"

/* A run against the slice: where its point falls on the plane, and both losses. */
struct path_gap {
    uint64_t step, plane; /* at which and on which the losses were measured; plane 0: not yet */
    double slice;         /* the loss of the slice at the run's place */
    double truth;         /* the run's own, of the same samples as the slice */
};

/* Where a run is on the plane: along the two directions. */
struct path_place {
    uint64_t step, plane; /* likewise */
    double at[2];
};

/* The gap that is being measured. */
struct path_gauge {
    int run;            /* -1: none is */
    bool below;         /* the slice's loss is, and not the run's own */
    struct path_gap to; /* what is known of it, */
    double at[2];       /* and where it is measured */
    struct measure so_far;
    double *x; /* [dim] where */
};

/* A plane spread out over all parameters, and the path on it. */
struct path_sight {
    struct plane_spec spec;
    int mains; /* main moments it is of; 0: missing */
    double box[4];
    double *centre, *u, *v; /* dim entries each */
    double *coord;          /* [room × runs × 2] where points lie; NAN: missing */
    int placed;             /* moments of which that is known */
};

struct path_view {
    struct path *path; /* NULL: too many parameters for any memory set aside */
    struct slice slice;

    struct plane_spec spec;    /* what is asked for, and what the list is of */
    struct plane plane, trial; /* the one in force where it is looked, and of one moment more */
    int *taken, n_taken;       /* at how many main moments planes were taken, rising */
    int looked;                /* main moments looked at for that */
    int moments, mains;        /* those of the path up to the step that is shown */

    struct path_sight seen;   /* what is shown, */
    struct path_sight coming; /* and what will be: mains and spec those being spread; 0: none */
    int spread;               /* of the coming one: as plane_spread_on's `at` */
    uint64_t planes;          /* counts those that were shown so far */
    bool behind;              /* the one that is shown is not yet that of the step */

    struct plane_share share;        /* of the points the plane is of */
    struct plane_share of[RUNS_MAX]; /* of each run's */
    int shared;                      /* main moments at which those were worked out; -1: not */
    struct path_gap gap[RUNS_MAX];
    struct path_gauge gauge;
    struct path_place place[RUNS_MAX];
    int next_gap, next_place;
    int turn;      /* where there is not the time for both: 0: that of a gap, else of the picture */
    double pace;   /* 1; what is done at a time in the background, against the usual */
    double worked; /* multiplications, by their prices, when that was done last in the background */
};

/* The step at which the plane that is shown was taken. */
uint64_t path_view_step(const struct path_view *v);
/* Moments up to the step that is shown whose places are known. */
int path_view_moments(const struct path_view *v);
/* Where a run's point at a moment lies on the plane. false: not known. */
bool path_view_at(const struct path_view *v, int moment, int run, double at[2]);

#endif
