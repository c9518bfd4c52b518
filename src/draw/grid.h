/* A grid of cells: what a frame is before it goes to a terminal, a file or a test. Colours are
 * roles; a backend turns roles into what its terminal has. */
#ifndef DRAW_GRID_H
#define DRAW_GRID_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum role {
    ROLE_NONE,  /* the terminal's own colour */
    ROLE_FAINT, /* axes, grid lines, units */
    ROLE_FRAME, /* borders */
    ROLE_TITLE,
    ROLE_KEY, /* keys in the bar and help */
    ROLE_GOOD,
    ROLE_WARN,
    ROLE_BAD,
    ROLE_MARK, /* a knob was turned; crosshair */
    ROLE_FIT,
    ROLE_BOUND,                /* lines of the scatter */
    ROLE_RUN,                  /* ROLE_RUN + i, i in 0..7 */
    ROLE_MAP = ROLE_RUN + 8,   /* ROLE_MAP + level, 0 lowest; a background too, as those below */
    ROLE_SIDE = ROLE_MAP + 16, /* ROLE_SIDE + level, from sure of one class to sure of the other */
    ROLE_REGION = ROLE_SIDE + 16, /* ROLE_REGION + class, 0..7 */
    ROLE_POINT = ROLE_REGION + 8, /* ROLE_POINT + side: data points on either kind of ground */
    ROLES = ROLE_POINT + 2
};
enum { MAP_LEVELS = 16, REGIONS = 8 };

/* As a number of colours: 24-bit ones. As a flag on a colour: it is 0xRRGGBB, not an index. */
enum { COLOURS_TRUE = 1 << 24 };

/* Whether a role is the ground of a picture, which dots and markers lie on. */
static inline bool role_is_ground(unsigned role)
{
    return role >= ROLE_MAP && role < ROLE_POINT;
}

enum attr { ATTR_BOLD = 1, ATTR_DIM = 2, ATTR_REVERSE = 4, ATTR_UNDERLINE = 8 };

struct cell {
    uint32_t glyph; /* code point, ' ' when empty; never a blank braille */
    uint8_t fg, bg; /* enum role */
    uint8_t attr;   /* enum attr bits */
    uint8_t dots;   /* CELL_TEXT, _CANVAS, _TITLE, or CELL_LINE with its directions */
};

/* What a cell's glyph may be joined with: dots are added to canvas cells, lines of frames to lines.
 * A line cell holds CELL_LINE | the directions it runs in, so that corners and joins come out right
 * in ASCII too. */
enum {
    CELL_TEXT = 0,
    CELL_CANVAS = 1,
    CELL_TITLE = 2, /* in a border: lines leave it, its spaces too */
    CELL_LINE = 0x10,
    LINE_UP = 1,
    LINE_RIGHT = 2,
    LINE_DOWN = 4,
    LINE_LEFT = 8
};

/* The largest frame there is, whatever a terminal says of itself or a user asks for. */
enum { GRID_COLS_MAX = 1000, GRID_ROWS_MAX = 500 };

struct rect {
    int col, row, cols, rows;
};
static inline bool rect_has(const struct rect *r, int col, int row)
{
    return col >= r->col && col < r->col + r->cols && row >= r->row && row < r->row + r->rows;
}

struct grid {
    int cols, rows;
    int room;           /* cells allocated */
    bool unicode;       /* false: ASCII glyphs only */
    int colours;        /* 0, 8, 16, 256 or COLOURS_TRUE: panels choose ramps or colours by it */
    struct cell *cells; /* row by row */
};

struct style {
    uint8_t fg, bg, attr;
};

void grid_init(struct grid *g);
void grid_release(struct grid *g);
/* Sets the size and empties all cells; allocates only when it grows. */
void grid_resize(struct grid *g, int cols, int rows);
void grid_clear(struct grid *g);
void grid_copy(struct grid *to, const struct grid *from);

struct cell *grid_cell(struct grid *g, int col, int row); /* NULL outside */
/* Puts a glyph; outside the grid nothing. The background stays unless s.bg is set. Where the grid
 * is not unicode, glyph is replaced by its ASCII stand-in (glyph_ascii). Control characters, and
 * what is not one column wide, become '?'; a blank braille becomes a space. */
void grid_put(struct grid *g, int col, int row, uint32_t glyph, struct style s);
/* Writes UTF-8 text from col, cut at col_end (exclusive); cut text ends in … (or ~). Combining
 * and invisible characters are left out. Backgrounds stay unless s.bg is set. Returns the column
 * after the text. */
int grid_text(struct grid *g, int col, int row, int col_end, struct style s, const char *text);
int grid_printf(struct grid *g, int col, int row, int col_end, struct style s, const char *fmt, ...)
    __attribute__((format(printf, 6, 7)));
/* Text broken at spaces into at most rows lines of r; the last is cut with …. Returns lines used.
 */
int grid_wrap(struct grid *g, struct rect r, struct style s, const char *text);
/* How many lines of so many columns text takes, broken likewise. */
int grid_lines(const char *text, int cols);
/* Sets every cell of r, background too: what to do first under anything that pops up. */
void grid_fill(struct grid *g, struct rect r, uint32_t glyph, struct style s);
/* A box of line-drawing characters (or +-|) on the outermost cells of r, with a title in its top
 * edge. Where it meets lines already there the two join (┬ ├ ┼ ...), so neighbours that share a
 * border come out as one frame in any order; a neighbour's title stays. */
void grid_box(struct grid *g, struct rect r, struct style s, const char *title,
              struct style title_style);

/* A straight line of frame from one cell to another in the same row or column, joining likewise. */
void grid_line(struct grid *g, int col0, int row0, int col1, int row1, struct style s);

/* The ASCII stand-in of a glyph: θ→"t"? one character each: │→| ─→- corners→+ •→* ●→o ↑→^ γ→g η→n …
 * '?' if missing. */
uint32_t glyph_ascii(uint32_t glyph);

struct dash {
    uint8_t on;  /* which of eight dots are drawn */
    unsigned at; /* of those the next */
};
#define SPARSE ((struct dash){0x11, 0})

/* The marker of run i: ● ◆ ▲ ■ ○ ◇ △ □ or o x ^ # O X A & (their stand-ins); and how its curves are
 * dashed. */
uint32_t run_marker(int i, bool unicode);
struct dash run_dash(int i);

#endif
