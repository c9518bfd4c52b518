/* How curvature h may grow with the gradient's norm g: six forms, each fitted to points (g, h).
 *
 * Least squares of log h, so that a point counts by how many times too high or low the form is, not
 * by how much; by damped Gauss-Newton (K. Levenberg 1944, D. Marquardt 1963) in log L0 and log L1.
 * And the least envelope, which is what smoothness means: the form on or above every point whose
 * mean height over the points is least (a linear program once the exponent, the share of g² or the
 * scale is held; those are searched). */
#ifndef STUDY_FORM_H
#define STUDY_FORM_H

enum form {
    FORM_CONSTANT,  /* L0: the classic smoothness */
    FORM_LINEAR,    /* L0 + L1 g: (L0, L1)-smoothness, Zhang et al. 2020 */
    FORM_POWER,     /* L0 + L1 g^a */
    FORM_QUADRATIC, /* L0 + L1 g + a g² */
    FORM_OWN_LOG,   /* L0 + L1 log(1 + g/a): the scale a is fitted too */
    FORM_LOG, /* L0 (1 + log(1 + g)), the article's: g has a unit, and the log does not know it */
    FORMS
};

struct form_fit {
    double L0, L1, a; /* 0 where the form has none of it */
};

enum { FORM_POINTS = 96 };

extern const char *const form_names[FORMS]; /* "L0 + L1·g^a" */
/* How many numbers are fitted. */
int form_numbers(enum form form);
double form_at(enum form form, const struct form_fit *f, double g);

/* Least squares over n <= FORM_POINTS points; log_g and log_h are natural logs of numbers over 0.
 * near: begins there alone, as for the same points less a few; NULL: from several beginnings. n of
 * 0: all NaN. Allocates nothing. */
struct form_fit form_least(enum form form, const double *log_g, const double *log_h, int n,
                           const struct form_fit *near);
/* Root of the mean square of log h − log form; NaN for n of 0. */
double form_error(enum form form, const struct form_fit *f, const double *log_g,
                  const double *log_h, int n);

/* The least envelope over n <= FORM_POINTS points. *tight: the geometric mean of form/h, 1 where it
 * touches every point. n of 0: NaN. */
struct form_fit form_envelope(enum form form, const double *log_g, const double *log_h, int n,
                              double *tight);

#endif
