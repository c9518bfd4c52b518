/* Drawing below the size of a cell: 2×4 dots a cell as braille, or one mark a cell in ASCII. Draws
 * straight into the grid; holds no memory. */
#ifndef DRAW_CANVAS_H
#define DRAW_CANVAS_H

#include "draw/grid.h"

struct canvas {
    struct grid *grid;
    struct rect area;
    int width, height; /* in dots: 2 cols × 4 rows, or cols × 2 rows in ASCII ('.' ':' and ') */
};

struct canvas canvas_of(struct grid *g, struct rect area);
/* Dot (x, y) from the top left; outside nothing. Colour of the cell becomes role. Does not write
 * over text cells unless over is set. */
void canvas_dot(struct canvas *c, int x, int y, enum role role);
/* Line with a dash pattern (8 bits, phase kept in *phase, NULL for solid), clipped to the canvas.
 * Ends far outside are fine: clipped in double first. */
void canvas_line(struct canvas *c, double x0, double y0, double x1, double y1, enum role role,
                 uint8_t dash, unsigned *phase);
/* A marker glyph in the cell of dot (x, y). */
void canvas_marker(struct canvas *c, double x, double y, uint32_t glyph, struct style s);

#endif
