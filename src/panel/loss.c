#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "panel/chart/pen.h"
#include "panel/chart/scores.h"
#include "panel/panel.h"

/* Losses over the greatest start by more than this factor (log axis, linear axis) leave the
 * picture: a run on its way out does not take the axis along. */
#define ROOM_LOG    1e3
#define ROOM_LINEAR 2.0

static double first_loss(const struct run *r)
{
    return r->trace.n ? r->trace.bucket[0].loss : r->now.loss;
}

static struct axis loss_axis(const struct session *session, const struct series *s, bool log)
{
    const struct race *race = &session->race;
    double cap = 0, room = log ? ROOM_LOG : ROOM_LINEAR;
    for (int i = 0; i < race->n; i++)
        cap = fmax(cap, fabs(first_loss(&race->run[i]) - s->base) * room);
    if (!(cap > 0 && isfinite(cap)))
        cap = INFINITY;
    struct axis y = axis_empty(log);
    for (int i = 0; i < race->n; i++)
        series_bounds(s, &race->run[i], log ? DBL_TRUE_MIN : -cap, cap, false, &y);
    steps_bounds(s, session, log ? DBL_TRUE_MIN : -cap, cap, false, &y);
    struct scored test = {.part = PART_TEST, .base = s->base};
    scored_bounds(&test, session, log ? DBL_TRUE_MIN : -cap, cap, &y);
    axis_finish(&y);
    return y;
}

/* The step from which the loss has been exactly at its base, or false. */
static bool zero_since(const struct run *r, double base, uint64_t *step)
{
    if (r->now.loss != base)
        return false;
    *step = r->now.step;
    for (int i = r->trace.n - 1; i >= 0 && r->trace.bucket[i].loss == base; i--)
        *step = r->trace.bucket[i].step;
    return true;
}

/* A run that reached the infimum to the last bit has no place on a log axis: the floor says so, as
 * low down as it hides nothing, where it happened or else at the right. */
static void mark_zero(struct plot *p, const struct session *s, int i, double base)
{
    const struct run *r = &s->race.run[i];
    const struct rect *at = &p->canvas.area;
    uint64_t step;
    if (!zero_since(r, base, &step))
        return;
    char text[80];
    int n = snprintf(text, sizeof text, "%s: exactly %s", r->name, base == 0 ? "0" : "the infimum");
    if (r->trace.stride == 1) /* else the very step is forgotten */
        snprintf(text + n, sizeof text - (size_t)n, " since step %llu", (unsigned long long)step);
    int wide = pen_columns(p->canvas.grid, text), end = at->col + at->cols;
    int here = at->col + (int)(plot_x(p, (double)step) * at->cols / p->canvas.width) + 1;
    for (int row = at->row + at->rows - 2; row > at->row; row--) {
        int col =
            here + wide <= end && pen_free(p->canvas.grid, here, row, wide) ? here : end - wide;
        if (col < at->col || !pen_free(p->canvas.grid, col, row, wide))
            continue;
        pen_text(p->canvas.grid, col, row, end, pen(pen_run_role(s, i), 0), text);
        return;
    }
}

/* What differs from mini-batch to mini-batch is faint, under a smoothed line. Where each ends. */
static void draw_curves(const struct series *loss, struct plot *p, const struct session *s,
                        double *end)
{
    const struct race *race = &s->race;
    bool batched = race->problem.batched;
    for (int k = 0; k < race->n; k++) {
        int i = pen_turn(s, &p->canvas, k);
        const struct run *r = &race->run[i];
        if (!batched)
            pen_mark_lines(p, s, i, (double)r->now.step);
        series_draw(loss, p, r, batched ? ROLE_FAINT : pen_run_role(s, i),
                    pen_run_dash(s, p->canvas.grid, i));
        end[i] = r->now.loss - loss->base;
    }
    for (int k = 0; batched && k < race->n; k++) {
        int i = pen_turn(s, &p->canvas, k);
        const struct run *r = &race->run[i];
        pen_mark_lines(p, s, i, (double)r->now.step);
        double last =
            series_draw_smooth(loss, p, r, pen_run_role(s, i), pen_run_dash(s, p->canvas.grid, i));
        if (pen_alive(r))
            end[i] = last;
    }
    pen_unmark(p);
}

static void draw(struct panel_call *c)
{
    const struct session *s = c->s;
    const struct race *race = &s->race;
    bool log = s->view.log_loss;
    struct series loss = series_loss;
    loss.base = log ? pen_loss_base(&race->problem) : 0;
    struct plot p = pen_plot(c->grid, c->area, steps_axis(s), loss_axis(s, &loss, log), "step",
                             pen_loss_name(&race->problem, log));
    steps_keep(c, 0, &p);
    series_marks(&p, race);
    series_skips(&p, s);
    steps_draw(&loss, &p, s);
    struct scored test = {.part = PART_TEST, .base = loss.base};
    for (int i = 0; i < race->n; i++)
        scored_draw(&test, &p, &race->run[i].trace, 0, pen_run_role(s, i), SPARSE);
    double end[RUNS_MAX] = {0};
    draw_curves(&loss, &p, s, end);
    for (int k = 0; k < race->n; k++) {
        int i = pen_marker_turn(s, k);
        const struct run *r = &race->run[i];
        double px = plot_x(&p, (double)r->now.step), py = plot_y(&p, end[i]);
        if (pen_alive(r))
            steps_end(&p, s, i, px, fmin(fmax(py, 0), p.canvas.height - 1));
        else
            steps_end(&p, s, i, px, isfinite(py) ? fmax(py, 0) : 0);
    }
    for (int i = 0; log && i < race->n; i++)
        mark_zero(&p, s, i, loss.base);
    plot_end(&p);
}

static void title_text(const struct session *s, char *buf, size_t size)
{
    bool tested = s->race.problem.samples[PART_TEST] > 0 && scored_any(s);
    const char *title = s->race.problem.kind->value_title, *name = title ? title : "loss";
    snprintf(buf, size, "%s%s%s%s", name, s->view.log_loss ? ", log" : "",
             s->race.problem.batched ? ", of mini-batches (faint) and smoothed" : "",
             tested ? ", of the test dotted" : "");
    if (title) {
        size_t n = strlen(buf);
        snprintf(buf + n, size - n, "\n%s", s->race.problem.kind->value_name);
    }
}

const struct panel_kind panel_loss = {
    .name = "loss",
    .title = "loss",
    .help = "The loss over steps, a line for each run, on a log axis less its lowest possible "
            "value. Single mini-batches are faint, under a mean over a fiftieth of the axis. "
            "Sparse dots are the test loss. A mark at the top: a knob was turned. A cross: a run "
            "diverged. Click the axis to go to a step.",
    .runs = RUNS_MARKED,
    .of_steps = true,
    .size = {.min_cols = 28, .min_rows = 7, .want_rows = 0, .rank = 1},
    .title_text = title_text,
    .draw = draw,
    .click = steps_click,
};
