/* The picture of a sweep's grid: learning rate to the right, threshold upwards, a colour for what
 * became of each. What the panel `map` and the command `sweep` draw. */
#ifndef PANEL_CHART_MAP_PAINT_H
#define PANEL_CHART_MAP_PAINT_H

#include "draw/grid.h"
#include "session/session.h"
#include "study/sweep.h"

struct map_view {
    const struct sweep *sweep;  /* a whole grid */
    const unsigned char *ready; /* a byte a cell, taken once: drawn twice the frame is the same */
    const struct sweep_axis *lr, *gamma;
    enum map_shown shown;
    const struct sweep_point *now; /* where the crosshair is; NULL: missing */
    int best;                      /* a cell to mark, or -1 */
};

/* Draws into area; *cells is what the grid takes of it, for clicks (cols 0: there was no room). */
void map_paint(struct grid *g, struct rect area, const struct map_view *v, struct rect *cells);
/* The setting drawn at (col, row); false outside of cells. */
bool map_point_at(const struct map_view *v, const struct rect *cells, int col, int row,
                  struct sweep_point *out);

#endif
