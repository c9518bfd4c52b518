/* A bad batch: at one step the gradient of a run is not what the loss gives, so that one sees what
 * its rules make of it and how long they remember. */
#ifndef LAB_BAD_BATCH_H
#define LAB_BAD_BATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/param.h"

struct run;

enum bad_kind {
    BAD_SCALE,    /* times bad-size */
    BAD_OUTLIER,  /* a random direction, bad-size times as long as the gradient was */
    BAD_NAN,      /* no number */
    BAD_INFINITE, /* infinite */
    BAD_BIT,      /* the top bit of the exponent of the largest entry flips: 0.5 becomes 9e307 */
    BAD_KINDS
};

enum { BAD_STEP, BAD_KIND, BAD_SIZE, BAD_LAYER, BAD_PARAMS };
extern const struct param bad_params[BAD_PARAMS];

/* Whether the gradient of step is bad; of step 0 it never is. bad_par is the run's: inline, since
 * every step asks. */
static inline bool bad_at(const double bad_par[BAD_PARAMS], uint64_t step)
{
    return bad_par[BAD_STEP] > 0 && bad_par[BAD_STEP] == (double)step;
}

/* Damages g, the gradient at step, if it is bad there. */
void bad_damage(const struct run *r, uint64_t step, double *g);

/* What the newest bad batch has left behind in a run's steps, lengths over that of the last step
 * before it. */
struct bad_trail {
    uint64_t at;    /* the step of the bad gradient; 0: none so far, and the rest is NAN */
    double before;  /* length of the step before it */
    double hit;     /* of the step that is made with it, over `before`; 0: skipped */
    double now;     /* of the last step */
    double least;   /* the shortest since */
    uint64_t since; /* steps made after the bad one */
    uint64_t back;  /* after so many every step was within BAD_BACK of `before`; UINT64_MAX: not
                       yet */
};
#define BAD_BACK 0.1

/* Notes the length of the step that r has made from its row `last`, which is bad or was made after
 * a bad one; part of run_commit. */
void bad_note(struct run *r);

#endif
