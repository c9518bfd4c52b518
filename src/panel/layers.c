#include <math.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/vec.h"
#include "panel/chart/pen.h"
#include "panel/chart/seen.h"
#include "panel/panel.h"

/* Norms are over every parameter there is: worked out once a step, not once a frame. */
struct memo {
    int n_blocks;
    struct seen seen[RUNS_MAX];
    double *norm[RUNS_MAX]; /* n_blocks each */
};

static struct memo *memo_get(const struct panel_call *c)
{
    const struct problem *p = &c->s->race.problem;
    struct memo *m = *c->memo;
    if (m && m->n_blocks == p->n_blocks)
        return m;
    size_t norms = RUNS_MAX * (size_t)p->n_blocks * sizeof(double);
    *c->memo = m = mem_resize(m, 1, sizeof *m + norms);
    *m = (struct memo){.n_blocks = p->n_blocks};
    for (int i = 0; i < RUNS_MAX; i++)
        m->norm[i] = (double *)(m + 1) + (size_t)i * (size_t)p->n_blocks;
    return m;
}

static const double *norms_of(struct memo *m, const struct session *s, int i)
{
    const struct run *r = &s->race.run[i];
    if (seen_still(&m->seen[i], s, i))
        return m->norm[i];
    for (int b = 0; b < m->n_blocks; b++)
        m->norm[i][b] = vec_norm(r->g + r->problem->blocks[b].first, r->problem->blocks[b].count);
    m->seen[i] = seen_now(s, i);
    return m->norm[i];
}

/* Layers are counted: an axis of numbers would put ticks between them. */
static void count_layers(const struct panel_call *c, const struct plot *p, int n)
{
    const struct rect *at = &p->canvas.area;
    int row = at->row + at->rows, end = at->col + at->cols, free_from = at->col;
    if (row + 1 >= c->area.row + c->area.rows)
        return;
    grid_fill(c->grid, (struct rect){at->col - 1, row, at->cols + 1, 2}, ' ', pen(ROLE_NONE, 0));
    for (int col = at->col - 1; col < end; col++)
        grid_put(c->grid, col, row, col < at->col ? 0x2514 : 0x2500, pen(ROLE_FAINT, 0));
    int name = pen_right(c->grid, at->col, row + 1, end, pen(ROLE_FAINT, 0), "layer");
    for (int b = 1; b <= n; b++) {
        int col = at->col + (int)lround(plot_x(p, b)) * at->cols / p->canvas.width;
        grid_put(c->grid, col, row, 0x252c, pen(ROLE_FAINT, 0));
        if (col < free_from || col + 3 >= name)
            continue;
        free_from = 1 + grid_printf(c->grid, col, row + 1, end, pen(ROLE_FAINT, 0), "%d", b);
    }
}

/* From the first layer to the last, and room for as many markers as there are runs beside that. */
static struct axis layer_axis(const struct panel_call *c, int n, int runs)
{
    double share = c->area.cols > 0 ? (double)runs / c->area.cols : 0;
    return (struct axis){1, 1 + (n - 1) / (1 - fmin(share, 0.5)), false};
}

/* Markers of runs that stand at one height go side by side, each at its own: at every layer, or at
 * every so many where they would reach the next one. The last layer has them always. */
static void mark_layers(const struct panel_call *c, struct plot *p, const struct memo *m, int runs)
{
    const struct session *s = c->s;
    double apart = (plot_x(p, 2) - plot_x(p, 1)) * p->canvas.area.cols / p->canvas.width;
    int every = apart > 0 ? (int)fmin(ceil((runs + 1) / apart), m->n_blocks) : m->n_blocks;
    for (int i = 0; i < s->race.n; i++)
        for (int b = m->n_blocks; b > 0 && pen_alive(&s->race.run[i]); b -= every)
            pen_marker(&p->canvas, plot_x(p, b), plot_y(p, m->norm[i][b - 1]),
                       pen_run_marker(s, i, c->grid->unicode), pen_run(s, i), PEN_BESIDE);
}

static void draw(struct panel_call *c)
{
    const struct session *s = c->s;
    const struct race *race = &s->race;
    const struct problem *problem = &race->problem;
    if (problem->n_blocks < 2 || !problem->blocks) {
        pen_wrap(c->grid, c->area, pen(ROLE_FAINT, 0), "this loss has no layers");
        return;
    }
    struct memo *m = memo_get(c);
    struct axis y = axis_empty(true);
    int alive = 0;
    for (int i = 0; i < race->n; i++) {
        alive += pen_alive(&race->run[i]);
        const double *norm = norms_of(m, s, i);
        for (int b = 0; b < m->n_blocks && pen_alive(&race->run[i]); b++)
            axis_add(&y, norm[b]);
    }
    axis_finish(&y);
    struct plot p =
        pen_plot(c->grid, c->area, layer_axis(c, m->n_blocks, alive), y, "layer", "‖∇f‖");
    count_layers(c, &p, m->n_blocks);
    for (int k = 0; k < race->n; k++) {
        int i = pen_turn(c->s, &p.canvas, k);
        struct dash dash = pen_run_dash(c->s, c->grid, i);
        for (int b = 1; b < m->n_blocks && pen_alive(&race->run[i]); b++)
            plot_line(&p, b, m->norm[i][b - 1], b + 1, m->norm[i][b], pen_run_role(s, i), &dash);
    }
    mark_layers(c, &p, m, alive);
    plot_end(&p);
}

const struct panel_kind panel_layers = {
    .name = "layers",
    .title = "layers",
    .help = "The gradient's norm in each layer of a network, from the input (1) to the output, a "
            "line for each run, at its step now. A line that falls to the left: the gradient "
            "vanishes on its way to the first layers.",
    .runs = RUNS_MARKED,
    .size = {.min_cols = 28, .min_rows = 7, .want_rows = 0, .rank = 2},
    .draw = draw,
};
