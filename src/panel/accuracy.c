#include <math.h>
#include <stdio.h>

#include "panel/chart/pen.h"
#include "panel/chart/steps.h"
#include "panel/panel.h"

SERIES_READ(read_batch, sample_one((double)b->step, 100 * b->right))
SERIES_NOW(now_right, 100 * r->now.right)

/* Of the mini-batches: what is counted at every step anyway. */
static const struct series batches = {.read = read_batch, .now = now_right};

/* Why there is nothing to see, or NULL. */
static const char *missing(const struct session *s)
{
    const struct problem *p = &s->race.problem;
    if (!p->kind->measure)
        return "no data to be right about: this loss is a formula";
    if (!steps_scored(s))
        return s->race.run[0].exam ? "not measured yet"
                                   : "not measured: probe.test in the scene is 0";
    for (int i = 0; i < s->race.n; i++)
        if (!isnan(run_score(&s->race.run[i]).right[PART_TRAIN]))
            return NULL;
    return "targets are numbers, not classes: see the test loss in the loss panel";
}

static void draw(struct panel_call *c)
{
    const char *why = missing(c->s);
    if (why) {
        pen_wrap(c->grid, c->area, pen(ROLE_FAINT, 0), why);
        return;
    }
    bool tested = c->s->race.problem.samples[PART_TEST] > 0, batched = c->s->race.problem.batched;
    struct series train = series_right;
    train.k = PART_TRAIN;
    const struct series *line = tested ? &series_right : &train;
    const struct steps_row row[] = {
        {.what = STEPS_MARKS},
        {STEPS_ROOM, .of = &series_right},
        {STEPS_ROOM, .of = &train},
        {STEPS_PAST, .of = line},
        {STEPS_DOTS, .of = &batches, .off = !batched},
        {STEPS_SMOOTH_DOTTED, .of = &batches, .off = !batched},
        {STEPS_DOTTED, .of = &train, .off = batched || !tested},
        {STEPS_LINE, .of = line, .ends = true},
    };
    const struct steps_rows rows = {sizeof row / sizeof *row, row};
    struct axis y = axis_empty(false);
    axis_add(&y, 100);
    steps_bounds(&rows, c->s, &(struct plot_reach){.least = 0, .most = 100}, &y);
    axis_finish(&y);
    y.hi = 100;
    struct plot p = steps_draw(c, c->area, 0, &rows, y, "%");
    plot_end(&p);
}

static void title_text(const struct session *s, char *buf, size_t size)
{
    bool tested = s->race.problem.samples[PART_TEST] > 0;
    if (missing(s))
        snprintf(buf, size, "accuracy");
    else if (s->race.problem.batched)
        snprintf(buf, size, "accuracy: %s, mini-batches faint and dotted",
                 tested ? "test" : "training");
    else
        snprintf(buf, size, tested ? "accuracy: test, training dotted" : "accuracy: training");
}

const struct panel_kind panel_accuracy = {
    .name = "accuracy",
    .title = "accuracy",
    .help = "The share of right answers over steps: of the test part of the data as a line for "
            "each run, of the training part as sparse dots. Of mini-batches the values are faint "
            "dots, under their mean over a fiftieth of the axis. A point stands at the step whose "
            "parameters were tested.",
    .runs = RUNS_MARKED,
    .of_steps = true,
    .size = {.min_cols = 28, .min_rows = 7, .want_rows = 0, .rank = 2},
    .title_text = title_text,
    .draw = draw,
    .click = steps_click,
};
