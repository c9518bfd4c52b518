#include "draw/canvas.h"

#include <math.h>
#include <stdlib.h>

static const uint32_t BRAILLE = 0x2800;

struct canvas canvas_of(struct grid *g, struct rect area)
{
    struct canvas c = {.grid = g, .area = area};
    if (area.cols <= 0 || area.rows <= 0)
        c.area.cols = c.area.rows = 0;
    c.width = c.area.cols * (g->unicode ? 2 : 1);
    c.height = c.area.rows * (g->unicode ? 4 : 2);
    return c;
}

/* Makes an empty canvas cell of what is there, keeping what can be kept of a colour map. */
static bool cell_open(struct cell *c, bool over)
{
    if (role_is_ground(c->fg)) {
        if (role_is_ground(c->bg))
            c->bg = (uint8_t)((c->fg + c->bg) / 2);
        else if (c->glyph == 0x2588)
            c->bg = c->fg;
    } else if (c->glyph != ' ' && !over) {
        return false;
    }
    c->attr = 0;
    c->dots = CELL_CANVAS;
    return true;
}

/* Braille numbers its dots down the left column, then the right, the fourth row being added last.
 */
static uint32_t braille_add(uint32_t glyph, int x, int y)
{
    static const uint8_t bit[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    uint32_t bits = glyph > BRAILLE && glyph <= BRAILLE + 0xFF ? glyph - BRAILLE : 0;
    return BRAILLE | bits | bit[y][x];
}

static uint32_t ascii_add(uint32_t glyph, int y)
{
    uint32_t dot = y == 0 ? '\'' : '.';
    return glyph == dot || (glyph != '\'' && glyph != '.' && glyph != ':') ? dot : ':';
}

static bool is_run(uint8_t role)
{
    return role >= ROLE_RUN && role < ROLE_MAP;
}

static bool is_fit(uint8_t role)
{
    return role == ROLE_FIT || role == ROLE_BOUND;
}

/* Where another run's dots are already, every other cell keeps their colour: none is hidden. The
 * same of a fit and a bound, which often lie close. */
static bool takes(const struct canvas *c, const struct cell *cell, int col, int row, enum role role)
{
    bool other = cell->dots == CELL_CANVAS && cell->fg != (uint8_t)role &&
                 (is_run(cell->fg) || (is_fit(cell->fg) && is_fit((uint8_t)role)));
    return !c->shares || !other || ((col / 2 + row) & 1) == 0;
}

static void put_dot(struct canvas *c, int x, int y, enum role role)
{
    int across = c->grid->unicode ? 2 : 1, down = c->grid->unicode ? 4 : 2;
    int col = x / across, row = y / down;
    if (x < 0 || y < 0 || x >= c->width || y >= c->height)
        return;
    struct cell *cell = grid_cell(c->grid, c->area.col + col, c->area.row + row);
    if (!cell)
        return;
    uint32_t had = cell->dots == CELL_CANVAS ? cell->glyph : ' ';
    if (cell->dots != CELL_CANVAS && !cell_open(cell, c->over))
        return;
    cell->glyph =
        c->grid->unicode ? braille_add(had, x % across, y % down) : ascii_add(had, y % down);
    if (!takes(c, cell, col, row, role))
        return;
    cell->fg = (uint8_t)role;
    cell->attr = c->attr;
}

void canvas_dot(struct canvas *c, int x, int y, enum role role)
{
    put_dot(c, x, y, role);
    if (c->thick && c->grid->unicode) {
        put_dot(c, x + 1, y, role);
        put_dot(c, x, y + 1, role);
        put_dot(c, x + 1, y + 1, role);
    }
}

enum { LEFT = 1, RIGHT = 2, ABOVE = 4, BELOW = 8 };

struct box {
    double x0, y0, x1, y1;
};

static int outcode(const struct box *b, double x, double y)
{
    return (x < b->x0 ? LEFT : x > b->x1 ? RIGHT : 0) | (y < b->y0 ? ABOVE : y > b->y1 ? BELOW : 0);
}

/* Cohen and Sutherland. The cut coordinate is set to the edge itself, not computed: from an end at
 * 1e300 nothing of the edge would be left after rounding. */
static bool clip_line(const struct box *b, double *x0, double *y0, double *x1, double *y1)
{
    int out0 = outcode(b, *x0, *y0), out1 = outcode(b, *x1, *y1);
    for (int tries = 0; tries < 8; tries++) {
        int out = out0 ? out0 : out1;
        double x, y;
        if ((out0 | out1) == 0)
            return true;
        if (out0 & out1)
            return false;
        if (out & (LEFT | RIGHT)) {
            x = out & LEFT ? b->x0 : b->x1;
            y = *y0 + (*y1 - *y0) * ((x - *x0) / (*x1 - *x0));
        } else {
            y = out & ABOVE ? b->y0 : b->y1;
            x = *x0 + (*x1 - *x0) * ((y - *y0) / (*y1 - *y0));
        }
        if (out == out0) {
            *x0 = x, *y0 = y;
            out0 = outcode(b, x, y);
        } else {
            *x1 = x, *y1 = y;
            out1 = outcode(b, x, y);
        }
    }
    return false;
}

/* Differences of two ends must not overflow. */
static double tame(double v)
{
    return fmax(-1e300, fmin(1e300, v));
}

void canvas_line(struct canvas *c, double x0, double y0, double x1, double y1, enum role role,
                 struct dash *dash)
{
    struct box box = {-0.499, -0.499, c->width - 0.501, c->height - 0.501};
    unsigned at = dash ? dash->at : 0;
    if (!isfinite(x0) || !isfinite(y0) || !isfinite(x1) || !isfinite(y1) || c->width <= 0)
        return;
    x0 = tame(x0), y0 = tame(y0), x1 = tame(x1), y1 = tame(y1);
    if (!clip_line(&box, &x0, &y0, &x1, &y1))
        return;
    int x = (int)lround(x0), y = (int)lround(y0), to_x = (int)lround(x1), to_y = (int)lround(y1);
    int dx = abs(to_x - x), dy = -abs(to_y - y), error = dx + dy;
    int step_x = x < to_x ? 1 : -1, step_y = y < to_y ? 1 : -1;
    for (;;) { /* Bresenham, all octants at once */
        int twice = 2 * error;
        if (!dash || (dash->on >> (at & 7) & 1))
            canvas_dot(c, x, y, role);
        if (x == to_x && y == to_y)
            break;
        at++;
        if (twice >= dy)
            error += dy, x += step_x;
        if (twice <= dx)
            error += dx, y += step_y;
    }
    if (dash)
        dash->at = at & 7;
}

void canvas_marker(struct canvas *c, double x, double y, uint32_t glyph, struct style s)
{
    int across = c->grid->unicode ? 2 : 1, down = c->grid->unicode ? 4 : 2;
    if (!(x > -0.5 && x < c->width - 0.5 && y > -0.5 && y < c->height - 0.5))
        return;
    int col = c->area.col + (int)lround(x) / across, row = c->area.row + (int)lround(y) / down;
    struct cell *cell = grid_cell(c->grid, col, row);
    if (!cell)
        return;
    if (role_is_ground(cell->fg) && cell->dots != CELL_CANVAS)
        cell_open(cell, true);
    grid_put(c->grid, col, row, glyph, s);
}
