/* Cells of a grid to cells of curses. Only cells that differ from the last frame are touched; which
 * bytes move the terminal from there to here is curses' art. */
#define NCURSES_WIDECHAR 1
#include <assert.h>
#include <curses.h>
#include <string.h>
#include <wchar.h>

#include "backend/paint.h"
#include "backend/recolour.h"
#include "draw/theme.h"

static void pairs_forget(struct paint *p)
{
    for (int fg = 0; fg < ROLES; fg++)
        for (int bg = 0; bg < ROLES; bg++)
            p->pair[fg][bg] = PAIR_UNKNOWN;
}

void paint_init(struct paint *p, int colours, bool unicode)
{
    *p = (struct paint){.colours = colours, .unicode = unicode};
    grid_init(&p->shown);
    pairs_forget(p);
}

void paint_release(struct paint *p)
{
    grid_release(&p->shown);
}

void paint_forget(struct paint *p, int cols, int rows)
{
    grid_resize(&p->shown, cols, rows);
    memset(p->shown.cells, 0, sizeof *p->shown.cells * (size_t)cols * (size_t)rows);
}

/* alloc_pair and not COLOR_PAIR: the latter wraps silently at 256 pairs. */
static int pair_of(struct paint *p, const struct cell *c, struct look look)
{
    int *pair = &p->pair[c->fg][c->bg];
    if (*pair == PAIR_UNKNOWN) {
        if (p->colours >= COLOURS_TRUE) { /* stand-ins: recolour.h */
            look.fg = look.fg < 0 ? -1 : recolour_index(c->fg);
            look.bg = look.bg < 0 ? -1 : recolour_index(c->bg);
        }
        *pair = look.fg < 0 && look.bg < 0 ? 0 : alloc_pair(look.fg, look.bg);
        if (*pair < 0)
            *pair = 0;
    }
    return *pair;
}

static attr_t attributes_of(unsigned bits)
{
    attr_t a = A_NORMAL;
    if (bits & ATTR_BOLD)
        a |= A_BOLD;
    if (bits & ATTR_DIM)
        a |= A_DIM;
    if (bits & ATTR_REVERSE)
        a |= A_REVERSE;
    if (bits & ATTR_UNDERLINE)
        a |= A_UNDERLINE;
    return a;
}

/* A glyph the terminal has and that takes one column: anything else would shift the row. */
static wchar_t glyph_of(const struct paint *p, uint32_t glyph)
{
    if (glyph < 0x80)
        return glyph >= 0x20 && glyph < 0x7f ? (wchar_t)glyph : L' ';
    if (p->unicode && wcwidth((wchar_t)glyph) == 1)
        return (wchar_t)glyph;
    return (wchar_t)glyph_ascii(glyph);
}

static void cell_put(struct paint *p, int col, int row, const struct cell *c)
{
    assert(c->fg < ROLES && c->bg < ROLES);
    struct look look = theme_look(p->theme, p->colours, c);
    int pair = p->colours ? pair_of(p, c, look) : 0;
    wchar_t text[2] = {glyph_of(p, c->glyph), 0};
    cchar_t out;
    /* Not add_wch: it moves the cursor, and reports an error at the bottom right cell. */
    if (setcchar(&out, text, attributes_of(look.attr), (short)(pair & 0x7fff), &pair) == OK)
        mvadd_wchnstr(row, col, &out, 1);
}

/* Bytes that a row's changes come to on the line, about: a run of cells begins with a place and a
 * colour. */
static int row_put(struct paint *p, const struct grid *g, int row, int cols)
{
    enum { RUN_BYTES = 20, GLYPH_BYTES = 3 };
    const struct cell *from = g->cells + (size_t)row * (size_t)g->cols;
    struct cell *to = p->shown.cells + (size_t)row * (size_t)p->shown.cols;
    int bytes = 0, last = -2;
    if (memcmp(from, to, sizeof *from * (size_t)cols) == 0)
        return 0;
    for (int col = 0; col < cols; col++) {
        if (memcmp(&from[col], &to[col], sizeof *from) == 0)
            continue;
        bytes += GLYPH_BYTES + (col == last + 1 ? 0 : RUN_BYTES);
        last = col;
        to[col] = from[col];
        cell_put(p, col, row, &from[col]);
    }
    return bytes;
}

/* The k-th row in the order in which they are put: head, key bar and caption, then by turns. */
static int row_of_turn(const struct paint *p, int k, int rows)
{
    enum { FOOT = 4 };
    if (k == 0 || rows <= FOOT + 1)
        return k;
    return k <= FOOT ? rows - k : 1 + (p->next + k - FOOT - 1) % (rows - FOOT - 1);
}

bool paint_cells(struct paint *p, const struct grid *g, int theme, int bytes)
{
    if (theme != p->theme) {
        p->theme = theme;
        pairs_forget(p);
        paint_forget(p, p->shown.cols, p->shown.rows);
    }
    int cols = g->cols < p->shown.cols ? g->cols : p->shown.cols;
    int rows = g->rows < p->shown.rows ? g->rows : p->shown.rows;
    int put = 0, k = 0;
    for (; k < rows && put < bytes; k++)
        put += row_put(p, g, row_of_turn(p, k, rows), cols);
    p->partly = k < rows;
    if (p->partly)
        p->next = row_of_turn(p, k, rows) - 1;
    return put > 0;
}

bool paint_unicode_works(void)
{
    static const wchar_t sample[] = L"\u2801\u28ff─│╭╮╰╯└├┤┬┴┼●◆▲■○◇△□←→↑↓▶θγηλ∇‖×·–…⁴▀▄█";
    for (const wchar_t *c = sample; *c; c++)
        if (wcwidth(*c) != 1)
            return false;
    return true;
}
