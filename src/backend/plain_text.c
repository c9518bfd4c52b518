/* A frame as plain text: for pipes, logs and reading aloud. */
#include "backend/backend.h"
#include "backend/frame.h"

static void text_write(const struct grid *g, int theme, const char *title, struct text *out)
{
    (void)theme;
    (void)title;
    for (int row = 0; row < g->rows; row++) {
        int end = frame_row_end(g, row, false);
        for (int col = 0; col < end; col++)
            frame_glyph(out, frame_cell(g, col, row)->glyph);
        text_add(out, "\n");
    }
}

const struct backend_kind backend_text = {
    .name = "text",
    .title = "plain text, without colour",
    .ends = "txt text",
    .write = text_write,
};
