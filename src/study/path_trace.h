/* The ways of a race's runs through their parameters: where each of them was at some of its steps,
 * and the inner products of those points, which is all that their principal directions need.
 *
 * A point is kept at every step at first, and then as many in every doubling of the steps: which
 * ones depends on the step alone, so that going back takes points away and changes none. */
#ifndef STUDY_PATH_TRACE_H
#define STUDY_PATH_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lab/race.h"

#define PATH_BUDGET ((size_t)256 << 20)
/* Moments kept in each doubling of the steps, fewer where there is no room for them; and those of
 * them that planes are made of. */
enum { PATH_FINE = 16, PATH_MAIN = 4 };
/* A run whose loss is so many times what the highest was at the start is on its way out: such a
 * point would be the whole path. */
#define PATH_OUT 1e4

struct principal;

struct path_next {        /* of `run` at main moment `known`, with those before it in turn */
    int run, other, done; /* the other point's number; parameters that are summed up */
    double sum[4];
};

struct path {
    int runs, dim;
    int fine, main;        /* moments in each doubling: kept, and of those the main ones */
    int room, n;           /* moments */
    int main_room, n_main; /* main ones */
    uint64_t *step;        /* [room] of each moment, rising from 0 */
    int *at;               /* [main_room] which moment a main one is */
    unsigned char *ok;     /* [room × runs] whether there is a point: finite, not on its way out */
    float *point;          /* [room × runs × dim] parameters less the origin */
    double *origin;        /* [dim] where the first run starts */
    double most;           /* the loss at which a run is on its way out */
    int known;             /* main moments whose products are there, */
    struct path_next next; /* and the product that is being worked out */
    double *product;       /* [main_room·runs]²: inner products of main points, both halves */
    int *id;               /* [main_room·runs] scratch */
    struct principal *principal;
};

/* For races of this shape, empty. Sets aside at most `budget` bytes for the points at once (touched
 * only as they are used). NULL where there is no room for four moments. */
struct path *path_new(const struct race *race, size_t budget);
void path_free(struct path *p);

/* The race stands at step 0 and begins anew: all is forgotten but this point. */
void path_begin(struct path *p, const struct race *race);
/* The step over `step` at which path_keep would next keep one; UINT64_MAX: never. */
uint64_t path_due(const struct path *p, uint64_t step);
/* Keeps where the runs are, if that is due at the race's step and not there yet. Allocates nothing.
 */
void path_keep(struct path *p, const struct race *race);
/* Forgets what is after step: what follows will be another run. */
void path_cut(struct path *p, uint64_t step);

/* How many moments, and how many main ones, are at or before step. */
int path_moments(const struct path *p, uint64_t step);
int path_main(const struct path *p, uint64_t step);

/* Brings the products of the first n main moments up to date, for about *work multiplications,
 * which are taken off it. Whether all are there: if not, the next call goes on from here, and comes
 * to the same numbers as one that is given INFINITY. */
bool path_products(struct path *p, int n, double *work);

/* Point of a run at main moment i: its number in `product`, and whether there is one. */
static inline int path_id(const struct path *p, int i, int run)
{
    return i * p->runs + run;
}

static inline bool path_has(const struct path *p, int moment, int run)
{
    return p->ok[(size_t)moment * (size_t)p->runs + (size_t)run];
}

static inline const float *path_point(const struct path *p, int moment, int run)
{
    return p->point + ((size_t)moment * (size_t)p->runs + (size_t)run) * (size_t)p->dim;
}

static inline double path_product(const struct path *p, int a, int b)
{
    return p->product[(size_t)a * (size_t)p->main_room * (size_t)p->runs + (size_t)b];
}

#endif
