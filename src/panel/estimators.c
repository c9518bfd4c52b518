#include <math.h>
#include <stdio.h>

#include "base/memory.h"
#include "panel/chart/pen.h"
#include "panel/chart/scatter.h"
#include "panel/panel.h"

/* Plots this small say nothing; below, the numbers alone. */
enum { PLOT_COLS = 18, PLOT_ROWS = 6, TEXT_MAX = 160 };

static const char *const long_names[CURVATURES] = {
    [CURVATURE_SHARPNESS] = "top eigenvalue λ",
    [CURVATURE_PATH] = "path, along the step",
    [CURVATURE_RANDOM] = "random direction, over ‖δ‖",
    [CURVATURE_WRITTEN] = "random, by article",
};

struct scratch {
    double room[4 * RUNS_MAX * TRACE_BUCKETS];
};

static struct estimate estimate_of(const struct panel_call *c, enum curvature which)
{
    const struct run *runs[RUNS_MAX];
    int n = scatter_runs(c->s, runs);
    if (!*c->memo)
        *c->memo = mem_alloc(1, sizeof(struct scratch));
    return fit_estimate(runs, n, which, ((struct scratch *)*c->memo)->room);
}

/* As much of it as there is room for: an estimate of λ by how many times λ it is. */
static void say(struct panel_call *c, struct rect at, enum curvature which,
                const struct estimate *e)
{
    char text[TEXT_MAX], r2[24], L1[24], slope[24], ratio[24], *end = text + TEXT_MAX;
    const char *name = curvature_names[which];
    pen_number(r2, sizeof r2, e->line.r2, 2);
    pen_number(L1, sizeof L1, e->line.b, 2);
    pen_number(slope, sizeof slope, e->loglog.b, 2);
    pen_number(ratio, sizeof ratio, e->ratio, 2);
    bool itself = which == CURVATURE_SHARPNESS;
    for (int form = 0; form < 5; form++) {
        int n = form == 0 ? snprintf(text, sizeof text, "%s: R² %s, L1 %s, log slope %s",
                                     long_names[which], r2, L1, slope)
                : form == 1
                    ? snprintf(text, sizeof text, "%s: R² %s, L1 %s, slope %s", name, r2, L1, slope)
                    : snprintf(text, sizeof text, "%s%s R² %s", name, form < 4 ? ":" : "", r2);
        if (!itself && form < 4)
            snprintf(text + n, (size_t)(end - text - n), ", %s%s%sλ", form == 0 ? "median " : "",
                     ratio, form < 3 ? " times " : "×");
        if (pen_columns(c->grid, text) <= at.cols)
            break;
    }
    pen_text(c->grid, at.col, at.row, at.col + at.cols, pen(ROLE_NONE, ATTR_BOLD), text);
}

static void draw_one(struct panel_call *c, struct rect at, enum curvature which,
                     const struct axis *x, const struct axis *shared)
{
    const struct session *s = c->s;
    struct estimate e = estimate_of(c, which);
    struct axis y = axis_empty(s->view.log_scatter), unused = axis_empty(s->view.log_scatter);
    say(c, at, which, &e);
    at.row++, at.rows--;
    if (at.rows < PLOT_ROWS - 1)
        return;
    scatter_bounds(&s->race, which, &unused, &y);
    axis_finish(&y);
    struct plot p = pen_plot(c->grid, at, *x, s->view.log_scatter ? *shared : y, "‖∇f‖", NULL);
    if (e.n > 1 && s->view.fit != FIT_SHOW_NONE)
        scatter_line(&p, e.line.a, e.line.b, ROLE_FIT, 0xff);
    scatter_draw(&p, s, which, s->view.selected);
}

/* In a row where they are wide enough and two rows would be low, else two by two; one under the
 * other without plots where there is no room for any. */
static struct rect place(const struct rect *a, int i)
{
    int across = a->cols >= 4 * (PLOT_COLS + 4) && a->rows < 2 * (PLOT_ROWS + 3) ? 4 : 2;
    if (a->cols < 2 * PLOT_COLS || a->rows < (4 / across) * PLOT_ROWS)
        return (struct rect){a->col, a->row + i, a->cols, i < a->rows ? 1 : 0};
    int col = i % across, row = i / across, down = 4 / across;
    int left = a->cols * col / across, right = a->cols * (col + 1) / across;
    int top = a->rows * row / down, bottom = a->rows * (row + 1) / down;
    return (struct rect){a->col + left, a->row + top, right - left - (col + 1 < across),
                         bottom - top};
}

static void draw(struct panel_call *c)
{
    const struct session *s = c->s;
    bool log = s->view.log_scatter;
    struct axis x = axis_empty(log), y = axis_empty(log);
    if (s->race.fit[CURVATURE_SHARPNESS]->n == 0) {
        pen_wrap(c->grid, c->area, pen(ROLE_FAINT, 0), "no curvature measured yet");
        return;
    }
    for (int k = 0; k < CURVATURES; k++)
        scatter_bounds(&s->race, (enum curvature)k, &x, &y);
    axis_finish(&x);
    axis_finish(&y);
    for (int k = 0; k < CURVATURES; k++) {
        struct rect at = place(&c->area, k);
        if (at.rows > 0)
            draw_one(c, at, (enum curvature)k, &x, &y);
    }
}

static void title_text(const struct session *s, char *buf, size_t size)
{
    const char *who = s->view.selected >= 0 ? s->race.run[s->view.selected].name : "all runs";
    snprintf(buf, size, "curvature in four ways: %s\ncurvature in four ways", who);
}

const struct panel_kind panel_estimators = {
    .name = "estimators",
    .title = "estimators",
    .help = "Four measures of curvature against the gradient's norm, on the same axes: the "
            "Hessian's top eigenvalue λ; along the step, ‖∇f(θ+d) − ∇f(θ)‖/‖d‖; in a random "
            "direction δ = ε·randn, by its length ‖δ‖, which is about ‖H‖_F/√n; and the same over "
            "ε, as it is often told, which grows with the number of parameters. Each with R² and "
            "slope L1 of its least-squares line, its log-log slope, and how many times λ it is "
            "(the median). Of the selected run, or of all.",
    .runs = RUNS_MARKED,
    .size = {.min_cols = 28, .min_rows = 7, .want_rows = 0, .rank = 2},
    .title_text = title_text,
    .draw = draw,
};
