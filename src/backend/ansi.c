/* A frame as text with SGR colour (ECMA-48): what `cat` shows on a terminal. */
#include "backend/backend.h"
#include "backend/frame.h"
#include "backend/sgr.h"

static const struct look none = {-1, -1, 0};

static void ansi_row(const struct grid *g, int theme, int row, struct text *out)
{
    struct look now = none;
    int end = frame_row_end(g, row, true);
    for (int col = 0; col < end; col++) {
        const struct cell *c = frame_cell(g, col, row);
        struct look next = theme_look(theme, g->colours, c);
        if (!sgr_serves(now, next, c->glyph)) {
            sgr_set(out, next); /* from a reset: any line can be cut out and shown */
            now = next;
        }
        frame_glyph(out, c->glyph);
    }
    if (!sgr_alike(now, none))
        text_add(out, "\033[0m");
    text_add(out, "\n");
}

static void ansi_write(const struct grid *g, int theme, const char *title, struct text *out)
{
    (void)title;
    for (int row = 0; row < g->rows; row++)
        ansi_row(g, theme, row, out);
}

const struct backend_kind backend_ansi = {
    .name = "ansi",
    .title = "text with terminal colours, to show with cat",
    .ends = "ans ansi",
    .write = ansi_write,
};
