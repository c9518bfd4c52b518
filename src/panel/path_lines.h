/* The words of the panel path. */
#ifndef PANEL_PATH_LINES_H
#define PANEL_PATH_LINES_H

#include "panel/panel.h"

enum { PATH_LINES_COLS = 30 }; /* the least that lines are of use in */

/* A share 0 to 1 in percent, into buf: 0 and 100 are said of none and all alone. */
const char *path_percent(char *buf, size_t size, double share);
/* Of both directions. */
double path_together(const struct plane_share *s);

/* A head, a line a run, and what the picture is of: as many rows as runs and two. */
void path_lines(const struct panel_call *c, struct rect at);
/* Where there is no room for a line a run: of the one that the slice is the least true for. */
void path_worst(const struct panel_call *c, int row);

#endif
