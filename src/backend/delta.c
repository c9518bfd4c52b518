#include "backend/delta.h"

#include "backend/frame.h"
#include "backend/sgr.h"

enum { GAP_MAX = 3 }; /* cells as they were that are cheaper to write again than to jump over */

struct pencil {
    struct text *out;
    const struct grid *to;
    int theme;
    int col, row; /* -1: unknown */
    struct look look;
};

static struct look look_at(const struct pencil *p, const struct grid *g, int col, int row)
{
    return theme_look(p->theme, p->to->colours, frame_cell(g, col, row));
}

/* What one sees of a cell: a space has no colour of its own unless reversed or underlined. */
static bool cells_alike(const struct pencil *p, const struct grid *from, int col, int row)
{
    const struct cell *a = frame_cell(from, col, row), *b = frame_cell(p->to, col, row);
    const uint8_t seen = ATTR_REVERSE | ATTR_UNDERLINE;
    if (a->glyph != b->glyph)
        return false;
    if (a->fg == b->fg && a->bg == b->bg && a->attr == b->attr)
        return true;
    struct look x = look_at(p, from, col, row), y = look_at(p, p->to, col, row);
    return sgr_alike(x, y) || (a->glyph == ' ' && x.bg == y.bg && !((x.attr | y.attr) & seen));
}

static void put(struct pencil *p, int col, int row)
{
    const struct cell *c = frame_cell(p->to, col, row);
    struct look look = look_at(p, p->to, col, row);
    if (!sgr_serves(p->look, look, c->glyph)) {
        sgr_change(p->out, p->look, look);
        p->look = look;
    }
    frame_glyph(p->out, c->glyph);
    p->col = col + 1;
    if (p->col == p->to->cols)
        p->row = -1; /* it hangs between two rows */
}

/* Whether the cells from the cursor to col can be written again without another look. */
static bool can_write_over(const struct pencil *p, int col, int row)
{
    if (row != p->row || col - p->col > GAP_MAX)
        return false;
    for (int i = p->col; i < col; i++)
        if (!sgr_serves(p->look, look_at(p, p->to, i, row), frame_cell(p->to, i, row)->glyph))
            return false;
    return true;
}

static void go(struct pencil *p, int col, int row)
{
    if (row == p->row && col == p->col)
        return;
    if (can_write_over(p, col, row)) {
        while (p->col < col)
            put(p, p->col, row);
        return;
    }
    if (row == p->row && col == p->col + 1)
        text_add(p->out, "\033[C");
    else if (row == p->row && col > p->col)
        text_printf(p->out, "\033[%dC", col - p->col);
    else if (col == 0)
        text_printf(p->out, "\033[%dH", row + 1);
    else
        text_printf(p->out, "\033[%d;%dH", row + 1, col + 1);
    p->col = col;
    p->row = row;
}

/* The column from which on the row must be blank. */
static int blank_from(const struct pencil *p, int row)
{
    return frame_row_end(p->to, row, true);
}

/* Erases the rest of the row where that is shorter than writing its blanks. */
static bool erase(struct pencil *p, const struct grid *from, int col, int row)
{
    static const struct look none = {-1, -1, 0};
    int changed = 0;
    for (int i = col; i < p->to->cols; i++)
        changed += !cells_alike(p, from, i, row);
    if (changed < 4)
        return false;
    go(p, col, row);
    if (!sgr_serves(p->look, none, ' ')) {
        sgr_change(p->out, p->look, none);
        p->look = none;
    }
    text_add(p->out, "\033[K");
    return true;
}

static void row_add(struct pencil *p, const struct grid *from, int row)
{
    int blank = blank_from(p, row);
    for (int col = 0; col < p->to->cols; col++) {
        if (cells_alike(p, from, col, row))
            continue;
        if (col >= blank && erase(p, from, col, row))
            return;
        go(p, col, row);
        put(p, col, row);
    }
}

void delta_add(struct text *out, const struct grid *from, const struct grid *to, int theme)
{
    static const struct look none = {-1, -1, 0};
    struct pencil p = {.out = out, .to = to, .theme = theme, .col = -1, .row = -1, .look = none};
    for (int row = 0; row < to->rows; row++)
        row_add(&p, from, row);
    if (!sgr_alike(p.look, none))
        text_add(out, "\033[m");
}
