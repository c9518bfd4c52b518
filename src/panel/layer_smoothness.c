/* (L0, L1) by layer: a small picture of each layer's points, and what clipping leaves of it. */
#include <math.h>
#include <stdio.h>

#include "panel/chart/pen.h"
#include "panel/chart/scatter.h"
#include "panel/panel.h"

/* A picture that is smaller says nothing; below, the words alone. */
enum { PLOT_COLS = 20, PLOT_ROWS = 5, WORD_ROWS = 2, TEXT_MOST = 160 };

static const struct layer_fit *fit_of(const struct session *s, int layer)
{
    return &s->race.layers->fit[layer];
}

/* Its bound and its own threshold, in as many words as there is room for. */
static void say_bound(struct panel_call *c, struct rect at, int layer)
{
    const struct layer_fit *f = fit_of(c->s, layer);
    char text[TEXT_MOST], gamma[24];
    const char *L0 = PEN_NUMBER(f->L0, 2);
    const char *L1 = PEN_NUMBER(f->L1, 2);
    if (isinf(f->gamma))
        snprintf(gamma, sizeof gamma, "none");
    else
        pen_number(gamma, sizeof gamma, f->gamma, 2);
    const char *name = c->s->race.problem.blocks[layer].name;
    char number[16];
    bool numbered = name[0] >= '0' && name[0] <= '9';
    snprintf(number, sizeof number, "%d ", layer + 1);
    for (int form = 0; form < 3; form++) {
        if (form == 0) /* "3 output", and of dense networks "3: 32-10" */
            snprintf(text, sizeof text, "%s%s  L0 %s  L1 %s  L0/L1 %s", numbered ? "" : number,
                     name, L0, L1, gamma);
        else if (form == 1)
            snprintf(text, sizeof text, "%d L0 %s L1 %s L0/L1 %s", layer + 1, L0, L1, gamma);
        else
            snprintf(text, sizeof text, "%d L0/L1 %s", layer + 1, gamma);
        if (pen_columns(c->grid, text) <= at.cols)
            break;
    }
    pen_text(c->grid, at.col, at.row, at.col + at.cols, pen(ROLE_NONE, ATTR_BOLD), text);
}

/* The newest moment of a run. */
static const struct layer_point *newest(const struct run *r, int layer)
{
    return &r->layers
                ->point[(size_t)(r->layers->n - 1) * (size_t)r->layers->layers + (size_t)layer];
}

static bool speaks(const struct session *s, int i)
{
    const struct run *r = &s->race.run[i];
    return pen_alive(r) && r->layers->n > 0 && r->clip->family != CLIP_NONE &&
           (s->view.selected < 0 || s->view.selected == i);
}

/* "0.52 → 0.095 (γ 0.1)": ‖g_l‖ before and after clipping, and the layer's threshold in the rule.
 */
static void clipped_text(const struct layer_point *p, char *text, size_t size)
{
    char g[24], left[24], radius[24], own[40] = "";
    if (isfinite(p->radius))
        snprintf(own, sizeof own, " (γ %s)", pen_number(radius, sizeof radius, p->radius, 2));
    snprintf(text, size, "%s → %s%s", pen_number(g, sizeof g, p->g, 2),
             pen_number(left, sizeof left, p->left, 2), own);
}

/* That of the runs that clip, one after the other, as long as there is room. Returns the rows. */
static int say_clipped(struct panel_call *c, struct rect at, int layer)
{
    int col = at.col, end = at.col + at.cols, row = 0;
    for (int i = 0; i < c->s->race.n; i++) {
        char text[TEXT_MOST];
        if (!speaks(c->s, i))
            continue;
        clipped_text(newest(&c->s->race.run[i], layer), text, sizeof text);
        if (col > at.col && col + 2 + pen_columns(c->grid, text) > end)
            col = at.col, row++;
        if (row >= at.rows)
            return at.rows;
        grid_put(c->grid, col, at.row + row, pen_run_marker(c->s, i, c->grid->unicode),
                 pen_run(c->s, i));
        col = pen_text(c->grid, col + 2, at.row + row, end, pen(ROLE_NONE, 0), text) + 2;
    }
    return row + 1;
}

static void layer_bounds(const struct session *s, int layer, struct axis *x, struct axis *y)
{
    const struct layer_fit *f = fit_of(s, layer);
    axis_add(x, x->log ? f->g_lo : 0), axis_add(x, f->g_hi);
    axis_add(y, y->log ? f->h_lo : 0), axis_add(y, f->h_hi);
}

static void draw_points(struct plot *p, const struct session *s, int layer)
{
    for (int k = 0; k < s->race.n; k++) {
        int i = pen_turn(s, &p->canvas, k);
        const struct layer_cloud *cloud = s->race.run[i].layers;
        for (int m = 0; m < cloud->n && pen_alive(&s->race.run[i]); m++) {
            const struct layer_point *at =
                &cloud->point[(size_t)m * (size_t)cloud->layers + (size_t)layer];
            if (at->g > 0 && (at->h > 0 || !p->y.log))
                plot_dot(p, at->g, at->h, pen_run_role(s, i));
        }
    }
    for (int k = 0; k < s->race.n; k++) {
        int i = pen_marker_turn(s, k);
        if (!pen_alive(&s->race.run[i]) || s->race.run[i].layers->n == 0)
            continue;
        const struct layer_point *at = newest(&s->race.run[i], layer);
        if (at->g > 0 && (at->h > 0 || (!p->y.log && at->h == 0)))
            pen_marker(&p->canvas, plot_x(p, at->g), plot_y(p, at->h),
                       pen_run_marker(s, i, p->canvas.grid->unicode), pen_run(s, i), PEN_AROUND);
    }
}

static void draw_layer(struct panel_call *c, struct rect at, int layer, const struct axis *x,
                       const struct axis *y)
{
    const struct session *s = c->s;
    const struct layer_fit *f = fit_of(s, layer);
    struct axis own_x = axis_empty(false), own_y = axis_empty(false);
    say_bound(c, at, layer);
    if (at.rows < WORD_ROWS)
        return;
    bool plot = at.rows >= WORD_ROWS + PLOT_ROWS;
    int room = plot ? (at.rows - PLOT_ROWS) / 2 : at.rows - 1;
    int rows = 1 + say_clipped(c, (struct rect){at.col, at.row + 1, at.cols, room}, layer);
    at.row += rows, at.rows -= rows;
    if (!plot)
        return;
    if (!x->log) { /* layers differ by decades: each on axes of its own */
        layer_bounds(s, layer, &own_x, &own_y);
        axis_finish(&own_x);
        axis_finish(&own_y);
        x = &own_x, y = &own_y;
    }
    struct plot p = pen_plot(c->grid, at, *x, *y, "‖∇f‖", NULL);
    if (f->n > 1 && (s->view.fit == FIT_SHOW_BOTH || s->view.fit == FIT_SHOW_OLS))
        scatter_line(&p, f->ols.a, f->ols.b, ROLE_FIT, 0xff);
    if (f->n > 1 && (s->view.fit == FIT_SHOW_BOTH || s->view.fit == FIT_SHOW_BOUND))
        scatter_line(&p, f->L0, f->L1, ROLE_BOUND, 0x33);
    draw_points(&p, s, layer);
}

/* So many side by side that the pictures are about three times as wide as high, or, where there is
 * no room for pictures, the words. */
static int across(const struct rect *a, int layers)
{
    int most = a->cols / PLOT_COLS < 1 ? 1 : a->cols / PLOT_COLS;
    for (int n = 1; n <= most && n <= layers; n++) {
        int down = (layers + n - 1) / n, rows = a->rows / down;
        if (rows >= WORD_ROWS + PLOT_ROWS && (a->cols / n <= 4 * rows || n == most || n == layers))
            return n;
    }
    for (int n = 1; n < most && n < layers; n++)
        if (a->rows / ((layers + n - 1) / n) >= WORD_ROWS)
            return n;
    return most < layers ? most : layers;
}

static void draw_all(struct panel_call *c, int layers)
{
    const struct session *s = c->s;
    bool log = s->view.log_scatter;
    struct axis x = axis_empty(log), y = axis_empty(log);
    int wide = across(&c->area, layers), down = (layers + wide - 1) / wide;
    for (int b = 0; b < layers; b++)
        layer_bounds(s, b, &x, &y);
    axis_finish(&x);
    axis_finish(&y);
    while (down > c->area.rows) /* the first of them: a screen is not endless */
        down--;
    for (int b = 0; b < layers && b < wide * down; b++) {
        int left = c->area.cols * (b % wide) / wide, right = c->area.cols * (b % wide + 1) / wide;
        int top = c->area.rows * (b / wide) / down, end = c->area.rows * (b / wide + 1) / down;
        draw_layer(c,
                   (struct rect){c->area.col + left, c->area.row + top,
                                 right - left - (b % wide + 1 < wide), end - top},
                   b, &x, &y);
    }
}

static void draw(struct panel_call *c)
{
    const struct race *race = &c->s->race;
    if (!race->layers)
        pen_wrap(c->grid, c->area, pen(ROLE_FAINT, 0),
                 "this needs a loss of two layers or more, and no game");
    else
        draw_all(c, race->layers->layers);
}

static void title_text(const struct session *s, char *buf, size_t size)
{
    const char *log = s->view.log_scatter ? ", log-log" : "";
    snprintf(buf, size,
             "(L0, L1) by layer: curvature against ‖∇f‖ of each layer%s\n"
             "(L0, L1) by layer%s\n(L0, L1) by layer",
             log, log);
}

const struct panel_kind panel_layer_smoothness = {
    .name = "layer-smoothness",
    .title = "(L0, L1) by layer",
    .help = "Curvature against gradient norm for each layer: ‖H_l·v‖ with H_l the layer's own part "
            "of the Hessian and v its unit gradient. The dashed bound L0 + L1·‖∇f‖ gives the layer "
            "its own threshold L0/L1. Below it: the layer's gradient norm before → after clipping "
            "in each run. γ is the threshold that a rule by layers gives it. Measured at every "
            "step at first, then less often.",
    .runs = RUNS_MARKED,
    .size = {.min_cols = 28, .min_rows = 7, .want_rows = 0, .rank = 2},
    .title_text = title_text,
    .draw = draw,
};
