/* The landscape of two parameters: a map of log loss in bands, paths and points over it. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/elementary.h"
#include "base/text.h"
#include "panel/chart/pen.h"
#include "panel/inspect.h"
#include "panel/landscape.h"
#include "panel/vectors.h"

enum { BAR_MIN_COLS = 40 };

/* A glyph for two bands each: more of them are not told apart. */
static uint32_t ramp_of(int level)
{
    static const char ramp[] = " .:-=+*%";
    return (unsigned char)ramp[level * 8 / FIELD_LEVELS];
}

bool contour_half(const struct grid *g)
{
    return g->unicode && g->colours >= 16;
}

static int dot_of(double v)
{
    return (int)fmax(fmin(v, 1e6), -1e6);
}

/* Through the buckets of a trace from step `from` on, and to `end` unless it is NULL. */
static void draw_path(struct plot *p, const struct trace *t, uint64_t from, const double *end,
                      enum role role)
{
    double x = NAN, y = NAN;
    for (int i = 0; i < t->n + (end != NULL); i++) {
        const double *at = i < t->n ? t->bucket[i].x : end;
        if (i < t->n && t->bucket[i].step < from)
            continue;
        double to_x = plot_x(p, at[0]), to_y = plot_y(p, at[1]);
        /* steps within one dot: nothing to see, and most of a long trace */
        if (dot_of(x) == dot_of(to_x) && dot_of(y) == dot_of(to_y))
            continue;
        if (isfinite(x) && isfinite(y) && isfinite(to_x) && isfinite(to_y))
            canvas_line(&p->canvas, x, y, to_x, to_y, role, NULL);
        x = to_x, y = to_y;
    }
}

void contour_lay(const struct panel_call *c, const struct rect *at, const struct field *f)
{
    bool coloured = pen_ground(c->s, c->grid);
    for (int r = 0; r < at->rows; r++) {
        struct cell *cell = grid_cell(c->grid, at->col, at->row + r);
        for (int k = 0; k < at->cols && cell; k++, cell++) {
            const unsigned char *up = &f->level[(f->rows == at->rows ? r : 2 * r) * f->cols + k];
            if (f->rows == at->rows) {
                if (coloured)
                    cell->bg = (uint8_t)pen_map(c->s, *up);
                else if (cell->glyph == ' ' && !cell->dots) {
                    cell->glyph = ramp_of(*up);
                    cell->fg = (uint8_t)pen_map(c->s, *up);
                }
                continue;
            }
            int down = up[f->cols];
            cell->bg = (uint8_t)pen_map(c->s, down);
            if (cell->glyph == ' ' && *up != down) {
                cell->glyph = 0x2580; /* ▀ */
                cell->fg = (uint8_t)pen_map(c->s, *up);
            }
        }
    }
}

static double rounded(double v, int digits)
{
    char text[24];
    snprintf(text, sizeof text, "%.*e", digits - 1, v);
    return strtod(text, NULL);
}

/* What the lower edge of row r of a bar stands for: its rows share out the range of the bands. */
static double bar_value(const struct field *f, int rows, int r)
{
    return fn_pow(10, f->lo + (f->hi - f->lo) * (rows - 1 - r) / rows);
}

/* Two digits, or as many as it takes to tell the labels of a plain apart. */
static int bar_digits(const struct field *f, int rows, int every)
{
    int digits = 2;
    for (int r = every; r < rows && digits < 5; r += every)
        while (digits < 5 && rounded(bar_value(f, rows, r), digits) ==
                                 rounded(bar_value(f, rows, r - every), digits))
            digits++;
    return digits;
}

void contour_bar(const struct panel_call *c, const struct rect *map, const struct field *f)
{
    struct grid *g = c->grid;
    int col = map->col + map->cols + 1, end = c->area.col + c->area.cols;
    const char *name = f->base == 0                           ? "f"
                       : isfinite(c->s->race.problem.infimum) ? "f − f*"
                                                              : "f − min";
    pen_text(g, col, map->row, end, pen(ROLE_FAINT, 0), name);
    int rows = map->rows - 1, every = rows > 10 ? 2 : 1, digits = bar_digits(f, rows, every);
    bool half = contour_half(g);
    for (int r = 0; r < rows; r++) {
        int parts = half ? 2 * rows : rows, at = parts - 1 - (half ? 2 * r : r);
        int up = at * FIELD_LEVELS / parts, down = half ? (at - 1) * FIELD_LEVELS / parts : up;
        struct rect cells = {col, map->row + 1 + r, 2, 1};
        if (half)
            grid_fill(g, cells, 0x2580,
                      (struct style){.fg = (uint8_t)pen_map(c->s, up),
                                     .bg = (uint8_t)pen_map(c->s, down)});
        else if (pen_ground(c->s, g))
            grid_fill(g, cells, ' ', (struct style){.bg = (uint8_t)pen_map(c->s, up)});
        else
            grid_fill(g, cells, ramp_of(up), pen(pen_map(c->s, up), 0));
        if ((rows - 1 - r) % every != 0)
            continue;
        grid_text(g, col + 3, cells.row, end, pen(ROLE_FAINT, 0),
                  NUMBER(rounded(bar_value(f, rows, r), digits), 6)); /* 28000, not 2.8e4 */
    }
}

static void draw_points(const struct panel_call *c, struct plot *p, const struct field *f)
{
    const struct race *race = &c->s->race;
    if (f->has_low)
        pen_marker(&p->canvas, plot_x(p, f->low[0]), plot_y(p, f->low[1]), '+',
                   pen(ROLE_TITLE, ATTR_BOLD), PEN_AROUND);
    for (int k = 0; k < race->n; k++) {
        int i = pen_marker_turn(c->s, k);
        const struct run *r = &race->run[i];
        if (!pen_alive(r))
            continue;
        pen_marker(&p->canvas, plot_x(p, r->x[0]), plot_y(p, r->x[1]),
                   pen_run_marker(c->s, i, c->grid->unicode), pen_run(c->s, i), PEN_AROUND);
    }
}

static void draw_starts(struct plot *p, const struct race *race)
{
    struct style s = pen(ROLE_TITLE, ATTR_BOLD);
    for (int i = 0; i < race->n; i++) {
        const double *x = race->run[i].start;
        double px = plot_x(p, x[0]), py = plot_y(p, x[1]);
        if (px >= 0 && px < p->canvas.width && py >= 0 && py < p->canvas.height)
            canvas_marker(&p->canvas, px, py, 'S', s);
    }
}

void contour_draw(struct panel_call *c)
{
    const struct session *s = c->s;
    const struct race *race = &s->race;
    struct rect area = c->area;
    bool bar = area.cols >= BAR_MIN_COLS && area.rows >= 6;
    if (bar)
        area.cols -= CONTOUR_BAR_COLS;
    const double *box = s->view.box;
    struct plot p = pen_plot(c->grid, area, (struct axis){box[0], box[1], false},
                             (struct axis){box[2], box[3], false}, race->problem.letter[0],
                             race->problem.letter[1]);
    const struct rect *map = &p.canvas.area;
    if (map->cols < 2 || map->rows < 2)
        return;
    struct field *f = field_get(c->memo, s, map->cols, map->rows * (contour_half(c->grid) ? 2 : 1));
    f->at = *map;
    for (int i = 0; s->ghost.on && i < s->ghost.n; i++)
        draw_path(&p, &s->ghost.trace[i], s->ghost.from, NULL, ROLE_FAINT);
    for (int k = 0; k < race->n; k++) {
        int i = pen_turn(s, &p.canvas, k);
        draw_path(&p, &race->run[i].trace, 0, race->run[i].x, pen_run_role(s, i));
    }
    vectors_lines(&p, s, 0);
    draw_starts(&p, race);
    contour_lay(c, map, f);
    inspect_mark(&p, s, 0);
    draw_points(c, &p, f);
    badges_draw(c, &p, 0);
    vectors_heads(&p, s, 0);
    plot_end(&p);
    if (bar)
        contour_bar(c, map, f);
}
