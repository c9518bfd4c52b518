/* Frames whose lines join where they meet. */
#include "draw/glyph.h"
#include "draw/grid.h"

uint32_t glyph_line(unsigned directions, bool unicode)
{
    static const uint16_t line[16] = {
        ' ',    0x2575, 0x2576, 0x2570, 0x2577, 0x2502, 0x256D, 0x251C, /*   ╵ ╶ ╰ ╷ │ ╭ ├ */
        0x2574, 0x256F, 0x2500, 0x2534, 0x256E, 0x2524, 0x252C, 0x253C, /* ╴ ╯ ─ ┴ ╮ ┤ ┬ ┼ */
    };
    uint32_t glyph = line[directions & 15];
    return unicode ? glyph : glyph_ascii(glyph);
}

static void line_cell(struct grid *g, int col, int row, unsigned directions, struct style s)
{
    struct cell *c = grid_cell(g, col, row);
    if (!c || directions == 0)
        return;
    if (c->dots & CELL_LINE)
        directions |= c->dots & 15u;
    else if (c->glyph != ' ' || c->dots == CELL_TITLE)
        return;
    grid_put(g, col, row, glyph_line(directions, g->unicode), s);
    c->dots = (uint8_t)(CELL_LINE | directions);
}

static int clamp(int v, int lo, int hi)
{
    return v < lo ? lo : v > hi ? hi : v;
}

void grid_line(struct grid *g, int col0, int row0, int col1, int row1, struct style s)
{
    bool across = row0 == row1;
    int from = across ? col0 : row0, to = across ? col1 : row1;
    unsigned back = across ? LINE_LEFT : LINE_UP, on = across ? LINE_RIGHT : LINE_DOWN;
    int extent = across ? g->cols : g->rows;
    if (from > to) {
        int swap = from;
        from = to;
        to = swap;
    }
    for (int i = clamp(from, 0, extent), end = clamp(to, -1, extent - 1); i <= end; i++)
        line_cell(g, across ? i : col0, across ? row0 : i,
                  (i > from ? back : 0) | (i < to ? on : 0), s);
}

static void write_title(struct grid *g, struct rect r, const char *title, struct style s)
{
    int from = r.col + 2, to;
    grid_put(g, from, r.row, ' ', s);
    to = grid_text(g, from + 1, r.row, r.col + r.cols - 3, s, title);
    grid_put(g, to, r.row, ' ', s);
    for (int col = from; col <= to; col++) {
        struct cell *c = grid_cell(g, col, r.row);
        if (c)
            c->dots = CELL_TITLE;
    }
}

void grid_box(struct grid *g, struct rect r, struct style s, const char *title,
              struct style title_style)
{
    int right = r.col + r.cols - 1, bottom = r.row + r.rows - 1;
    if (r.cols < 2 || r.rows < 2)
        return;
    grid_line(g, r.col, r.row, right, r.row, s);
    grid_line(g, r.col, bottom, right, bottom, s);
    grid_line(g, r.col, r.row, r.col, bottom, s);
    grid_line(g, right, r.row, right, bottom, s);
    if (title && *title && r.cols >= 7)
        write_title(g, r, title, title_style);
}
