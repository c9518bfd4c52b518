/* How recurrent networks pass derivatives through time, beside the bound that is often taken for
 * it. */
#include <math.h>
#include <stdio.h>

#include "base/elementary.h"
#include "base/memory.h"
#include "base/text.h"
#include "panel/chart/pen.h"
#include "panel/chart/seen.h"
#include "panel/panel.h"
#include "problem/network_jacobian.h"

enum { PLOT_ROWS = 6, DASHED = 0x33 };

struct memo {
    struct seen seen[RUNS_MAX];
    struct jacobian j[RUNS_MAX];
};

static bool shows(const struct session *s, int i)
{
    return pen_alive(&s->race.run[i]) && (s->view.selected < 0 || s->view.selected == i);
}

static void look_at(struct memo *m, const struct session *s, int i)
{
    const struct run *r = &s->race.run[i];
    jacobian_make(r->problem, r->look, r->x, r->now.step, &m->j[i]);
    m->seen[i] = seen_now(s, i);
}

/* Measures what is not of the current step. Of four runs that takes most of a frame's time, so
 * while the race goes on it is only the one that was measured longest ago. */
static void refresh(struct memo *m, const struct session *s)
{
    int oldest = -1;
    for (int i = 0; i < s->race.n; i++) {
        const struct seen *seen = &m->seen[i];
        if (!shows(s, i) || seen_still(seen, s, i))
            continue;
        if (session_next(s) == CLOCK_REST || !seen->known || seen->race != s->race_count)
            look_at(m, s, i);
        else if (oldest < 0 || seen->step < m->seen[oldest].step)
            oldest = i;
    }
    if (oldest >= 0)
        look_at(m, s, oldest);
}

/* σ^back as its decimal logarithm, which does not overflow. */
static double bound_decades(const struct jacobian *j, int back)
{
    return j->sigma > 0 ? back * fn_log10(j->sigma) : NAN;
}

static double bound(const struct jacobian *j, int back)
{
    return fn_pow(10, bound_decades(j, back));
}

static struct axis height(const struct session *s, struct memo *m)
{
    struct axis y = axis_empty(true);
    for (int i = 0; i < s->race.n; i++) {
        if (!shows(s, i))
            continue;
        const struct jacobian *j = &m->j[i];
        for (int k = 0; k < j->steps; k++) {
            axis_add(&y, j->mean[k]);
            axis_add(&y, bound(j, k));
        }
    }
    axis_finish(&y);
    return y;
}

static void draw_run(struct plot *p, const struct session *s, const struct jacobian *j, int i)
{
    enum role role = pen_run_role(s, i);
    struct dash most = SPARSE, limit = {DASHED, 0};
    for (int k = 1; k < j->steps; k++) {
        plot_line(p, k - 1, bound(j, k - 1), k, bound(j, k), role, &limit);
        plot_line(p, k - 1, j->mean[k - 1], k, j->mean[k], role, NULL);
        if (s->view.selected == i)
            plot_line(p, k - 1, j->most[k - 1], k, j->most[k], role, &most);
    }
    int last = j->steps - 1;
    pen_marker(&p->canvas, plot_x(p, last), plot_y(p, j->mean[last]),
               pen_run_marker(s, i, p->canvas.grid->unicode), pen_run(s, i), PEN_AROUND);
}

static void draw_plot(struct panel_call *c, struct rect at, struct memo *m)
{
    const struct session *s = c->s;
    int steps = 2;
    for (int i = 0; i < s->race.n; i++)
        steps = shows(s, i) ? m->j[i].steps : steps;
    struct axis x = {0, steps - 1, false};
    struct plot p = pen_plot(c->grid, at, x, height(s, m), "T − k", NULL);
    for (int k = 0; k < s->race.n; k++) {
        int i = pen_turn(s, &p.canvas, k);
        if (shows(s, i))
            draw_run(&p, s, &m->j[i], i);
    }
    plot_end(&p);
}

/* A power of ten where the number itself would be none. */
static void power_text(char *buf, size_t size, double decades)
{
    if (isfinite(decades) && fabs(decades) >= 5)
        snprintf(buf, size, "1e%.0f", round(decades));
    else
        pen_number(buf, size, fn_pow(10, decades), 2);
}

/* Of the longest name, so that what is said of each run stands in columns. */
static int names_cols(const struct session *s)
{
    int cols = 0;
    for (int i = 0; i < s->race.n; i++)
        if (shows(s, i) && utf8_columns(s->race.run[i].name) > cols)
            cols = utf8_columns(s->race.run[i].name);
    return cols + 1;
}

/* σ, what it promises of the first state, and what is true; as much as there is room for. */
static void draw_words(struct panel_call *c, int row, const struct jacobian *j, int i)
{
    char limit[24], text[4][160];
    static const int widest[3] = {56, 45, 32};
    int last = j->steps - 1, end = c->area.col + c->area.cols, form = 0;
    int col = c->area.col + names_cols(c->s);
    pen_text(c->grid, c->area.col, row, end, pen_run(c->s, i), c->s->race.run[i].name);
    power_text(limit, sizeof limit, bound_decades(j, last));
    const char *mean = PEN_NUMBER(j->mean[last], 2);
    const char *most = PEN_NUMBER(j->most[last], 2);
    const char *sigma = PEN_NUMBER(j->sigma, 3);
    snprintf(text[0], sizeof text[0], "σ %-5s bound %-5s mean %-7s most %-7s ρ %s", sigma, limit,
             mean, most, PEN_NUMBER(j->rho, 3));
    snprintf(text[1], sizeof text[1], "σ %-5s bound %-5s mean %-7s most %s", sigma, limit, mean,
             most);
    snprintf(text[2], sizeof text[2], "σ %-5s bound %-5s mean %s", sigma, limit, mean);
    snprintf(text[3], sizeof text[3], "σ %s", sigma);
    while (form < 3 && widest[form] > end - col) /* all runs alike */
        form++;
    pen_text(c->grid, col, row, end, pen(ROLE_NONE, 0), text[form]);
}

static void draw(struct panel_call *c)
{
    const struct session *s = c->s;
    struct rect plot = c->area;
    int words = 0;
    if (!jacobian_known(&s->race.problem)) {
        pen_wrap(c->grid, c->area, pen(ROLE_FAINT, 0),
                 "needs a network with cell rnn, at most 128 hidden and 256 steps");
        return;
    }
    if (!*c->memo)
        *c->memo = mem_alloc(1, sizeof(struct memo));
    struct memo *m = *c->memo;
    for (int i = 0; i < s->race.n; i++)
        words += shows(s, i);
    if (words == 0) {
        pen_wrap(c->grid, c->area, pen(ROLE_FAINT, 0), "every run has diverged");
        return;
    }
    words = c->area.rows - PLOT_ROWS < words ? c->area.rows - PLOT_ROWS : words;
    plot.rows -= words > 0 ? words : 0;
    refresh(m, s);
    draw_plot(c, plot, m);
    for (int i = 0, row = plot.row + plot.rows; i < s->race.n && words > 0; i++)
        if (shows(s, i)) {
            draw_words(c, row++, &m->j[i], i);
            words--;
        }
}

const struct panel_kind panel_jacobian = {
    .name = "jacobian",
    .title = "derivative through time",
    .titles = "through time: ‖∂h_T/∂h_k‖ (line), its bound σ^(T−k) (dashed)\n"
              "‖∂h_T/∂h_k‖ (line), bound σ^(T−k) (dashed)\nthrough time",
    .help = "How much the last state of a recurrent network depends on the state k: a line for the "
            "mean over six sequences of the batch, dotted the most of them, of the selected run. "
            "Dashed is σ^(T−k), its upper bound, with σ the largest singular value of W. ρ is the "
            "largest |eigenvalue| of W.",
    .runs = RUNS_NAMED,
    .size = {.min_cols = 28, .min_rows = 7, .want_rows = 0, .rank = 1},
    .draw = draw,
};
