/* A frame as text and, beneath it, the same frame as letters of its styles: what golden tests
 * compare, where a wrong colour must show in a plain diff. */
#include "backend/backend.h"
#include "backend/frame.h"

/* By role: none faint frame title key good warn bad mark fit bound, runs 1-8, maps A-P, sides of
 * two classes Q-Z and on, regions, points. */
static const char letters[] = " frtkgwbmio12345678ABCDEFGHIJKLMNOP"
                              "QRSTUVWXYZcdehjl"
                              "!#$%&()*"
                              "[]";
_Static_assert(sizeof letters == ROLES + 1, "a letter for every role");

enum layer { LAYER_GLYPH, LAYER_FG, LAYER_BG, LAYER_ATTR, LAYERS };

static uint32_t layer_letter(const struct cell *c, enum layer layer)
{
    switch (layer) {
    case LAYER_GLYPH:
        return c->glyph;
    case LAYER_FG:
        return c->glyph == ' ' ? ' ' : (unsigned char)letters[c->fg < ROLES ? c->fg : 0];
    case LAYER_BG:
        return (unsigned char)letters[c->bg < ROLES ? c->bg : 0];
    default: /* the attribute bits as one hexadecimal digit */
        return c->attr ? (unsigned char)"0123456789abcdef"[c->attr & 15] : ' ';
    }
}

static void style_write(const struct grid *g, int theme, const char *title, struct text *out)
{
    static const char *const heads[LAYERS] = {"", "-- colour\n", "-- background\n",
                                              "-- attributes\n"};
    (void)theme;
    (void)title;
    for (int layer = 0; layer < LAYERS; layer++) {
        text_add(out, heads[layer]);
        for (int row = 0; row < g->rows; row++) {
            int end = g->cols;
            while (end > 0 && layer_letter(frame_cell(g, end - 1, row), (enum layer)layer) == ' ')
                end--;
            for (int col = 0; col < end; col++)
                frame_glyph(out, layer_letter(frame_cell(g, col, row), (enum layer)layer));
            text_add(out, "\n");
        }
    }
}

const struct backend_kind backend_style = {
    .name = "style",
    .title = "text, and the roles of its colours as letters",
    .write = style_write,
};
