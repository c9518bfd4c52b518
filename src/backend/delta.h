/* From one frame to the next in as few bytes as is simple: moves of the cursor, changes of colour,
 * and the cells that differ. For files that are played; the live terminal has curses for this. */
#ifndef BACKEND_DELTA_H
#define BACKEND_DELTA_H

#include "base/text.h"
#include "draw/grid.h"

/* Adds what turns a terminal that shows `from` into one that shows `to` (of the same size). The
 * cursor may be anywhere, colours are the terminal's own before and after. Nothing where the two
 * are alike. */
void delta_add(struct text *out, const struct grid *from, const struct grid *to, int theme);

#endif
