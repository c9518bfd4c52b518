/* What panels over steps share: an axis as long as the run, what is not (the ghost) or not yet (the
 * way ahead where one has gone back), and clicks that go to a step. */
#ifndef PANEL_CHART_STEPS_H
#define PANEL_CHART_STEPS_H

#include "panel/chart/series.h"
#include "panel/panel.h"

enum { STEPS_PLOTS = 2 };

/* From 0 to a round number over all steps that are shown. */
struct axis steps_axis(const struct session *s);

/* Grows the axis by what is ahead and by the ghost, as series_bounds does by the runs. */
void steps_bounds(const struct series *series, const struct session *s, double least, double most,
                  bool clamp, struct axis *a);
/* Draws both: sparse dots in the run's colour, and a faint line. Before the runs. */
void steps_draw(const struct series *series, struct plot *p, const struct session *s);

/* The runs' curves in turn, over what is ahead and the ghost. */
void steps_curves(const struct series *series, struct plot *p, const struct session *s);
/* A run's marker at the end of its curve, at dot (x, y); a cross where it has diverged. */
void steps_end(struct plot *p, const struct session *s, int run, double x, double y);
/* Draws two strips, 0 and 1, side by side where they would be too low one over the other. */
void steps_strips(struct panel_call *c,
                  void (*draw)(struct panel_call *c, struct rect area, int strip));

/* Keeps where plot k of the panel stands, for clicks. Allocates once. */
void steps_keep(const struct panel_call *c, int k, const struct plot *p);
/* On an axis of steps, or anywhere in a plot of the panel that has the focus: go to that step. */
bool steps_click(const struct panel_call *c, int col, int row, struct action *out);

#endif
