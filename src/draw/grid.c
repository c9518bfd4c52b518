/* The grid of cells: memory, single cells, areas. Text is in write.c, frames in box.c. */
#include "draw/grid.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "draw/glyph.h"

void grid_init(struct grid *g)
{
    *g = (struct grid){.unicode = true, .colours = 256};
}

void grid_release(struct grid *g)
{
    free(g->cells);
    grid_init(g);
}

void grid_resize(struct grid *g, int cols, int rows)
{
    cols = cols > 0 ? cols : 0;
    rows = rows > 0 ? rows : 0;
    if (cols * rows > g->room) {
        g->room = cols * rows;
        g->cells = mem_resize(g->cells, (size_t)g->room, sizeof *g->cells);
    }
    g->cols = cols;
    g->rows = rows;
    grid_clear(g);
}

void grid_clear(struct grid *g)
{
    int n = g->cols * g->rows;
    for (int i = 0; i < n; i++)
        g->cells[i] = (struct cell){.glyph = ' '};
}

void grid_copy(struct grid *to, const struct grid *from)
{
    size_t n = (size_t)from->cols * (size_t)from->rows;
    grid_resize(to, from->cols, from->rows);
    to->unicode = from->unicode;
    to->colours = from->colours;
    if (n > 0)
        memcpy(to->cells, from->cells, n * sizeof *to->cells);
}

struct cell *grid_cell(struct grid *g, int col, int row)
{
    if (col < 0 || row < 0 || col >= g->cols || row >= g->rows)
        return NULL;
    return &g->cells[row * g->cols + col];
}

void grid_put(struct grid *g, int col, int row, uint32_t glyph, struct style s)
{
    struct cell *c = grid_cell(g, col, row);
    if (!c)
        return;
    glyph = glyph_safe(glyph);
    c->glyph = g->unicode ? glyph : glyph_ascii(glyph);
    c->fg = s.fg;
    c->bg = s.bg != ROLE_NONE ? s.bg : c->bg;
    c->attr = s.attr;
    c->dots = CELL_TEXT;
}

void grid_fill(struct grid *g, struct rect r, uint32_t glyph, struct style s)
{
    int col_end = r.cols < g->cols - r.col ? r.col + r.cols : g->cols;
    int row_end = r.rows < g->rows - r.row ? r.row + r.rows : g->rows;
    for (int row = r.row > 0 ? r.row : 0; row < row_end; row++)
        for (int col = r.col > 0 ? r.col : 0; col < col_end; col++) {
            grid_cell(g, col, row)->bg = s.bg;
            grid_put(g, col, row, glyph, s);
        }
}
