/* A frame as SVG. Text stays text, to be selected and searched; lines, blocks and braille are drawn
 * as shapes, so that they join whatever font the reader has. */
#include <string.h>

#include "backend/backend.h"
#include "backend/frame.h"
#include "draw/glyph.h"
#include "draw/theme.h"

/* A cell: monospaced fonts are about 0.6 em wide, so 15 px makes 9. */
enum { WIDE = 9, HIGH = 18, FONT = 15, BASELINE = 13 };

struct paint {
    unsigned char fg[3], bg[3];
    bool filled; /* bg is not the page's */
    uint8_t attr;
};

/* The ground and what is written on it, on a dark and a light page. */
static const unsigned char pages[2][3] = {{0x10, 0x14, 0x18}, {0xfb, 0xfb, 0xf9}};
static const unsigned char inks[2][3] = {{0xd8, 0xde, 0xe6}, {0x20, 0x24, 0x2a}};

static struct paint paint_of(const struct grid *g, int theme, const struct cell *c)
{
    struct look look = theme_look(theme, g->colours, c);
    struct paint p = {.attr = look.attr, .filled = look.bg >= 0};
    memcpy(p.fg, inks[theme_is_light(theme)], 3);
    memcpy(p.bg, pages[theme_is_light(theme)], 3);
    if (look.fg >= 0)
        colour_rgb(look.fg, p.fg);
    if (look.bg >= 0)
        colour_rgb(look.bg, p.bg);
    if (look.attr & ATTR_REVERSE) {
        struct paint turned = p;
        memcpy(p.fg, turned.bg, 3);
        memcpy(p.bg, turned.fg, 3);
        p.filled = true;
    }
    if (look.attr & ATTR_DIM)
        for (int i = 0; i < 3; i++)
            p.fg[i] = (unsigned char)((2 * p.fg[i] + p.bg[i]) / 3);
    return p;
}

static bool same_fg(const struct paint *a, const struct paint *b)
{
    return memcmp(a->fg, b->fg, 3) == 0;
}

static void add_fill(struct text *out, const char *key, const unsigned char c[3])
{
    text_printf(out, " %s=\"#%02x%02x%02x\"", key, c[0], c[1], c[2]);
}

/* What XML 1.0 cannot hold becomes U+FFFD. */
static void add_escaped(struct text *out, uint32_t c)
{
    if (c == '&')
        text_add(out, "&amp;");
    else if (c == '<')
        text_add(out, "&lt;");
    else if (c == '>')
        text_add(out, "&gt;");
    else if (c == '"')
        text_add(out, "&quot;");
    else if (c < 0x20 || (c >= 0xD800 && c < 0xE000) || c == 0xFFFE || c == 0xFFFF)
        frame_glyph(out, 0xFFFD);
    else
        frame_glyph(out, c);
}

enum shape { SHAPE_TEXT, SHAPE_BLANK, SHAPE_BLOCK, SHAPE_DOTS, SHAPE_LINE };

static unsigned line_directions(const struct cell *c)
{
    if (c->dots & CELL_LINE)
        return c->dots & 15u;
    for (unsigned d = 1; d < 16; d++)
        if (glyph_line(d, true) == c->glyph)
            return d;
    return 0;
}

static enum shape shape_of(const struct cell *c)
{
    if (c->glyph == ' ')
        return SHAPE_BLANK;
    if (c->glyph >= 0x2580 && c->glyph <= 0x2590)
        return SHAPE_BLOCK;
    if (c->glyph > 0x2800 && c->glyph <= 0x28FF)
        return SHAPE_DOTS;
    if (c->glyph >= 0x2500 && c->glyph <= 0x257F && line_directions(c))
        return SHAPE_LINE;
    return SHAPE_TEXT;
}

static void add_backgrounds(const struct grid *g, int theme, int row, struct text *out)
{
    for (int col = 0, end; col < g->cols; col = end) {
        struct paint p = paint_of(g, theme, frame_cell(g, col, row));
        for (end = col + 1; end < g->cols; end++) {
            struct paint next = paint_of(g, theme, frame_cell(g, end, row));
            if (next.filled != p.filled || memcmp(next.bg, p.bg, 3) != 0)
                break;
        }
        if (!p.filled)
            continue;
        text_printf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"", col * WIDE,
                    row * HIGH, (end - col) * WIDE, HIGH);
        add_fill(out, "fill", p.bg);
        text_add(out, "/>\n");
    }
}

static void add_block(struct text *out, uint32_t glyph, int col, int row, int cols)
{
    double x = col * WIDE, y = row * HIGH, width = cols * WIDE, height = HIGH;
    if (glyph == 0x2580) {
        height = HIGH / 2.0;
    } else if (glyph >= 0x2581 && glyph <= 0x2588) { /* lower eighths */
        height = HIGH * (double)(glyph - 0x2580) / 8;
        y += HIGH - height;
    } else if (glyph == 0x2590) { /* ▐, as those below never merged */
        width = WIDE / 2.0;
        x += width;
    } else { /* left eighths */
        width = WIDE * (double)(0x2590 - glyph) / 8;
    }
    text_printf(out, "<rect x=\"%g\" y=\"%g\" width=\"%g\" height=\"%g\"", x, y, width, height);
}

static void add_blocks(const struct grid *g, int theme, int row, struct text *out)
{
    for (int col = 0, end; col < g->cols; col = end) {
        const struct cell *c = frame_cell(g, col, row);
        struct paint p = paint_of(g, theme, c);
        end = col + 1;
        if (shape_of(c) != SHAPE_BLOCK)
            continue;
        while (c->glyph <= 0x2588 && end < g->cols) {
            struct paint next = paint_of(g, theme, frame_cell(g, end, row));
            if (frame_cell(g, end, row)->glyph != c->glyph || !same_fg(&p, &next))
                break;
            end++;
        }
        add_block(out, c->glyph, col, row, end - col);
        add_fill(out, "fill", p.fg);
        text_add(out, "/>\n");
    }
}

static void add_dots(struct text *out, uint32_t glyph, int col, int row)
{
    static const uint8_t bit[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    for (int y = 0; y < 4; y++)
        for (int x = 0; x < 2; x++)
            if ((glyph & bit[y][x]) != 0)
                text_printf(out, "M%g %gh.01", col * WIDE + (x + 0.5) * WIDE / 2,
                            row * HIGH + (y + 0.5) * HIGH / 4);
}

static void add_lines(struct text *out, unsigned directions, int col, int row)
{
    double x = col * WIDE + WIDE / 2.0, y = row * HIGH + HIGH / 2.0;
    if (directions & LINE_LEFT)
        text_printf(out, "M%g %gH%d", x, y, col * WIDE);
    if (directions & LINE_RIGHT)
        text_printf(out, "M%g %gH%d", x, y, (col + 1) * WIDE);
    if (directions & LINE_UP)
        text_printf(out, "M%g %gV%d", x, y, row * HIGH);
    if (directions & LINE_DOWN)
        text_printf(out, "M%g %gV%d", x, y, (row + 1) * HIGH);
}

/* Strokes of one colour in a row go into one path. Dots are strokes of no length with round ends.
 */
static void add_strokes(const struct grid *g, int theme, int row, enum shape shape,
                        struct text *out)
{
    struct paint now = {0};
    bool open = false;
    for (int col = 0; col < g->cols; col++) {
        const struct cell *c = frame_cell(g, col, row);
        struct paint p;
        if (shape_of(c) != shape)
            continue;
        p = paint_of(g, theme, c);
        if (!open || !same_fg(&p, &now)) {
            text_add(out, open ? "\"/>\n<path" : "<path");
            text_add(out, shape == SHAPE_DOTS ? " class=\"d\"" : " class=\"l\"");
            add_fill(out, "stroke", p.fg);
            text_add(out, " d=\"");
        }
        open = true;
        now = p;
        if (shape == SHAPE_DOTS)
            add_dots(out, c->glyph, col, row);
        else
            add_lines(out, line_directions(c), col, row);
    }
    if (open)
        text_add(out, "\"/>\n");
}

static bool same_text(const struct paint *a, const struct paint *b)
{
    const uint8_t seen = ATTR_BOLD | ATTR_UNDERLINE;
    return same_fg(a, b) && (a->attr & seen) == (b->attr & seen);
}

/* The end of the words that begin at col and look the same; single spaces between them belong. */
static int text_end(const struct grid *g, int theme, int col, int row)
{
    struct paint first = paint_of(g, theme, frame_cell(g, col, row));
    int end = col;
    for (; col < g->cols; col++) {
        enum shape shape = shape_of(frame_cell(g, col, row));
        struct paint p = paint_of(g, theme, frame_cell(g, col, row));
        if (shape == SHAPE_BLANK && col == end && !(p.attr & ATTR_UNDERLINE))
            continue;
        if (shape != SHAPE_TEXT || !same_text(&p, &first))
            break;
        end = col + 1;
    }
    return end;
}

/* textLength holds every run to its columns, whatever the font. */
static void add_words(const struct grid *g, int theme, int row, struct text *out)
{
    for (int col = 0, end; col < g->cols; col = end) {
        struct paint p = paint_of(g, theme, frame_cell(g, col, row));
        end = col + 1;
        if (shape_of(frame_cell(g, col, row)) != SHAPE_TEXT)
            continue;
        end = text_end(g, theme, col, row);
        text_printf(out, "<text x=\"%d\" y=\"%d\" textLength=\"%d\"", col * WIDE,
                    row * HIGH + BASELINE, (end - col) * WIDE);
        add_fill(out, "fill", p.fg);
        if (p.attr & ATTR_BOLD)
            text_add(out, " font-weight=\"bold\"");
        if (p.attr & ATTR_UNDERLINE)
            text_add(out, " text-decoration=\"underline\"");
        text_add(out, ">");
        for (int i = col; i < end; i++)
            add_escaped(out, frame_cell(g, i, row)->glyph);
        text_add(out, "</text>\n");
    }
}

static void svg_write(const struct grid *g, int theme, const char *title, struct text *out)
{
    int width = g->cols * WIDE, height = g->rows * HIGH;
    const char *at = title ? title : "";
    text_printf(out,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                " viewBox=\"0 0 %d %d\" role=\"img\">\n<title>",
                width, height, width, height);
    for (uint32_t c = utf8_next(&at); c; c = utf8_next(&at))
        add_escaped(out, c);
    text_printf(out,
                "</title>\n<style>text{font-family:\"DejaVu Sans Mono\",Menlo,Consolas,monospace;"
                "font-size:%dpx;white-space:pre}rect{shape-rendering:crispEdges}"
                "path{fill:none}.d{stroke-width:3;stroke-linecap:round}</style>\n"
                "<rect width=\"%d\" height=\"%d\"",
                FONT, width, height);
    add_fill(out, "fill", pages[theme_is_light(theme)]);
    text_add(out, "/>\n");
    for (int row = 0; row < g->rows; row++) {
        add_backgrounds(g, theme, row, out);
        add_blocks(g, theme, row, out);
        add_strokes(g, theme, row, SHAPE_LINE, out);
        add_strokes(g, theme, row, SHAPE_DOTS, out);
        add_words(g, theme, row, out);
    }
    text_add(out, "</svg>\n");
}

const struct backend_kind backend_svg = {
    .name = "svg",
    .title = "a picture for papers and web pages",
    .ends = "svg",
    .write = svg_write,
};
