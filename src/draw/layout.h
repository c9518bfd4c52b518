/* Rectangles for panels at a size of screen.
 *
 *     head                        row 0, no frame
 *     ┌ plot ──────┬ plot ──────┐ from row 1 on one frame round everything;
 *     │            │            │ neighbours share their borders
 *     ├ strip ─────┴────────────┤
 *     │                         │
 *     ├─────────────────────────┤
 *     │ caption                 │
 *     └ keys ───────────────────┘ in the bottom border
 *
 * The rectangles of items include their borders, so two neighbours overlap in the one row or column
 * they share; a panel draws inside layout_inside. To draw the frames: layout_draw, then grid_box of
 * at[i] with its title for every i that is placed. */
#ifndef DRAW_LAYOUT_H
#define DRAW_LAYOUT_H

#include "draw/grid.h"

enum { LAYOUT_MAX = 16, LAYOUT_MIN_COLS = 40, LAYOUT_MIN_ROWS = 10 };

struct layout_item {
    int min_cols, min_rows; /* with its frame */
    int want_rows; /* > 0: a strip as wide as the screen and this high with its frame (table), down
                    * to min_rows where there is less; 0: a plot */
    int rank;      /* the highest rank is dropped first */
    int tall_rows; /* a plot that wants at least so many, as a map does: it is given a column of its
                    * own, and plots of the highest rank make way for that; 0: min_rows will do */
};

struct layout {
    bool fits;                  /* false: below LAYOUT_MIN; nothing placed */
    struct rect at[LAYOUT_MAX]; /* parallel to items; cols 0: dropped */
    struct rect frame;          /* round all but the head */
    struct rect caption;        /* inside its borders; 1 to 3 rows */
    struct rect keys;           /* in the bottom line, between its corners */
    struct rect head;           /* the top line */
};

/* Two columns of plots where there is width for two (three beyond 180), the last band shared out
 * among what is left for it; strips under them, caption and key bar at the bottom. What does not
 * fit in its least size: first the caption goes down to one row (on less than 14 rows it has no
 * more), then strips to min_rows, then there are fewer columns, then items are dropped by rank (of
 * equals the last) until all fit; one always stays, however small. The caption has no less than
 * `words` rows. zoom >= 0: that item alone. */
void layout_place(struct layout *l, int cols, int rows, int words, const struct layout_item *items,
                  int n, int zoom);

/* The area of item i within its borders; cols 0 where it is dropped. */
struct rect layout_inside(const struct layout *l, int i);

/* The frame round everything and the line over the caption. */
void layout_draw(const struct layout *l, struct grid *g, struct style s);

#endif
