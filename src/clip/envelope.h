/* (L0, L1) estimated while a run goes on: the tightest line L0 + L1‖g‖ on or above every curvature
 * that was measured (definition 1 of Zhang et al. 2020, on the points seen), in bounded memory. */
#ifndef CLIP_ENVELOPE_H
#define CLIP_ENVELOPE_H

#include "base/stats.h"
#include "clip/threshold.h"

enum { ENVELOPE_HULL = 192 };

/* The upper hull of the points, which is all that the line rests on. Where it grows over its room,
 * neighbours become a corner that bounds both. All zero is empty. */
struct envelope {
    double last;   /* curvature taken last: an old one is not paired with a new norm */
    double points; /* measured */
    double sum_g;
    double L0, L1; /* 0: not known; both over 0 once they are */
    double n_hull;
    struct point hull[ENVELOPE_HULL];
};

/* Takes in the curvature of the call, if it is new. */
void envelope_add(struct envelope *e, const struct clip_call *c);

/* What the two rules on it share. Until L0 and L1 are known the threshold is the knob gamma. */
enum { ENVELOPE_GAMMA, ENVELOPE_SHAPE, ENVELOPE_RATE, ENVELOPE_PARAMS };
extern const struct param envelope_params[ENVELOPE_PARAMS];
/* g·factor at threshold gamma (of known L0 and L1), and where asked the learning rate 1/L0. */
double envelope_apply(const double *par, const struct envelope *e, const struct clip_call *c,
                      double gamma);

#endif
