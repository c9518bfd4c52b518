/* What the file backends share. */
#ifndef BACKEND_FRAME_H
#define BACKEND_FRAME_H

#include "base/text.h"
#include "draw/grid.h"

static inline const struct cell *frame_cell(const struct grid *g, int col, int row)
{
    return &g->cells[row * g->cols + col];
}

/* The column after the last cell of the row that shows anything; with_style: a background, reverse
 * or underlined space shows too. */
static inline int frame_row_end(const struct grid *g, int row, bool with_style)
{
    int end = g->cols;

    while (end > 0) {
        const struct cell *c = frame_cell(g, end - 1, row);

        if (c->glyph != ' ' || (with_style && (c->bg || c->attr & (ATTR_REVERSE | ATTR_UNDERLINE))))
            break;
        end--;
    }
    return end;
}

static inline void frame_glyph(struct text *out, uint32_t glyph)
{
    char utf8[5];

    text_add_bytes(out, utf8, (size_t)utf8_put(utf8, glyph));
}

#endif
