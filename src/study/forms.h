/* Which form of growth the curvature of a run has: the forms of form.h fitted to its points, and
 * an honest choice among them.
 *
 * Points that follow each other are alike, so n points weigh as n_eff = n (1 − ρ)/(1 + ρ), where ρ
 * is the correlation of neighbours in what L0 + L1 g leaves. The forms are judged on blocks of
 * points that were left out of the fit (eight in a row, blocked cross-validation; D. Roberts et
 * al., "Cross-validation strategies for data with temporal, spatial, hierarchical, or phylogenetic
 * structure", 2017), and by H. Akaike's criterion (1974), n_eff log(mean square) + 2·numbers. */
#ifndef STUDY_FORMS_H
#define STUDY_FORMS_H

#include <stdbool.h>

#include "lab/run.h"
#include "study/form.h"

struct form_judged {
    struct form_fit least, envelope;
    double error;     /* of the fit: root mean square of log h − log form */
    double left_out;  /* the same on the points that were left out; NaN under FORMS_LEAST points */
    double criterion; /* Akaike's */
    double tight;     /* of the envelope: the geometric mean of form/h */
};

enum { FORMS_LEAST = 24 }; /* points below which nothing is judged */

struct forms {
    int n;        /* points */
    double n_eff; /* what they weigh */
    struct form_judged of[FORMS];
    int best;     /* the least left_out, or a form inside that one which is within 10 % of it; -1 */
    int second;   /* the next of those that do not contain the best; -1 */
    bool decided; /* the second is worse by 10 % of left_out, and by 4 of the criterion */
};

/* Over n points in the order of the steps; more than FORM_POINTS are thinned evenly. Points that
 * are not finite or not over 0 are passed over. Allocates nothing. */
void forms_of_points(struct forms *f, const double *g, const double *h, int n);
/* Of the measured steps of runs[0..n), without those at which a run had converged. */
void forms_of_runs(struct forms *f, const struct run *const *runs, int n, enum curvature which);

/* The form with the exponent that was fitted, "L0 + L1·g^0.67", else as in form_names, into buf. */
void forms_name(const struct forms *f, int form, char *buf, size_t size);
/* "L0 + L1·g^0.67 fits best", "undecided: ...", or that the points are too alike, into buf. */
void forms_text(const struct forms *f, char *buf, size_t size);

#endif
