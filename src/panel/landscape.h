/* The two pictures of the landscape panel and what they share. */
#ifndef PANEL_LANDSCAPE_H
#define PANEL_LANDSCAPE_H

#include "panel/field.h"
#include "panel/panel.h"

void curve_draw(struct panel_call *c);   /* one parameter */
void contour_draw(struct panel_call *c); /* two parameters */

/* Marks the cells the picture fills, for clicks, and names the runs that are not in it, at the
 * side they left by: "fixed diverged at step 4 →". */
void badges_draw(const struct panel_call *c, const struct rect *picture, const double box[4]);

#endif
