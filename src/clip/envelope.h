/* (L0, L1) estimated while a run goes on: the tightest line L0 + L1‖g‖ on or above every curvature
 * that was measured (definition 1 of Zhang et al. 2020, on the points seen), in bounded memory. */
#ifndef CLIP_ENVELOPE_H
#define CLIP_ENVELOPE_H

#include "clip/threshold.h"

enum { ENVELOPE_BINS = 192 }; /* four an octave, 2^-28 .. 2^20; further out the last ones */

/* Each bin keeps the corner over its points: least ‖g‖, greatest curvature. A line over the corners
 * is over the points, at most 19 % further to the left. All zero is empty. */
struct envelope {
    double last;   /* curvature taken last: an old one is not paired with a new norm */
    double points; /* measured */
    double sum_g;
    double L0, L1; /* 0: not known; both over 0 once they are */
    double g[ENVELOPE_BINS], h[ENVELOPE_BINS];
};

/* Takes in the curvature of the call, if it is new. */
void envelope_add(struct envelope *e, const struct clip_call *c);

/* What the two rules on it share. Until L0 and L1 are known the threshold is the knob gamma. */
enum { ENVELOPE_GAMMA, ENVELOPE_SHAPE, ENVELOPE_RATE, ENVELOPE_PARAMS };
extern const struct param envelope_params[ENVELOPE_PARAMS];
size_t envelope_state_size(const double *par, int dim);

/* g·factor at threshold gamma (of known L0 and L1), and where asked with 1/L0 for the learning
 * rate. */
double envelope_apply(const double *par, const struct envelope *e, const struct clip_call *c,
                      double gamma);

#endif
