#include <math.h>
#include <stdio.h>

#include "panel/chart/pen.h"
#include "panel/chart/steps.h"
#include "panel/panel.h"
#include "tell/noise_law.h"

/* All that the runs visited, as far as it is within the problem's own window and the starts. */
static void draw_strip(struct panel_call *c, struct rect area, int k)
{
    const struct race *race = &c->s->race;
    const double *home = race->problem.kind->home + (k == 0 ? 0 : 2);
    struct series theta = series_theta;
    theta.k = k;
    const struct steps_row row[] = {
        {.what = STEPS_ZERO},  {STEPS_ACROSS, .level = noise_rest}, /* where noise should leave it,
                                                                       on average */
        {.what = STEPS_MARKS}, {STEPS_PAST, .of = &theta},          {STEPS_LINE, .of = &theta},
        {.what = STEPS_ENDS},
    };
    const struct steps_rows rows = {sizeof row / sizeof *row, row};
    struct plot_reach reach = {.least = home[0], .most = home[1]};
    for (int i = 0; i < race->n; i++) {
        reach.least = fmin(reach.least, race->run[i].start[k]);
        reach.most = fmax(reach.most, race->run[i].start[k]);
    }
    reach.clamp_least = reach.clamp_most = reach.least < reach.most;
    struct axis y = axis_empty(false);
    steps_bounds(&rows, c->s, &reach, &y);
    axis_finish(&y);
    struct plot p = steps_draw(c, area, k, &rows, y, race->problem.letter[k]);
    plot_end(&p);
}

static void draw(struct panel_call *c)
{
    if (c->s->race.problem.dim == 1)
        draw_strip(c, c->area, 0);
    else
        steps_strips(c, draw_strip);
}

static void title_text(const struct session *s, char *buf, size_t size)
{
    int dim = s->race.problem.dim;
    if (dim > TRACE_DIMS)
        snprintf(buf, size, "trajectory, the first %d of %d parameters", TRACE_DIMS, dim);
    else
        snprintf(buf, size, "trajectory");
}

const struct panel_kind panel_trajectory = {
    .name = "trajectory",
    .title = "trajectory",
    .help = "The parameters over steps, a line for each run: one strip, or one for each of two. A "
            "band means that the run swings within it. An arrow at an edge: the run is beyond it.",
    .runs = RUNS_MARKED,
    .of_steps = true,
    .size = {.min_cols = 28, .min_rows = 7, .want_rows = 0, .rank = 3},
    .title_text = title_text,
    .draw = draw,
    .click = steps_click,
};
