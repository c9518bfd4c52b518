/* The next step of one run as arrows on the landscape: as it is, solid, and without clipping,
 * dashed. */
#ifndef PANEL_VECTORS_H
#define PANEL_VECTORS_H

#include "draw/axis.h"
#include "session/session.h"

/* Of the selected run, else of the first that clips. */
struct vectors {
    bool shown; /* there is such a run, it goes on, and the inspector does not draw its own */
    int run;
    double step[2];      /* by which its parameters move next */
    double unclipped[2]; /* with a clip factor of 1; NAN where it is the same or is not known */
};
struct vectors vectors_of(const struct session *s);

/* The lines go under the markers of the runs, at the height `base` is taken off; the heads and the
 * lengths in words go over them, where they hide nothing. One parameter: level lines at the height
 * of the marker, as the loss at the other end is no part of the step. */
void vectors_lines(struct plot *p, const struct session *s, double base);
void vectors_heads(struct plot *p, const struct session *s, double base);

#endif
