#include <math.h>
#include <stdio.h>

#include "panel/chart/pen.h"
#include "panel/chart/scores.h"
#include "panel/panel.h"

static const struct scored test = {.part = PART_TEST, .right = true};
static const struct scored train = {.part = PART_TRAIN, .right = true};

/* The part that the lines are of: the test's, where there is one. */
static const struct scored *main_part(const struct session *s)
{
    return s->race.problem.samples[PART_TEST] > 0 ? &test : &train;
}

static struct sample read_right(const struct bucket *b, int k)
{
    double v = 100 * b->right;
    (void)k;
    return (struct sample){v, v, v};
}

static double now_right(const struct run *r, int k)
{
    (void)k;
    return 100 * r->now.right;
}

/* Of the mini-batches: what is counted at every step anyway. */
static const struct series batches = {.read = read_right, .now = now_right};

static struct axis right_axis(const struct session *s)
{
    struct axis y = axis_empty(false);
    axis_add(&y, 100);
    scored_bounds(&test, s, 0, 100, &y);
    scored_bounds(&train, s, 0, 100, &y);
    for (int i = 0; s->race.problem.batched && i < s->race.n; i++)
        series_bounds(&batches, &s->race.run[i], 0, 100, false, &y);
    axis_finish(&y);
    y.hi = 100;
    return y;
}

static void draw_batches(struct plot *p, const struct session *s)
{
    for (int i = 0; i < s->race.n; i++) {
        const struct trace *t = &s->race.run[i].trace;
        for (int k = 0; k < t->n; k++)
            plot_dot(p, (double)t->bucket[k].step, 100 * t->bucket[k].right, ROLE_FAINT);
    }
    for (int i = 0; i < s->race.n; i++)
        series_draw_smooth(&batches, p, &s->race.run[i], pen_run_role(s, i), SPARSE);
}

static void draw_curves(struct plot *p, const struct session *s)
{
    const struct scored *line = main_part(s);
    scored_draw_past(line, p, s);
    if (s->race.problem.batched)
        draw_batches(p, s);
    for (int i = 0; line == &test && !s->race.problem.batched && i < s->race.n; i++)
        scored_draw(&train, p, &s->race.run[i].trace, 0, pen_run_role(s, i), SPARSE);
    for (int k = 0; k < s->race.n; k++) {
        int i = pen_turn(s, &p->canvas, k);
        const struct run *r = &s->race.run[i];
        double at = (double)run_score(r).step;
        pen_mark_lines(p, s, i, at);
        double last = scored_draw(line, p, &r->trace, 0, pen_run_role(s, i),
                                  pen_run_dash(s, p->canvas.grid, i));
        if (!isnan(last))
            steps_end(p, s, i, plot_x(p, at), plot_y(p, last));
    }
}

/* Why there is nothing to see, or NULL. */
static const char *missing(const struct session *s)
{
    const struct problem *p = &s->race.problem;
    if (!p->kind->measure)
        return "no data to be right about: this loss is a formula";
    if (!scored_any(s))
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
    struct plot p = pen_plot(c->grid, c->area, steps_axis(c->s), right_axis(c->s), "step", "%");
    steps_keep(c, 0, &p);
    series_marks(&p, &c->s->race);
    draw_curves(&p, c->s);
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
