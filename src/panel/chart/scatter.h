/* Curvature against gradient norm, a dot for each measured step: what the smoothness and estimators
 * panels share. */
#ifndef PANEL_CHART_SCATTER_H
#define PANEL_CHART_SCATTER_H

#include "draw/axis.h"
#include "session/session.h"

/* The runs whose points count: the selected one, or all that have not diverged. Returns how many.
 */
int scatter_runs(const struct session *s, const struct run **runs);

/* Grows both axes by the points of all runs. Returns how many points, which the fits are of as of
 * all others, are beyond the picture. */
int scatter_bounds(const struct race *race, enum curvature which, struct axis *x, struct axis *y);

/* The points of all runs, or of run `only` (-1: all); the newest of each in its marker. */
void scatter_draw(struct plot *p, const struct session *s, enum curvature which, int only);

/* The curve h = f(data, g), from column to column of dots. */
void scatter_curve(struct plot *p, double (*f)(const void *data, double g), const void *data,
                   enum role role, uint8_t dash);

/* h = L0 + L1 g, which is bent on log axes. */
void scatter_line(struct plot *p, double L0, double L1, enum role role, uint8_t dash);

#endif
