/* A row of a grid as UTF-8, to compare with text. */
#ifndef TESTS_GRID_TEXT_H
#define TESTS_GRID_TEXT_H

#include "base/text.h"
#include "draw/grid.h"

/* Columns from..to-1 of a row, into a buffer that the next call reuses. */
static inline const char *row_text(const struct grid *g, int row, int from, int to)
{
    static char buf[4096];
    int n = 0;

    for (int col = from; col < to && col < g->cols; col++)
        n += utf8_put(buf + n, g->cells[row * g->cols + col].glyph);
    buf[n] = '\0';
    return buf;
}

#endif
