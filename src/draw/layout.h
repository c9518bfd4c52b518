/* Rectangles for panels at a size of screen. */
#ifndef DRAW_LAYOUT_H
#define DRAW_LAYOUT_H

#include "draw/grid.h"

enum { LAYOUT_MAX = 16, LAYOUT_MIN_COLS = 40, LAYOUT_MIN_ROWS = 10 };

struct layout_item {
    int min_cols, min_rows; /* with its frame */
    int want_rows; /* > 0: a strip as wide as the screen and this high (table); 0: a plot */
    int rank;      /* the highest rank is dropped first */
};

struct layout {
    bool fits;                  /* false: below LAYOUT_MIN; nothing placed */
    struct rect at[LAYOUT_MAX]; /* parallel to items; cols 0: dropped */
    struct rect caption;        /* rows 1 or 2 */
    struct rect keys;           /* the bottom line */
    struct rect head;           /* the top line */
};

/* Two columns of plots where there is width for two (three beyond 180), strips under them, caption
 * and key bar at the bottom; plots are dropped by rank until all fit. zoom >= 0: that item alone.
 */
void layout_place(struct layout *l, int cols, int rows, const struct layout_item *items, int n,
                  int zoom);

#endif
