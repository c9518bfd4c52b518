/* Drawing below the size of a cell: 2×4 dots a cell as braille, or one mark a cell in ASCII. Draws
 * straight into the grid; holds no memory. */
#ifndef DRAW_CANVAS_H
#define DRAW_CANVAS_H

#include "draw/grid.h"

struct canvas {
    struct grid *grid;
    struct rect area;
    bool over;    /* dots replace text too; off at first */
    bool thick;   /* a dot is four, for projectors; off at first */
    bool shares;  /* in cells of two runs, or of two fits, their colours take turns; off at first */
    uint8_t attr; /* of the dots' cells: ATTR_DIM or none */
    int width, height; /* in dots: 2 cols × 4 rows, or cols × 2 rows in ASCII ('.' ':' and ') */
};

struct canvas canvas_of(struct grid *g, struct rect area);
/* Dot (x, y) from the top left; outside nothing. Colour of the cell becomes role. Does not write
 * over text cells unless c->over is set. Cells of a colour map (fg or bg a map role) are no text:
 * the dot lies on them, and a half block becomes a background of the mean of its two levels. */
void canvas_dot(struct canvas *c, int x, int y, enum role role);
/* A line, dashed or (NULL) solid, clipped to the canvas.
 * Dots are at whole numbers, so the canvas is 0..width-1 by 0..height-1. Ends far outside are fine:
 * clipped in double first; an end that is not finite draws nothing. dash->at moves by the dots of
 * the line less one, so that a polyline of many short pieces is dashed evenly. */
void canvas_line(struct canvas *c, double x0, double y0, double x1, double y1, enum role role,
                 struct dash *dash);
/* A marker glyph in the cell of dot (x, y). */
void canvas_marker(struct canvas *c, double x, double y, uint32_t glyph, struct style s);

#endif
