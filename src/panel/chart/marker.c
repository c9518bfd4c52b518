/* Markers of runs: where they go, so that none hides another. */
#include <math.h>

#include "panel/chart/pen.h"

int pen_marker_turn(const struct session *s, int i)
{
    int selected = s->view.selected;
    if (selected < 0 || selected >= s->race.n)
        return i;
    return i == 0 ? selected : i <= selected ? i - 1 : i;
}

/* Markers are the only thing a canvas holds that is neither empty, dots nor map. */
static bool taken(const struct cell *cell)
{
    if (cell->attr & ATTR_REVERSE)
        return true;
    return cell->dots == CELL_TEXT && cell->glyph != ' ' && cell->fg >= ROLE_RUN &&
           cell->fg < ROLE_MAP && (cell->glyph < 0x2580 || cell->glyph > 0x259f);
}

/* How far to the right of a cell and under it those about it lie, the nearest first: they are twice
 * as high as wide. */
enum { ROOM = 2 * RUNS_MAX - 1 };
static const int right_of[][ROOM] = {
    [PEN_AROUND] = {0, 1, -1, 0, 0, 2, -2, 1, -1, 1, -1, 3},
    [PEN_BESIDE] = {0, 1, 2, 3, 4, 5, 6, 7, -1, -2, -3, -4, -5, -6, -7},
    [PEN_HERE] = {0},
};
static const int under[][ROOM] = {
    [PEN_AROUND] = {0, 0, 0, -1, 1, 0, 0, -1, -1, 1, 1, 0},
    [PEN_HERE] = {0},
};

/* A larger marker: the cells beside it too, in reverse. So they are wider than high, and nearest
 * over each other. */
enum { BLOCK_COLS = 3 };
static const int block_right_of[ROOM] = {0, 0, 0, 1, -1, 1, -1, 1, -1, 0, 0, 2};
static const int block_under[ROOM] = {0, -1, 1, 0, 0, -1, 1, 1, -1, -2, 2, 0};
static void put_block(struct canvas *c, int col, int row, struct style *s)
{
    s->attr |= ATTR_REVERSE;
    for (int side = -1; side <= 1; side += 2) {
        struct cell *cell = grid_cell(c->grid, col + side, row);
        if (!rect_has(&c->area, col + side, row) || !cell || taken(cell))
            continue;
        pen_on_ground(cell);
        grid_put(c->grid, col + side, row, ' ', *s);
    }
}

struct cell *pen_marker(struct canvas *c, double x, double y, uint32_t glyph, struct style s,
                        enum pen_way way)
{
    if (!(x > -0.5 && x < c->width - 0.5 && y > -0.5 && y < c->height - 0.5))
        return NULL;
    const struct rect *at = &c->area;
    int col = at->col + (int)lround(x) * at->cols / c->width;
    int row = at->row + (int)lround(y) * at->rows / c->height;
    bool block = c->thick && s.fg >= ROLE_RUN && way != PEN_HERE;
    bool about = block && way == PEN_AROUND;
    const int *rights = about ? block_right_of : right_of[way];
    const int *downs = about ? block_under : under[way];
    /* A row of blocks shares the cells between them. */
    int wide = !block ? 1 : about ? BLOCK_COLS : BLOCK_COLS - 1;
    for (int tries = 0; tries < ROOM; tries++) {
        int to = col + rights[tries] * wide, down = row + downs[tries];
        struct cell *cell = rect_has(at, to, down) ? grid_cell(c->grid, to, down) : NULL;
        if (!cell || taken(cell))
            continue;
        pen_on_ground(cell);
        if (block)
            put_block(c, to, down, &s);
        grid_put(c->grid, to, down, glyph, s);
        return cell;
    }
    return NULL;
}

enum { MARKS_APART = 4, MARKS_EVERY = 12 };

void pen_mark_lines(struct plot *p, const struct session *s, int run, double step)
{
    int n = s->race.n, every = n * MARKS_APART > MARKS_EVERY ? n * MARKS_APART : MARKS_EVERY;
    const struct grid *g = p->canvas.grid;
    pen_unmark(p);
    if (n < 2 || p->canvas.width <= 0 || pen_coloured(s, g))
        return;
    int now = (int)plot_x(p, step) * p->canvas.area.cols / p->canvas.width;
    p->marks = (struct line_marks){.glyph = run_marker(pen_run_slot(&s->race, run), g->unicode),
                                   .style = pen(pen_run_role(s, run), 0),
                                   .every = every,
                                   .first = MARKS_APART / 2 + run * every / n,
                                   .end = now - 1};
}

void pen_unmark(struct plot *p)
{
    p->marks = (struct line_marks){0};
}
