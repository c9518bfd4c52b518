#include <float.h>
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

/* η·factor·λ where λ was measured at the step of the bucket that the clip factor is of. */
static double reach_at(const struct run *r, const struct bucket *b)
{
    double clip = b->sharp_grad == b->grad ? b->clip : NAN, rate = rate_at(r, b->step);
    if (r->clip->sets_lr && run_rate(r) != rate_at(r, r->now.step))
        rate = NAN; /* the rule's own: the trace does not keep it */
    return rate * clip * b->sharp;
}

SERIES_READ(read_sharpness, sample_one((double)b->step, b->sharp))
SERIES_NOW(now_sharpness, r->now.sharpness)
SERIES_READ(read_reach, sample_one((double)b->step, reach_at(r, b)))
SERIES_NOW(now_reach, run_rate(r) * r->now.clip_factor * r->now.sharpness)

static const struct series sharpness = {
    .read = read_sharpness, .now = now_sharpness, .joined = true};
static const struct series reach = {.read = read_reach, .now = now_reach, .joined = true};

static double rate_limit(const struct run *r)
{
    return run_limit(r) / run_rate(r);
}

static const struct steps_row sharpness_row[] = {
    {.what = STEPS_MARKS},
    {STEPS_ACROSS, .when = has_limit, .level = rate_limit, .fits = true},
    {STEPS_LINE, .of = &sharpness, .ends = true},
};
static const struct steps_row reach_row[] = {
    {.what = STEPS_MARKS},
    {STEPS_ACROSS, .level = run_limit, .role = ROLE_BAD},
    {STEPS_LINE, .of = &reach, .when = has_limit, .ends = true},
};
static const struct steps_rows strips[] = {
    {sizeof sharpness_row / sizeof *sharpness_row, sharpness_row},
    {sizeof reach_row / sizeof *reach_row, reach_row},
};

/* A run on its way out does not take the axis along: λ to a hundred times the greatest first one,
 * η·factor·λ to five times its limit. */
static struct plot_reach reach_of(const struct session *s, int strip)
{
    double first = 0;
    if (strip == 1)
        return (struct plot_reach){.least = -INFINITY, .most = 10, .clamp_most = true};
    for (int k = 0; k < s->race.n; k++) {
        const struct trace *t = &s->race.run[k].trace;
        first = fmax(first, t->n ? t->bucket[0].sharp : 0);
    }
    return (struct plot_reach){.least = DBL_TRUE_MIN,
                               .most = first > 0 && isfinite(first) ? 100 * first : INFINITY,
                               .clamp_most = true};
}

static void draw_strip(struct panel_call *c, struct rect area, int strip)
{
    const struct session *s = c->s;
    struct plot_reach room = reach_of(s, strip);
    struct axis y = axis_empty(strip == 0);
    steps_bounds(&strips[strip], s, &room, &y);
    if (strip == 1)
        axis_add(&y, 0);
    for (int k = 0; strip == 1 && k < s->race.n; k++)
        axis_add(&y, fmax(2, run_limit(&s->race.run[k])) * 1.1);
    axis_finish(&y);
    struct plot p = steps_draw(c, area, strip, &strips[strip], y, strip == 1 ? "η·factor·λ" : "λ");
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
    snprintf(buf, size,
             measured ? "curvature λ and its limit\nλ and its limit" : "curvature λ: not measured");
}

const struct panel_kind panel_sharpness = {
    .name = "sharpness",
    .title = "curvature",
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
