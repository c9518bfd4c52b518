#include <math.h>
#include <stdio.h>
#include <string.h>

#include "panel/chart/pen.h"
#include "panel/chart/steps.h"
#include "panel/panel.h"

/* Two strips, λ and, as `reach`, η·factor·λ. */

static bool has_limit(const struct run *r)
{
    return isfinite(run_limit(r));
}

/* The rate of the update from step: as the marks tell of knobs that were turned. */
static double rate_at(const struct run *r, uint64_t step)
{
    double lr = r->knobs.lr;
    for (int m = r->trace.n_marks - 1; m >= 0; m--) {
        const struct mark *mark = &r->trace.mark[m];
        if (mark->kind == MARK_LR && mark->step > step)
            lr = mark->from;
    }
    return rate_constant(r->knobs.rate) ? lr : rate_scheduled(r->knobs.rate, lr, step);
}

struct measured {
    double step, value;
};

/* λ, or η·factor·λ, of bucket i (i = n: now); NAN where it was not measured. */
static struct measured point_of(const struct run *r, int i, bool reach)
{
    double sharp = r->now.sharpness, clip = r->now.clip_factor;
    uint64_t step = r->now.step;
    if (i < r->trace.n) {
        const struct bucket *b = &r->trace.bucket[i];
        sharp = b->sharp;
        clip = b->clip;
        step = b->step;
        if (b->sharp_grad != b->grad)
            clip = NAN; /* measured at another step of the bucket than the clip factor is of */
    }
    if (!reach)
        return (struct measured){(double)step, sharp};
    double rate = i < r->trace.n ? rate_at(r, step) : run_rate(r);
    if (i < r->trace.n && r->clip->sets_lr && run_rate(r) != rate_at(r, r->now.step))
        rate = NAN; /* the rule's own: the trace does not keep it */
    return (struct measured){(double)step, rate * clip * sharp};
}

/* A run on its way out does not take the axis along: λ to a hundred times the greatest first one,
 * η·factor·λ to five times its limit. */
static double most_of(const struct session *s, bool reach)
{
    double first = 0;
    for (int k = 0; k < s->race.n; k++) {
        const struct trace *t = &s->race.run[k].trace;
        first = fmax(first, t->n ? t->bucket[0].sharp : 0);
    }
    return reach ? 10 : first > 0 && isfinite(first) ? 100 * first : INFINITY;
}

static struct axis value_axis(const struct session *s, bool reach)
{
    struct axis y = axis_empty(!reach);
    double cap = most_of(s, reach);
    for (int k = 0; k < s->race.n; k++) {
        const struct run *r = &s->race.run[k];
        for (int i = 0; i <= r->trace.n; i++) {
            double v = point_of(r, i, reach).value;
            if (!reach || has_limit(r))
                axis_add(&y, isfinite(v) ? fmin(v, cap) : NAN);
        }
        if (!reach && has_limit(r))
            axis_add(&y, run_limit(r) / run_rate(r));
    }
    if (reach) {
        axis_add(&y, 0);
        for (int k = 0; k < s->race.n; k++)
            axis_add(&y, fmax(2, run_limit(&s->race.run[k])) * 1.1);
    }
    axis_finish(&y);
    return y;
}

static void draw_run(struct plot *p, const struct session *s, int k, bool reach)
{
    const struct run *r = &s->race.run[k];
    struct measured last = {NAN, NAN};
    struct dash dash = pen_run_dash(s, p->canvas.grid, k);
    pen_mark_lines(p, s, k, (double)r->now.step);
    for (int i = 0; i <= r->trace.n; i++) {
        struct measured at = point_of(r, i, reach);
        if (isnan(at.value))
            continue;
        plot_line(p, last.step, last.value, at.step, at.value, pen_run_role(s, k), &dash);
        last = at;
    }
    if (isnan(last.value))
        return;
    double y = plot_y(p, last.value);
    steps_end(p, s, k, plot_x(p, last.step), fmax(fmin(y, p->canvas.height - 1), 0));
}

static void draw_strip(struct panel_call *c, struct rect area, int reach)
{
    const struct session *s = c->s;
    struct plot p = pen_plot(c->grid, area, steps_axis(s), value_axis(s, reach), "step",
                             reach ? "η·factor·λ" : "λ");
    steps_keep(c, reach, &p);
    series_marks(&p, &s->race);
    for (int k = 0; k < s->race.n && reach; k++)
        plot_horizontal(&p, run_limit(&s->race.run[k]), ROLE_BAD);
    for (int k = 0; k < s->race.n && !reach; k++)
        if (has_limit(&s->race.run[k]))
            plot_horizontal(&p, run_limit(&s->race.run[k]) / run_rate(&s->race.run[k]),
                            pen_run_role(s, k));
    for (int i = 0; i < s->race.n; i++) {
        int k = pen_turn(s, &p.canvas, i);
        if (!reach || has_limit(&s->race.run[k]))
            draw_run(&p, s, k, reach);
    }
    plot_end(&p);
}

static void draw(struct panel_call *c)
{
    steps_strips(c, draw_strip);
}

static void title_text(const struct session *s, char *buf, size_t size)
{
    bool measured = false;
    for (int k = 0; k < s->race.n; k++)
        for (int i = 0; i < s->race.run[k].trace.n && !measured; i++)
            measured = !isnan(s->race.run[k].trace.bucket[i].sharp);
    snprintf(buf, size, measured ? "sharpness and 2/η" : "sharpness: not measured");
}

const struct panel_kind panel_sharpness = {
    .name = "sharpness",
    .title = "sharpness",
    .help = "Left: the curvature λ (top Hessian eigenvalue) over steps, with each run's limit "
            "2/lr across. Right: η·factor·λ, with its limit 2 in red. Over it a step overshoots. "
            "A run that stays near it is at the edge of stability.",
    .runs = RUNS_MARKED,
    .of_steps = true,
    .size = {.min_cols = 28, .min_rows = 7, .want_rows = 0, .rank = 2},
    .title_text = title_text,
    .draw = draw,
    .click = steps_click,
};
