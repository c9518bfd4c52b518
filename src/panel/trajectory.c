#include <math.h>
#include <stdio.h>

#include "panel/chart/pen.h"
#include "panel/chart/steps.h"
#include "panel/panel.h"
#include "tell/noise_law.h"

/* All that the runs visited, as far as it is within the problem's own window and the starts. */
static struct axis theta_axis(const struct session *s, int k)
{
    const struct race *race = &s->race;
    const double *home = race->problem.kind->home + (k == 0 ? 0 : 2);
    double lo = home[0], hi = home[1];
    for (int i = 0; i < race->n; i++) {
        lo = fmin(lo, race->run[i].start[k]);
        hi = fmax(hi, race->run[i].start[k]);
    }
    struct series theta = series_theta;
    theta.k = k;
    struct axis y = axis_empty(false);
    for (int i = 0; i < race->n; i++)
        series_bounds(&theta, &race->run[i], lo, hi, lo < hi, &y);
    steps_bounds(&theta, s, lo, hi, lo < hi, &y);
    axis_finish(&y);
    return y;
}

/* Runs over or under the strip stand at its edge as an arrow. */
static void draw_ends(struct plot *p, const struct session *s, int k)
{
    for (int n = 0; n < s->race.n; n++) {
        int i = pen_marker_turn(s, n);
        const struct run *r = &s->race.run[i];
        double px = plot_x(p, (double)r->now.step), py = plot_y(p, r->x[k]);
        uint32_t glyph = pen_run_marker(s, i, p->canvas.grid->unicode);
        if (!(py >= 0))
            glyph = 0x2191, py = 0;
        else if (py >= p->canvas.height)
            glyph = 0x2193, py = p->canvas.height - 1;
        if (!pen_alive(r))
            glyph = 0x2717;
        pen_marker(&p->canvas, px, py, glyph, pen_run(s, i), PEN_AT_STEP);
    }
}

static void draw_strip(struct panel_call *c, struct rect area, int k)
{
    const struct session *s = c->s;
    struct series theta = series_theta;
    theta.k = k;
    struct plot p =
        pen_plot(c->grid, area, steps_axis(s), theta_axis(s, k), "step", s->race.problem.letter[k]);
    steps_keep(c, k, &p);
    if (p.y.lo < 0 && p.y.hi > 0)
        plot_horizontal(&p, 0, ROLE_FAINT);
    for (int i = 0; i < s->race.n; i++) /* where noise should leave it, on average */
        if (isfinite(noise_rest(&s->race.run[i])))
            plot_horizontal(&p, noise_rest(&s->race.run[i]), pen_run_role(s, i));
    series_marks(&p, &s->race);
    steps_draw(&theta, &p, s);
    steps_curves(&theta, &p, s);
    draw_ends(&p, s, k);
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
