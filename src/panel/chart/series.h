/* Curves over steps, from a run's trace: what panels over steps share. */
#ifndef PANEL_CHART_SERIES_H
#define PANEL_CHART_SERIES_H

#include "draw/axis.h"
#include "session/session.h"

struct sample {
    double step, at, lo, hi; /* of a bucket's first step; least and greatest over its stretch */
};

static inline struct sample sample_of(uint64_t step, double at, double lo, double hi)
{
    return (struct sample){(double)step, at, lo, hi};
}

static inline struct sample sample_one(double step, double v)
{
    return (struct sample){step, v, v, v};
}

/* Where a curve reads its values. k: which parameter, which part of the data, or unused. */
struct series {
    /* Of a bucket of r's trace; r is NULL where the trace is one of the past or of what is ahead.
     */
    struct sample (*read)(const struct run *r, const struct bucket *b, int k);
    double (*now)(const struct run *r, int k); /* NULL: the newest bucket is the end */
    double (*newest)(const struct run *r);     /* the step of its newest value; NULL: r's own */
    int k;
    double base; /* taken off every value */
    bool joined; /* measured now and then: a line from each to the next; else NAN is a gap */
};

/* Define a series' `read`, from a sample of r, b and k; and its `now`, from a number of r and k. */
#define SERIES_READ(name, value)                                                                   \
    static struct sample name(const struct run *r, const struct bucket *b, int k)                  \
    {                                                                                              \
        (void)r, (void)k;                                                                          \
        return value;                                                                              \
    }
#define SERIES_NOW(name, value)                                                                    \
    static double name(const struct run *r, int k)                                                 \
    {                                                                                              \
        (void)k;                                                                                   \
        return value;                                                                              \
    }

extern const struct series series_loss;    /* base to be set */
extern const struct series series_grad;    /* the gradient's norm */
extern const struct series series_clipped; /* times what multiplied it */
extern const struct series series_theta;   /* k to be set */
extern const struct series series_score;   /* the loss on part k of the data; base to be set */
extern const struct series series_right;   /* right answers there, in percent */

/* What an axis takes in of the values: those beyond an end are left out, or count as that end. */
struct plot_reach {
    double least, most;
    bool clamp_least, clamp_most;
};

/* Grows the axis by the values of a trace so far, and of r now where it is r's own. */
void series_bounds(const struct series *s, const struct run *r, const struct trace *t,
                   const struct plot_reach *reach, struct axis *a);

/* Draws the curve of a trace from step `from` on, and to where r is now where it is r's own; where
 * several steps share a column of dots, from their least to their greatest. Returns its end. */
struct sample series_draw(const struct series *s, struct plot *p, const struct run *r,
                          const struct trace *t, uint64_t from, enum role role, struct dash dash);

/* Whether a run's newest values go up and down by more than two rows of the plot, all ways back
 * counted. */
bool series_jumps(const struct series *s, const struct plot *p, const struct run *r);

/* The curve smoothed: what a loss that differs from mini-batch to mini-batch is about. Returns its
 * end; NAN if missing. */
double series_draw_smooth(const struct series *s, struct plot *p, const struct run *r,
                          enum role role, struct dash dash);

/* A ▴ on the axis of steps wherever a run skipped one, in its colour. */
void series_skips(struct plot *p, const struct session *s);

/* A faint rule with ▾ wherever a knob of one of the runs was turned. */
void series_marks(struct plot *p, const struct race *race);

#endif
