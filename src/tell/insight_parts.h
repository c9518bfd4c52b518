/* What the tables of insight share: the numbers rules look at, and how they are written. */
#ifndef TELL_INSIGHT_PARTS_H
#define TELL_INSIGHT_PARTS_H

#include "tell/insight.h"

/* Rules of a theme, ended by a NULL name. */
extern const struct insight_rule insight_ends[];       /* converged, diverged, cycling, stalled */
extern const struct insight_rule insight_clips[];      /* what clipping does to a run */
extern const struct insight_rule insight_clip_steps[]; /* and to a step */
extern const struct insight_rule insight_rates[];      /* learning rate against curvature */
extern const struct insight_rule insight_swings[];     /* a loss that goes up and down */
extern const struct insight_rule insight_races[];      /* runs against each other */
extern const struct insight_rule insight_race_steps[]; /* and their steps; the rest */
extern const struct insight_rule insight_batches[];    /* mini-batches */
extern const struct insight_rule insight_tests[];      /* training data against test data */
extern const struct insight_rule insight_clinic[];     /* mistakes in clipping */
extern const struct insight_rule insight_noise[]; /* gradient noise, and of that nothing else */
extern const struct insight_rule insight_games[]; /* games, and of them nothing else */

bool is_clip(const struct run *r, enum clip_family family);
bool is_going(const struct run *r);    /* neither diverged, converged, stalled nor cycling */
bool is_swinging(const struct run *r); /* its loss goes up and down */
bool is_turned(const struct run *r);   /* a knob was turned since step 0 */

/* η³γ², which says on θ⁴ whether clipping settles from everywhere. */
static inline double settle_number(double lr, double gamma)
{
    return lr * lr * lr * gamma * gamma;
}

/* Both eigenvalues of a two-dimensional Hessian; false where it is not finite. */
bool eigen_pair(const struct run *r, double *low, double *high);

double eta_lambda(const struct run *r); /* η·clip·λ of the coming update, NAN if not measured */
double loss_next(const struct run *r);  /* loss after the coming update; NAN in high dimension */
double clipped_share(const struct run *r); /* of the updates so far; NAN before the first */

uint64_t since_status(const struct run *r); /* the status it is in */
uint64_t since_turned(const struct run *r); /* the newest turn of a knob, else 0 */

/* Numbers as text: as many as a sentence has. */
struct numbers {
    char at[8][24];
    int n;
};
const char *num(struct numbers *n, double v); /* three digits */
/* Two that must be told apart: three digits each, or as many as it takes. */
void num_apart(struct numbers *n, double a, double b, const char *text[2]);
const char *knob(struct numbers *n, double v); /* six: as it was set */
const char *count(struct numbers *n, uint64_t v);
/* "1/(4·start²)", "1/(p·|start|^(p−2))" with numerator and p in numbers, for the power p. */
const char *start_rate(char *buf, size_t size, const char *numerator, double p);

#endif
