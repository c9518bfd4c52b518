/* Axes: bounds from finite values, ticks at 1-2-5 or decades, one number format an axis. */
#ifndef DRAW_AXIS_H
#define DRAW_AXIS_H

#include <stdbool.h>

#include "draw/canvas.h"

struct axis {
    double lo, hi; /* in value; lo < hi; for log axes both > 0 */
    bool log;
};

/* Grows by values: start from axis_empty, add each, then axis_finish. Non-finite values, and values
 * <= 0 on a log axis, are left out (they are drawn on the floor by who plots). Beyond 1e300 counts
 * as 1e300, below 1e-307 on a log axis as 1e-307, so that no difference or decade overflows. */
struct axis axis_empty(bool log);
void axis_add(struct axis *a, double v);
/* Rounds outward to ticks by steps, so that an axis does not move at every frame: log axes to whole
 * decades, linear ones to a nice step. Makes an empty one 0..1 (or 0.1..1), a flat one a little
 * wide. */
void axis_finish(struct axis *a);

/* Position of v on 0..extent (0 at lo); v below a log axis gives a negative number, NaN gives NaN.
 */
double axis_at(const struct axis *a, double v, double extent);
double axis_value(const struct axis *a, double at, double extent);

enum { TICKS_MAX = 16 };
struct tick {
    double value;
    char label[24];
};
/* At most max ticks (<= TICKS_MAX), rising, one format for all, no two labels alike. Log axes label
 * decades as 1e-3 or 10⁻³ (unicode), thinned evenly, and where fewer than two decades show, 1-2-5
 * within them; linear 1-2-5. Returns how many. */
int axis_ticks(const struct axis *a, int max, bool unicode, struct tick *out);

/* A glyph on a line in every so many columns, for lines that no colour tells apart. */
struct line_marks {
    uint32_t glyph;
    struct style style;
    int every, first; /* columns of the canvas; every 0: none */
    int end;          /* none from this column on */
};

/* A plot: axes with ticks and labels drawn along the left and bottom of area; what remains is the
 * canvas. The left gutter is as wide as the labels
 * and the line; the bottom takes a row for the line and one for the labels, with the x name at its
 * right end; the y name is written by plot_end, in the canvas's top row. Very small areas drop the
 * names, then the labels, then the lines; any area is fine, 0×0 too. Names may be NULL. */
struct plot {
    struct canvas canvas;
    struct axis x, y;
    struct line_marks marks; /* on every line drawn from now on; none at first */
    char y_name[32];
};
struct plot plot_begin(struct grid *g, struct rect area, struct axis x, struct axis y,
                       const char *x_name, const char *y_name);
/* All is drawn: the y name goes where it hides nothing in the top row or the one below, as far left
 * as can be, or else where it hides no words; or nowhere. */
void plot_end(struct plot *p);
/* In dots of the canvas (y downward). Below a log axis: the floor row (for x: the left column). */
double plot_x(const struct plot *p, double v);
double plot_y(const struct plot *p, double v);
/* A segment between two values; NaN or infinite ends draw nothing. */
void plot_line(struct plot *p, double x0, double y0, double x1, double y1, enum role role,
               struct dash *dash);
void plot_dot(struct plot *p, double x, double y, enum role role);
void plot_marker(struct plot *p, double x, double y, uint32_t glyph, struct style s);
void plot_vertical(struct plot *p, double x,
                   enum role role); /* a dotted rule, under what is there */
void plot_horizontal(struct plot *p, double y, enum role role);

#endif
