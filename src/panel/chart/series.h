/* Curves over steps, from a run's trace: what the loss and trajectory panels share. */
#ifndef PANEL_CHART_SERIES_H
#define PANEL_CHART_SERIES_H

#include "draw/axis.h"
#include "session/session.h"

struct sample {
    double at, lo, hi; /* of a bucket's first step; least and greatest over its stretch */
};

/* Where a curve reads its values. k: which parameter, or unused. */
struct series {
    struct sample (*read)(const struct bucket *b, int k);
    double (*now)(const struct run *r, int k);
    int k;
    double base; /* taken off every value */
};

extern const struct series series_loss;    /* base to be set */
extern const struct series series_grad;    /* the gradient's norm */
extern const struct series series_clipped; /* times what multiplied it */
extern const struct series series_theta;   /* k to be set */

/* Grows the axis by the finite values of the run so far, as far as they lie in least..most: those
 * beyond are left out, or count as the end they are beyond where `clamp` is set. */
void series_bounds(const struct series *s, const struct run *r, double least, double most,
                   bool clamp, struct axis *a);

void series_bounds_trace(const struct series *s, const struct trace *t, double least, double most,
                         bool clamp, struct axis *a);

/* Draws the curve; where several steps share a column of dots, from their least to their greatest.
 */
void series_draw(const struct series *s, struct plot *p, const struct run *r, enum role role,
                 struct dash dash);

/* The curve of a trace from step `from` on, without a current point. */
void series_draw_trace(const struct series *s, struct plot *p, const struct trace *t, uint64_t from,
                       enum role role, struct dash dash);

/* The curve smoothed: what a loss that differs from mini-batch to mini-batch is about. Returns its
 * end; NAN if missing. */
double series_draw_smooth(const struct series *s, struct plot *p, const struct run *r,
                          enum role role, struct dash dash);

/* A ▴ on the axis of steps wherever a run skipped one, in its colour. */
void series_skips(struct plot *p, const struct session *s);

/* A faint rule with ▾ wherever a knob of one of the runs was turned. */
void series_marks(struct plot *p, const struct race *race);

#endif
