/* The two pictures of the landscape panel and what they share. */
#ifndef PANEL_LANDSCAPE_H
#define PANEL_LANDSCAPE_H

#include "draw/axis.h"
#include "panel/chart/field.h"
#include "panel/panel.h"

void curve_draw(struct panel_call *c);   /* one parameter */
void contour_draw(struct panel_call *c); /* two parameters */

/* Whether a cell has two levels, one over the other. */
bool contour_half(const struct grid *g);
/* Lays the map of f's levels under what is drawn already: dots and markers keep their cells. f has
 * as many columns as `at`, and as many rows or, with contour_half, twice as many. */
void contour_lay(const struct panel_call *c, const struct rect *at, const struct field *f);
/* Levels from the top down at the right of a map, the value at each one's lower edge beside it. */
enum { CONTOUR_BAR_COLS = 11 };
void contour_bar(const struct panel_call *c, const struct rect *map, const struct field *f);

/* Names the runs that are not in the picture, at the side they left by: "safe went off the top ↑".
 * base: what a picture of one parameter takes from the loss. */
void badges_draw(const struct panel_call *c, const struct plot *plot, double base);

#endif
