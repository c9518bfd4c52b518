/* A grid of its own, and the rows of any as UTF-8, to compare with text. */
#ifndef TESTS_GRID_TEXT_H
#define TESTS_GRID_TEXT_H

#include <string.h>

#include "base/text.h"
#include "draw/grid.h"

static inline struct grid grid_of(int cols, int rows, bool unicode)
{
    struct grid g;

    grid_init(&g);
    g.unicode = unicode;
    grid_resize(&g, cols, rows);
    return g;
}

static inline bool grid_equal(const struct grid *a, const struct grid *b)
{
    size_t n = (size_t)a->cols * (size_t)a->rows;

    _Static_assert(sizeof(struct cell) == 8, "cells are compared as bytes: no padding");
    return a->cols == b->cols && a->rows == b->rows &&
           (n == 0 || memcmp(a->cells, b->cells, n * sizeof *a->cells) == 0);
}

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

/* Whether a row of it has the words. */
static inline bool grid_shows(const struct grid *g, const char *words)
{
    for (int row = 0; row < g->rows; row++)
        if (strstr(row_text(g, row, 0, g->cols), words))
            return true;
    return false;
}

#endif
