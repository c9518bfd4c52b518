/* A plane through the parameters on which paths are shown: along the first two principal
 * directions of their points (as Li et al. 2018, "Visualizing the Loss Landscape of Neural Nets",
 * section 7, show trajectories; they take it through the last point, this one lies through the
 * points' mean, so that it is the nearest one to them and the shares are shares of variance), along
 * two parameters, or through where two runs are.
 *
 * All is worked out in the inner products of the points: nothing is as large as the parameters
 * until plane_spread_on. */
#ifndef STUDY_PLANE_H
#define STUDY_PLANE_H

#include "study/path_trace.h"

enum plane_by { PLANE_PCA, PLANE_AXES, PLANE_RUNS, PLANES_BY };
extern const char *const plane_names[PLANES_BY]; /* "pca", ... */

struct plane_spec { /* all bytes are compared */
    int by;         /* enum plane_by */
    int run;        /* whose points it is made of; -1: all runs' that are not lost (plane_runs) */
    int axis[2];    /* of PLANE_AXES: the numbers of two parameters */
    int of[2];      /* of PLANE_RUNS: two runs; the plane also goes through the first's start */
};

enum plane_stage { PLANE_DONE, PLANE_POINTS, PLANE_SOLVE, PLANE_TAKE };

struct plane {
    struct plane_spec spec;
    int want; /* main moments it must be made of; 0: nothing was begun */
    enum plane_stage stage;
    int mains;        /* those that it is made of, once done; 0: there is no plane of them */
    int points;       /* of them in all, by number: */
    int *id;          /* [main_room·runs] */
    double *centre;   /* [likewise] what of each point the centre is the sum of */
    double *along[2]; /* [likewise] and each direction. All 0: it is not in the points' span, */
    int axis[2];      /* but that parameter's, less what of it lies along the first; -1: it is */
    double middle[2]; /* the centre's own products with the directions */
    double box[4];    /* a_lo a_hi b_lo b_hi: the points and a margin */
};

struct plane_share {
    int points;
    double along[2]; /* shares of the variance of points, 0 to 1; NAN where they do not vary */
};

/* Whose points a plane of the first `mains` main moments is made of: the run's that is asked for;
 * of all runs, those that are not lost there (a point on the way out would be the whole path),
 * unless all are. How many have not been lost. */
int plane_runs(const struct path *p, const struct plane_spec *spec, int mains, bool is[RUNS_MAX]);

void plane_init(struct plane *pl, const struct path *p);
void plane_release(struct plane *pl);

/* The plane of the first `mains` main moments must be worked out: plane_work goes on with that for
 * about *work multiplications, which are taken off it. Whether it is done; what comes of it does
 * not depend on how it was cut up. There is no plane (mains is 0) where all their points are in one
 * place. Brings path_products up to date. */
void plane_begin(struct plane *pl, const struct plane_spec *spec, int mains);
bool plane_work(struct plane *pl, struct path *p, double *work);
void plane_forget(struct plane *pl);       /* as if nothing had been begun */
double plane_cost(const struct plane *pl); /* of a look at each pair of its points */

/* How much of the points of a run (-1: of all as above) at the first `mains` main moments it shows.
 * coord: where each moment's points lie on the plane, two numbers a run; NULL: by plane_place, for
 * which a direction off the span of the plane's own points has nothing of later ones either. */
struct plane_share plane_share(const struct plane *pl, struct path *p, const double *coord, int run,
                               int mains);

/* Where main point `id` lies on it. */
void plane_place(const struct plane *pl, const struct path *p, int id, double at[2]);

/* The plane itself: its centre and two unit vectors at right angles, dim entries each; a little at
 * a time, as plane_work; *at is 0 at first. */
bool plane_spread_on(const struct plane *pl, const struct path *p, double *centre, double *a,
                     double *b, int *at, double *work);

#endif
