/* A frame as text with SGR colour (ECMA-48): what `cat` shows on a terminal. */
#include "backend/backend.h"
#include "backend/frame.h"
#include "draw/theme.h"

static const struct look none = {-1, -1, 0};

static bool alike(struct look a, struct look b)
{
    return a.fg == b.fg && a.bg == b.bg && a.attr == b.attr;
}

/* A space shows only its background, so that it can go with the run before it. */
static bool can_go_on(struct look now, struct look next, uint32_t glyph)
{
    const uint8_t seen = ATTR_REVERSE | ATTR_UNDERLINE;

    return alike(now, next) ||
           (glyph == ' ' && now.bg == next.bg && !(now.attr & seen) && !(next.attr & seen));
}

static void add_colour(struct text *out, short colour, int base)
{
    if (colour >= 16)
        text_printf(out, ";%d;5;%d", base + 8, colour);
    else if (colour >= 8)
        text_printf(out, ";%d", base + 60 + colour - 8);
    else if (colour >= 0)
        text_printf(out, ";%d", base + colour);
}

/* Always from a reset: no state is carried from one run to the next. */
static void add_look(struct text *out, struct look look)
{
    static const struct {
        uint8_t attr;
        const char *sgr;
    } attrs[] = {{ATTR_BOLD, ";1"}, {ATTR_DIM, ";2"}, {ATTR_UNDERLINE, ";4"}, {ATTR_REVERSE, ";7"}};

    text_add(out, "\033[0");
    for (size_t i = 0; i < sizeof attrs / sizeof *attrs; i++)
        if (look.attr & attrs[i].attr)
            text_add(out, attrs[i].sgr);
    add_colour(out, look.fg, 30);
    add_colour(out, look.bg, 40);
    text_add(out, "m");
}

static void ansi_row(const struct grid *g, int theme, int row, struct text *out)
{
    struct look now = none;
    int end = frame_row_end(g, row, true);

    for (int col = 0; col < end; col++) {
        const struct cell *c = frame_cell(g, col, row);
        struct look next = theme_look(theme, g->colours, c);

        if (!can_go_on(now, next, c->glyph)) {
            add_look(out, next);
            now = next;
        }
        frame_glyph(out, c->glyph);
    }
    if (!alike(now, none))
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
    .write = ansi_write,
};
