/* The path of the runs through many parameters, on a plane, over the loss on that plane: with how
 * much of the path that is, and how far that loss is from the runs'. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/elementary.h"
#include "base/memory.h"
#include "base/vec.h"
#include "panel/chart/columns.h"
#include "panel/landscape.h"
#include "panel/panel.h"
#include "panel/path_lines.h"

enum {
    BAR_FROM = 44,
    AXES_ROWS = 8,
    MAP_ROWS = 7, /* what the picture needs before each run gets a line */
    NEAR_COLS = 2 /* a click so near to a point of the path means it */
};

struct memo {
    struct field field;     /* levels as they are laid; its own level follows */
    uint64_t race, version; /* made of these */
    size_t room;            /* levels */
    struct rect lines;      /* of the frame last drawn: a line a run, from the second row on */
    struct plot plot;
};

static const struct path_view *shown(const struct session *s)
{
    const struct path_view *v = s->path;
    return v && v->path && v->seen.mains > 0 ? v : NULL;
}

/* Why there is no picture. */
static void say_why(struct panel_call *c)
{
    const struct session *s = c->s;
    const char *why = "the path has not begun: nothing has moved yet";
    char text[160];
    if (s->race.problem.dim < 2) {
        why = "one parameter: its path is a line, which the landscape shows; a plane needs two";
    } else if (s->path && !s->path->path) {
        char runs[24] = "";
        if (s->race.n > 1)
            snprintf(runs, sizeof runs, " of %d runs", s->race.n);
        snprintf(text, sizeof text, "%d parameters%s: too many to keep where they were",
                 s->race.problem.dim, runs);
        why = text;
    } else if (s->path && s->path->behind) {
        why = "the plane of the path is being worked out";
    } else if (s->view.path != PLANE_PCA && s->race.step > 0) {
        why = "nothing has moved along these directions: d takes others";
    }
    pen_wrap(c->grid, c->area, pen(ROLE_FAINT, 0), why);
}

/* The levels of a picture of cols×rows, from the memo, made anew where the slice has come on. There
 * is room in it for all of the panel's area, as the labels of its axes leave now more, now less. */
static struct memo *memo_get(const struct panel_call *c, int cols, int rows)
{
    const struct slice *slice = &c->s->path->slice;
    size_t room = (size_t)c->area.cols * (size_t)c->area.rows * 2;
    struct memo *m = *c->memo;
    if (m && m->field.cols == cols && m->field.rows == rows && m->version == slice->version &&
        m->race == c->s->race_count)
        return m;
    if (!m || m->room < room) {
        free(m);
        *c->memo = m = mem_alloc(1, sizeof *m + room);
        m->room = room;
    }
    struct field *f = &m->field;
    f->cols = cols, f->rows = rows;
    f->base = slice->base;
    f->lo = slice->lo, f->hi = slice->hi;
    f->level = (unsigned char *)(m + 1);
    m->version = slice->version;
    m->race = c->s->race_count;
    for (int r = 0; r < rows; r++)
        for (int k = 0; k < cols; k++) {
            double t = slice_height(slice, (k + 0.5) / cols, 1 - (r + 0.5) / rows);
            t = (t - f->lo) / (f->hi - f->lo) * FIELD_LEVELS;
            f->level[r * cols + k] = (unsigned char)(t >= FIELD_LEVELS ? FIELD_LEVELS - 1
                                                     : t > 0           ? (int)t
                                                                       : 0);
        }
    return m;
}

static void name_axis(const struct session *s, int k, char *buf, size_t size)
{
    const struct path_view *v = s->path;
    const struct plane_spec *spec = &v->seen.spec;
    char share[16];
    path_percent(share, sizeof share, v->share.along[k]);
    if (spec->by == PLANE_AXES)
        snprintf(buf, size, "parameter %d: %s %%", spec->axis[k], share);
    else if (spec->by == PLANE_RUNS)
        snprintf(buf, size, "to %s: %s %%", s->race.run[spec->of[k]].name, share);
    else
        snprintf(buf, size, "direction %d: %s %%", k + 1, share);
}

/* Of two parameters the trace has every step. */
static void draw_trace(struct plot *p, const struct session *s, int run)
{
    const struct path_view *v = s->path;
    const struct run *r = &s->race.run[run];
    double before[2] = {NAN, NAN};
    for (int i = 0; i <= r->trace.n; i++) {
        const double *x = i < r->trace.n ? r->trace.bucket[i].x : r->x;
        double d[2] = {x[0] - v->seen.centre[0], x[1] - v->seen.centre[1]};
        double at[2] = {vec_dot(d, v->seen.u, 2), vec_dot(d, v->seen.v, 2)};
        plot_line(p, before[0], before[1], at[0], at[1], pen_run_role(s, run), NULL);
        memcpy(before, at, sizeof before);
    }
}

static void draw_moments(struct plot *p, const struct session *s, int run)
{
    const struct path_view *v = s->path;
    double before[2] = {NAN, NAN}, at[2];
    for (int m = 0; m < path_view_moments(v); m++) {
        if (!path_view_at(v, m, run, at))
            continue;
        plot_line(p, before[0], before[1], at[0], at[1], pen_run_role(s, run), NULL);
        memcpy(before, at, sizeof before);
    }
    const struct path_place *place = &v->place[run];
    if (place->plane == v->planes)
        plot_line(p, before[0], before[1], place->at[0], place->at[1], pen_run_role(s, run), NULL);
}

/* Where a run was last before it was lost, if that is in the picture. */
static void draw_lost(struct plot *p, const struct session *s, int run)
{
    const struct path_view *v = s->path;
    double at[2];
    int m = path_view_moments(v) - 1;
    while (m > 0 && !path_view_at(v, m, run, at))
        m--;
    if (m > 0 && at[0] >= p->x.lo && at[0] <= p->x.hi && at[1] >= p->y.lo && at[1] <= p->y.hi)
        pen_marker(&p->canvas, plot_x(p, at[0]), plot_y(p, at[1]), 0x2717, pen_run(s, run),
                   PEN_AROUND);
}

/* A run's marker, or at the edge over which it is an arrow. */
static void draw_marker(struct plot *p, const struct session *s, int run)
{
    const struct path_view *v = s->path;
    const double *at = v->place[run].at;
    double w = p->canvas.width - 1, h = p->canvas.height - 1;
    double x = plot_x(p, at[0]), y = plot_y(p, at[1]);
    uint32_t glyph = pen_run_marker(s, run, p->canvas.grid->unicode);
    if (!pen_alive(&s->race.run[run]))
        draw_lost(p, s, run);
    if (v->place[run].plane != v->planes || !pen_alive(&s->race.run[run]) || isnan(x) || isnan(y))
        return;
    if (at[0] < p->x.lo || at[0] > p->x.hi)
        glyph = at[0] < p->x.lo ? 0x2190 : 0x2192;
    else if (at[1] < p->y.lo || at[1] > p->y.hi)
        glyph = pen_beyond(at[1] > p->y.hi, p->canvas.grid->unicode);
    pen_marker(&p->canvas, fmin(fmax(x, 0), w), fmin(fmax(y, 0), h), glyph, pen_run(s, run),
               PEN_AROUND);
}

/* Without axes where they would leave too little. */
static struct plot plot_of(struct panel_call *c, struct rect area, const char *x_name)
{
    const double *box = c->s->path->seen.box;
    struct axis x = {box[0], box[1], false}, y = {box[2], box[3], false};
    if (area.rows < AXES_ROWS)
        return (struct plot){.canvas = canvas_of(c->grid, area), .x = x, .y = y};
    return pen_plot(c->grid, area, x, y, x_name, NULL);
}

/* On the terminal's own ground, since on the map's it could not be read. */
static void put_name(struct grid *g, const struct rect *map, const char *name)
{
    int cols = pen_columns(g, name) + 2;
    if (cols > map->cols || map->rows < AXES_ROWS - 2)
        return;
    grid_fill(g, (struct rect){map->col, map->row, cols, 1}, ' ', pen(ROLE_NONE, 0));
    pen_text(g, map->col + 1, map->row, map->col + cols, pen(ROLE_FAINT, 0), name);
}

static void draw_map(struct panel_call *c, struct rect area)
{
    const struct session *s = c->s;
    const struct path_view *v = s->path;
    bool bar = area.cols >= BAR_FROM && area.rows >= 6;
    char names[2][48];
    double at[2];
    for (int k = 0; k < 2; k++)
        name_axis(s, k, names[k], sizeof names[k]);
    if (bar)
        area.cols -= CONTOUR_BAR_COLS;
    struct plot p = plot_of(c, area, names[0]);
    const struct rect *map = &p.canvas.area;
    if (map->cols < 2 || map->rows < 2)
        return;
    struct memo *m = memo_get(c, map->cols, map->rows * (contour_half(c->grid) ? 2 : 1));
    m->plot = p;
    for (int k = 0; k < s->race.n; k++) {
        int run = pen_turn(s, &p.canvas, k);
        if (s->race.problem.dim == TRACE_DIMS)
            draw_trace(&p, s, run);
        else
            draw_moments(&p, s, run);
    }
    for (int run = 0; run < s->race.n; run++)
        if (path_view_moments(v) > 0 && path_view_at(v, 0, run, at))
            plot_marker(&p, at[0], at[1], 'S', pen(ROLE_TITLE, ATTR_BOLD));
    if (v->slice.stride > 0)
        contour_lay(c, map, &m->field);
    put_name(c->grid, map, names[1]);
    for (int run = 0; run < s->race.n; run++)
        draw_marker(&p, s, run);
    if (bar && v->slice.stride > 0)
        contour_bar(c, map, &m->field);
}

static void draw(struct panel_call *c)
{
    struct rect at = c->area;
    int n = c->s->race.n;
    if (!shown(c->s)) {
        say_why(c);
        return;
    }
    bool each = at.rows >= MAP_ROWS + n + 2 && at.cols >= PATH_LINES_COLS;
    int lines = each ? n + 2 : at.rows >= 4;
    at.rows -= lines;
    draw_map(c, at);
    struct memo *m = *c->memo;
    at.row += at.rows, at.rows = lines;
    if (m)
        m->lines = each ? at : (struct rect){0};
    if (each)
        path_lines(c, at);
    else if (lines > 0)
        path_worst(c, at.row);
}

static void title_text(const struct session *s, char *buf, size_t size)
{
    const struct path_view *v = shown(s);
    char of[RUN_NAME_MAX + 8] = "", all[16], first[16], second[16];
    if (!v)
        return;
    if (v->seen.spec.run >= 0)
        snprintf(of, sizeof of, " of %s", s->race.run[v->seen.spec.run].name);
    path_percent(all, sizeof all, path_together(&v->share));
    const char *near = v->behind ? "~" : "";
    snprintf(buf, size, "path%s: %s%s %% shown (%s + %s)\npath%s: %s%s %% shown", of, near, all,
             path_percent(first, sizeof first, v->share.along[0]),
             path_percent(second, sizeof second, v->share.along[1]), of, near, all);
}

/* The moment of the path nearest to a cell of the picture, -1: none is near. */
static int moment_near(const struct session *s, const struct plot *p, int col, int row)
{
    const struct path_view *v = s->path;
    const struct canvas *canvas = &p->canvas;
    int nearest = -1;
    double least = NEAR_COLS + 0.5, at[2];
    for (int m = 0; m < path_view_moments(v); m++)
        for (int run = 0; run < s->race.n; run++) {
            if (!path_view_at(v, m, run, at))
                continue;
            double x = plot_x(p, at[0]) * canvas->area.cols / canvas->width;
            double y = plot_y(p, at[1]) * canvas->area.rows / canvas->height;
            double far = fn_hypot(x - (col - canvas->area.col), 2 * (y - (row - canvas->area.row)));
            if (far < least)
                least = far, nearest = m;
        }
    return nearest;
}

static bool click(const struct panel_call *c, int col, int row, struct action *out)
{
    const struct memo *m = *c->memo;
    const struct path_view *v = shown(c->s);
    if (!m || !v)
        return false;
    int run = row - m->lines.row - 1;
    if (m->lines.rows > 0 && run >= 0 && run < c->s->race.n)
        return columns_select(out, run);
    const struct rect *map = &m->plot.canvas.area;
    int moment = rect_has(map, col, row) ? moment_near(c->s, &m->plot, col, row) : -1;
    if (moment < 0)
        return false;
    *out = action_of(ACT_GO_TO);
    out->num = (double)v->path->step[moment];
    return true;
}

const struct panel_kind panel_path = {
    .name = "path",
    .title = "path",
    .help = "The path of the runs through all their parameters, on the plane that shows the most "
            "of it. Key d chooses two parameters or two runs instead. The title says how much of "
            "the path the plane shows. Each line has the loss on the plane and the true one: "
            "where they differ, the picture misleads. Click the path to go to that step.",
    .runs = RUNS_MARKED,
    .size = {.min_cols = 28, .min_rows = 7, .want_rows = 0, .rank = 2},
    .title_text = title_text,
    .draw = draw,
    .click = click,
};
