#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "panel/chart/pen.h"
#include "panel/chart/steps.h"
#include "panel/panel.h"

/* Losses over the greatest start by more than this factor (log axis, linear axis) leave the
 * picture: a run on its way out does not take the axis along. */
#define ROOM_LOG    1e3
#define ROOM_LINEAR 2.0

static double first_loss(const struct run *r)
{
    return r->trace.n ? r->trace.bucket[0].loss : r->now.loss;
}

/* How far the axis goes. */
static struct plot_reach loss_reach(const struct race *race, double base, bool log)
{
    double cap = 0, room = log ? ROOM_LOG : ROOM_LINEAR;
    for (int i = 0; i < race->n; i++)
        cap = fmax(cap, fabs(first_loss(&race->run[i]) - base) * room);
    if (!(cap > 0 && isfinite(cap)))
        cap = INFINITY;
    return (struct plot_reach){.least = log ? DBL_TRUE_MIN : -cap, .most = cap};
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

/* What differs from mini-batch to mini-batch is faint, under a smoothed line. */
static void draw(struct panel_call *c)
{
    const struct session *s = c->s;
    const struct race *race = &s->race;
    bool log = s->view.log_loss, batched = race->problem.batched;
    struct series loss = series_loss, test = series_score;
    loss.base = test.base = log ? pen_loss_base(&race->problem) : 0;
    const struct steps_row row[] = {
        {.what = STEPS_MARKS},
        {.what = STEPS_SKIPS},
        {STEPS_PAST, .of = &loss},
        {STEPS_ROOM, .of = &test},
        {STEPS_DOTTED, .of = &test},
        {STEPS_LINE, .of = &loss, .off = batched},
        {STEPS_FAINT, .of = &loss, .off = !batched},
        {STEPS_SMOOTH, .of = &loss, .off = !batched},
        {.what = STEPS_ENDS},
    };
    const struct steps_rows rows = {sizeof row / sizeof *row, row};
    struct plot_reach reach = loss_reach(race, loss.base, log);
    struct axis y = axis_empty(log);
    steps_bounds(&rows, s, &reach, &y);
    axis_finish(&y);
    struct plot p = steps_draw(c, c->area, 0, &rows, y, pen_loss_name(&race->problem, log));
    for (int i = 0; log && i < race->n; i++)
        mark_zero(&p, s, i, loss.base);
    plot_end(&p);
}

static void title_text(const struct session *s, char *buf, size_t size)
{
    bool tested = s->race.problem.samples[PART_TEST] > 0 && steps_scored(s);
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
            "Sparse dots are the test loss. A mark at the top: a knob was turned. A cross (! in "
            "ASCII): a run diverged. Click the axis to go to a step.",
    .runs = RUNS_MARKED,
    .of_steps = true,
    .size = {.min_cols = 28, .min_rows = 7, .want_rows = 0, .rank = 1},
    .title_text = title_text,
    .draw = draw,
    .click = steps_click,
};
