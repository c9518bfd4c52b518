/* Axes around a canvas. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "draw/axis.h"

enum {
    LABELS_COLS = 8,             /* least canvas that labels to its left must leave */
    LABELS_ROWS = 3,             /* and those below it; with a line over the labels one more, */
    LINE_ROWS = LABELS_ROWS + 3, /* of an area with so many rows */
    NAMES_ROWS = 5,
    NAME_COLS = 6, /* the widest name that the labels make room for, */
    A_COLUMN = 5,  /* where the area has so many columns for each that it takes, */
    WIDE = 20      /* and these */
};

static const struct style faint = {.fg = ROLE_FAINT};

static int labels_width(const struct tick *t, int n)
{
    int width = 0;
    for (int i = 0; i < n; i++) {
        int w = utf8_columns(t[i].label);
        width = w > width ? w : width;
    }
    return width;
}

static int col_of(const struct plot *p, double v)
{
    int across = p->canvas.grid->unicode ? 2 : 1;
    return p->canvas.area.col + (int)lround(axis_at(&p->x, v, p->canvas.width - 1)) / across;
}

/* The row, counted from the top, of the dot that is drawn at v: both round alike. */
static int row_of(const struct axis *y, int rows, bool unicode, double v)
{
    int down = unicode ? 4 : 2, end = rows * down - 1;
    return (int)lround(end - axis_at(y, v, end)) / down;
}

static int y_ticks_max(int rows)
{
    return rows < 4 ? 2 : rows / 2 < 8 ? rows / 2 : 8;
}

enum { APART = 4 };

/* Whether the eye takes the ticks for evenly spaced, in whole rows of cells: all as far apart, or
 * so far that one row more does not tell. */
static bool is_even(const struct axis *y, int rows, bool unicode, const struct tick *t, int n)
{
    int least = rows, most = 0;
    for (int i = 0, last = 0; i < n; i++) {
        int row = row_of(y, rows, unicode, t[i].value);
        int gap = last - row;
        if (i > 0) {
            least = gap < least ? gap : least;
            most = gap > most ? gap : most;
        }
        last = row;
    }
    return least >= most || (least >= APART && most <= least + 1);
}

/* As many labels as stand evenly; where none do, as many as there is room for. */
static int y_ticks(const struct axis *y, int rows, bool unicode, struct tick *t)
{
    int most = y_ticks_max(rows);
    for (int max = most; max > 1; max--) {
        int n = axis_ticks(y, max, unicode, t);
        if (n > 1 && is_even(y, rows, unicode, t, n))
            return n;
    }
    return axis_ticks(y, most, unicode, t);
}

/* A gutter to the left: labels right-aligned, the line, a mark at each label. The name stands there
 * too, over the labels or between the first of them, so that it covers no data. false: it does not
 * fit. */
static bool draw_y(struct plot *p, const struct tick *t, int n, int width, const char *name)
{
    struct grid *g = p->canvas.grid;
    struct rect r = p->canvas.area;
    int last = -1, free = r.row, cols = name ? utf8_columns(name) : 0;
    for (int row = r.row; row < r.row + r.rows; row++)
        grid_put(g, r.col - 1, row, 0x2502, faint);
    for (int i = n - 1; i >= 0 && width > 0; i--) {
        int row = r.row + row_of(&p->y, r.rows, g->unicode, t[i].value);
        if (row == last)
            continue;
        last = row;
        free += row == free;
        grid_put(g, r.col - 1, row, 0x2524, faint);
        grid_text(g, r.col - 1 - utf8_columns(t[i].label), row, r.col - 1, faint, t[i].label);
    }
    if (cols == 0 || cols > width || r.rows < NAMES_ROWS || free > r.row + 1)
        return false;
    grid_text(g, r.col - 1 - cols, free, r.col - 1, faint, name);
    return true;
}

/* The first column of a label centred under its tick, within the canvas and the line beside it. */
static int label_col(const struct plot *p, const struct tick *t)
{
    struct rect r = p->canvas.area;
    int width = utf8_columns(t->label), col = col_of(p, t->value) - (width - 1) / 2;
    if (col + width > r.col + r.cols)
        col = r.col + r.cols - width;
    return col < r.col - 1 ? r.col - 1 : col;
}

static bool labels_apart(const struct plot *p, const struct tick *t, int n, int end)
{
    for (int i = 0; i < n; i++) {
        int right = label_col(p, &t[i]) + utf8_columns(t[i].label);
        if (i + 1 < n ? right + 1 > label_col(p, &t[i + 1]) : n > 1 && right > end)
            return false;
    }
    return true;
}

/* As many labels as leave a space between each two. */
static int x_ticks(const struct plot *p, struct tick *t)
{
    struct rect r = p->canvas.area;
    for (int max = r.cols / 5 < 9 ? r.cols / 5 : 9; max > 0; max--) {
        int n = axis_ticks(&p->x, max, p->canvas.grid->unicode, t);
        if (labels_apart(p, t, n, r.col + r.cols) && labels_width(t, n) <= r.cols)
            return n;
    }
    return 0;
}

/* The labels, with the name at their end; over them a line with a mark for each, if that has a row.
 */
static void draw_x(struct plot *p, const char *name, bool line)
{
    struct grid *g = p->canvas.grid;
    struct rect r = p->canvas.area;
    int axis = r.row + r.rows, name_cols = name ? utf8_columns(name) : 0, end = r.col + r.cols;
    struct tick t[TICKS_MAX];
    int n = x_ticks(p, t), name_col = end;
    if (line)
        grid_put(g, r.col - 1, axis, 0x2514, faint);
    for (int col = r.col; line && col < end; col++)
        grid_put(g, col, axis, 0x2500, faint);
    if (name_cols > 0 && r.cols >= 3 * name_cols + LABELS_COLS && r.rows >= NAMES_ROWS)
        name_col = end - name_cols;
    for (int i = 0; i < n; i++) {
        int col = label_col(p, &t[i]);
        if (name_col < end && col + utf8_columns(t[i].label) >= name_col)
            continue;
        if (line)
            grid_put(g, col_of(p, t[i].value), axis, 0x252C, faint);
        grid_text(g, col, axis + line, end, faint, t[i].label);
    }
    if (name_col < end)
        grid_text(g, name_col, axis + line, end, faint, name);
}

struct plot plot_begin(struct grid *g, struct rect area, struct axis x, struct axis y,
                       const char *x_name, const char *y_name)
{
    bool y_line = area.cols >= LABELS_COLS / 2, y_labels;
    bool x_labels = y_line && area.rows > LABELS_ROWS;
    bool x_line = y_line && area.rows >= LINE_ROWS;
    struct rect r = area;
    struct plot p = {.x = x, .y = y};
    struct tick t[TICKS_MAX];
    int n, width, name_cols = y_name ? utf8_columns(y_name) : 0;
    bool named = name_cols == 0;
    r.rows -= x_line + x_labels;
    n = y_ticks(&y, r.rows, g->unicode, t);
    width = labels_width(t, n);
    if (width < name_cols && name_cols <= NAME_COLS && r.rows >= NAMES_ROWS &&
        area.cols >= WIDE + A_COLUMN * (name_cols - width))
        width = name_cols;
    y_labels = width + 1 + LABELS_COLS <= area.cols && area.rows >= 2;
    if (y_line) {
        r.col += 1 + (y_labels ? width : 0);
        r.cols -= 1 + (y_labels ? width : 0);
    }
    p.canvas = canvas_of(g, r);
    if (p.canvas.width <= 0)
        return p;
    if (y_line)
        named |= draw_y(&p, t, n, y_labels ? width : 0, y_name);
    if (x_labels)
        draw_x(&p, x_name, x_line);
    if (!named && r.rows >= NAMES_ROWS && r.cols >= name_cols + LABELS_COLS)
        snprintf(p.y_name, sizeof p.y_name, "%s", y_name);
    return p;
}

/* Whether a cell has words in it: no dots, no map. */
static bool is_text(const struct cell *c)
{
    return c->glyph != ' ' && c->dots == CELL_TEXT && !role_is_ground(c->fg);
}

/* Whether nothing, or at least no word, stands in `cols` cells from col on, and the one to either
 * side. */
static bool is_free(const struct plot *p, int col, int row, int cols, bool but_words)
{
    for (int i = -1; i <= cols; i++) {
        const struct cell *c = grid_cell(p->canvas.grid, col + i, row);
        bool taken = c && (but_words ? is_text(c) : c->glyph != ' ');
        if (taken && (i >= 0 || col > p->canvas.area.col))
            return false;
    }
    return true;
}

/* Room for a name that is readable on any map. */
static void clear(struct cell *c, bool of_dots)
{
    if (!c) /* the plot reaches over the grid's edge */
        return;
    if (of_dots)
        *c = (struct cell){.glyph = ' '};
    c->bg = ROLE_NONE;
}

void plot_end(struct plot *p)
{
    struct rect r = p->canvas.area;
    int cols = utf8_columns(p->y_name);
    if (cols == 0)
        return;
    for (int but_words = 0; but_words < 2; but_words++)
        for (int row = r.row; row < r.row + 2; row++)
            for (int col = r.col + 1; col + cols < r.col + r.cols; col++) {
                if (!is_free(p, col, row, cols, but_words))
                    continue;
                for (int k = col - 1; k <= col + cols; k++)
                    clear(grid_cell(p->canvas.grid, k, row), but_words);
                grid_text(p->canvas.grid, col, row, col + cols, faint, p->y_name);
                return;
            }
}

/* Zero and below have no place on a log axis: they are drawn on its floor. */
static double at_or_floor(const struct axis *a, double v, double extent)
{
    double at = axis_at(a, v, extent);
    return a->log && at < 0 ? 0 : at;
}

double plot_x(const struct plot *p, double v)
{
    return at_or_floor(&p->x, v, p->canvas.width - 1);
}

double plot_y(const struct plot *p, double v)
{
    return p->canvas.height - 1 - at_or_floor(&p->y, v, p->canvas.height - 1);
}

/* The marks that fall on the way from one dot to another, to the right; text stays. */
static void mark_line(struct plot *p, double x0, double y0, double x1, double y1)
{
    const struct line_marks *m = &p->marks;
    int across = p->canvas.grid->unicode ? 2 : 1, down = p->canvas.grid->unicode ? 4 : 2;
    double middle = (across - 1) / 2.0, begin = (x0 - middle) / across;
    double skip = begin > m->first ? ceil((begin - m->first) / m->every) : 0;
    for (int col = m->first + (int)skip * m->every; col < m->end; col += m->every) {
        double x = col * across + middle, y = y0 + (y1 - y0) * (x - x0) / (x1 - x0);
        if (x >= x1)
            return;
        if (x < x0 || !(y > -0.5 && y < p->canvas.height - 0.5))
            continue;
        int row = p->canvas.area.row + (int)lround(y) / down;
        const struct cell *c = grid_cell(p->canvas.grid, p->canvas.area.col + col, row);
        if (c && (c->dots == CELL_CANVAS || c->glyph == ' '))
            grid_put(p->canvas.grid, p->canvas.area.col + col, row, m->glyph, m->style);
    }
}

void plot_line(struct plot *p, double x0, double y0, double x1, double y1, enum role role,
               struct dash *dash)
{
    if (!isfinite(x0) || !isfinite(y0) || !isfinite(x1) || !isfinite(y1))
        return;
    double from = plot_x(p, x0), top = plot_y(p, y0), to = plot_x(p, x1), bottom = plot_y(p, y1);
    canvas_line(&p->canvas, from, top, to, bottom, role, dash);
    if (p->marks.every > 0 && from < to && from >= 0 && to < p->canvas.width)
        mark_line(p, from, top, to, bottom);
}

void plot_dot(struct plot *p, double x, double y, enum role role)
{
    double at_x = plot_x(p, x), at_y = plot_y(p, y);
    if (at_x > -0.5 && at_x < p->canvas.width && at_y > -0.5 && at_y < p->canvas.height)
        canvas_dot(&p->canvas, (int)lround(at_x), (int)lround(at_y), role);
}

void plot_marker(struct plot *p, double x, double y, uint32_t glyph, struct style s)
{
    canvas_marker(&p->canvas, plot_x(p, x), plot_y(p, y), glyph, s);
}

/* A rule lies under the curves: it takes no cell that another line has coloured. */
static void rule_dot(struct plot *p, int x, int y, enum role role)
{
    int across = p->canvas.grid->unicode ? 2 : 1, down = p->canvas.grid->unicode ? 4 : 2;
    const struct cell *c =
        grid_cell(p->canvas.grid, p->canvas.area.col + x / across, p->canvas.area.row + y / down);
    if (c && (c->dots != CELL_CANVAS || c->fg == role))
        canvas_dot(&p->canvas, x, y, role);
}

void plot_vertical(struct plot *p, double x, enum role role)
{
    double at = plot_x(p, x);
    if (at > -0.5 && at < p->canvas.width - 0.5)
        for (int y = 0; y < p->canvas.height; y += 2)
            rule_dot(p, (int)lround(at), y, role);
}

void plot_horizontal(struct plot *p, double y, enum role role)
{
    double at = plot_y(p, y);
    if (at > -0.5 && at < p->canvas.height - 0.5)
        for (int x = 0; x < p->canvas.width; x += 2)
            rule_dot(p, x, (int)lround(at), role);
}
