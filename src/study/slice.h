/* The loss over a plane through the parameters: f(centre + a·u + b·v) on a grid, worked out from
 * coarse to fine, a few points at a time. */
#ifndef STUDY_SLICE_H
#define STUDY_SLICE_H

#include <stdbool.h>
#include <stdint.h>

#include "problem/problem.h"

enum { SLICE_SIDE = 49, SLICE_POINTS = SLICE_SIDE * SLICE_SIDE, SLICE_SAMPLES = 256 };

struct slice {
    const struct problem *problem;
    void *work;     /* its own: the runs' stay as they are */
    int samples;    /* of the training data, the same at every point; 0: the problem's own loss */
    int pieces;     /* samples that are gone through in pieces of at_once; 0: all in one */
    int at_once;    /* likewise */
    double cost;    /* of a point, about, in multiplications */
    int every;      /* of the points in each direction, those of the finest picture: 1, 2 or 4 */
    uint64_t evals; /* made so far, for pictures and for markers */

    const double *centre, *along[2]; /* dim entries each; the caller's */
    double *x;                       /* [dim] the point that is being worked out, */
    struct measure so_far;           /* and of the samples gone through there */
    double box[4];                   /* a_lo a_hi b_lo b_hi: the outermost points */
    int *order;                      /* [SLICE_POINTS] coarse to fine */
    int done, whole;                 /* points there; points of the finest picture */
    int stride;                      /* of the finest picture that is there; 0: none yet */
    uint64_t version;                /* counts pictures */
    double *value;                   /* [SLICE_POINTS] from a_lo and b_lo on, b slowest */
    double base;                     /* taken off f: the infimum, or the least value */
    double lo, hi;                   /* log10(f − base) of lowest and highest colour */
};

void slice_init(struct slice *s, const struct problem *p);
void slice_release(struct slice *s);
/* Another plane, or another part of it: nothing of it is there yet. */
void slice_begin(struct slice *s, const double *centre, const double *u, const double *v,
                 const double box[4]);
/* The loss at x, by the same samples at every x, a piece of them at a time: another one, whose
 * multiplications are taken off *work. *so_far is empty at first. Whether *loss is there, counted,
 * and *so_far empty again. */
bool slice_loss_on(struct slice *s, const double *x, struct measure *so_far, double *loss,
                   double *work);
/* Where the slice's point (a, b) is, dim entries. */
void slice_point(const struct slice *s, double a, double b, double *x);
/* The next points, for about *work multiplications, which are taken off it. Whether all are there.
 */
bool slice_advance(struct slice *s, double *work);
bool slice_done(const struct slice *s);
int slice_side(const struct slice *s); /* points each way of the finest picture */

/* log10(f − base) at a part 0 to 1 of the way across and up, between the points there are, within
 * lo and hi; hi where f is not finite. */
double slice_height(const struct slice *s, double across, double up);

#endif
