/* The landscape of one parameter: the curve, the runs on it, their latest hops. */
#include <math.h>
#include <stdlib.h>

#include "panel/chart/pen.h"
#include "panel/inspect.h"
#include "panel/landscape.h"
#include "panel/vectors.h"

enum { HOPS = 64 }; /* so many of the latest steps are drawn */

static struct axis height_axis(const struct field *f, bool log)
{
    struct axis y = axis_empty(log);
    double base = log ? f->base : 0;
    for (int i = 0; i < f->cols; i++)
        axis_add(&y, f->value[i] - base);
    axis_finish(&y);
    return y;
}

static void draw_loss(struct plot *p, const struct field *f, double base)
{
    double width = (f->box[1] - f->box[0]) / f->cols;
    for (int i = 1; i < f->cols; i++) {
        double x = f->box[0] + width * (i + 0.5);
        plot_line(p, x - width, f->value[i - 1] - base, x, f->value[i] - base, ROLE_NONE, NULL);
    }
}

/* The latest hops: from point to point where the trace still has every step, else the points. */
static void draw_hops(struct plot *p, const struct run *r, enum role role, double base)
{
    const struct trace *t = &r->trace;
    int first = t->n > HOPS ? t->n - HOPS : 0;
    for (int i = first; i < t->n; i++) {
        const struct bucket *a = &t->bucket[i];
        bool last = i + 1 == t->n;
        double x = last ? r->x[0] : t->bucket[i + 1].x[0];
        double y = last ? r->now.loss : t->bucket[i + 1].loss;
        if (t->stride == 1)
            plot_line(p, a->x[0], a->loss - base, x, y - base, role, NULL);
        plot_dot(p, a->x[0], a->loss - base, role);
    }
}

/* Where the ghosts were after something else was done in their past. */
static void draw_ghosts(struct plot *p, const struct branch *ghost, double base)
{
    for (int i = 0; ghost->on && i < ghost->n; i++) {
        const struct trace *t = &ghost->trace[i];
        for (int k = t->n > HOPS ? t->n - HOPS : 0; k < t->n; k++)
            if (t->bucket[k].step >= ghost->from)
                plot_dot(p, t->bucket[k].x[0], t->bucket[k].loss - base, ROLE_FAINT);
    }
}

/* Where names would stand in each other, one stands for both. */
static void draw_starts(struct plot *p, const struct race *race)
{
    int named[RUNS_MAX], n = 0;
    for (int i = 0; i < race->n; i++) {
        double x = race->run[i].start[0];
        bool again = false;
        for (int k = 0; k < i; k++)
            again = again || race->run[k].start[0] == x;
        if (again || !(x >= p->x.lo && x <= p->x.hi))
            continue;
        plot_vertical(p, x, ROLE_FAINT);
        const struct rect *at = &p->canvas.area;
        int col = at->col + (int)(plot_x(p, x) * at->cols / p->canvas.width);
        int end = at->col + at->cols, wide = 5;
        int left = col + 1 + wide <= end ? col + 1 : col - wide;
        int row =
            left - at->col < 3 && at->rows > 1 ? at->row + 1 : at->row; /* by the axis' name */
        bool room = left >= at->col;
        for (int k = 0; k < n; k++)
            room = room && abs(left - named[k]) > wide;
        if (room)
            pen_text(p->canvas.grid, named[n++] = left, row, end, pen(ROLE_FAINT, 0), "start");
    }
}

void curve_draw(struct panel_call *c)
{
    const struct session *s = c->s;
    const struct race *race = &s->race;
    struct field *f = field_get(c->memo, s, c->area.cols * 2, 1);
    bool log = s->view.log_landscape;
    double base = log ? f->base : 0;
    struct axis x = {s->view.box[0], s->view.box[1], false};
    struct plot p = pen_plot(c->grid, c->area, x, height_axis(f, log), race->problem.letter[0],
                             pen_loss_name(&race->problem, log));
    f->at = p.canvas.area;
    p.canvas.thick = s->view.big;
    draw_starts(&p, race);
    draw_loss(&p, f, base);
    draw_ghosts(&p, &s->ghost, base);
    for (int k = 0; k < race->n; k++) {
        int i = pen_turn(s, &p.canvas, k);
        draw_hops(&p, &race->run[i], pen_run_role(s, i), base);
    }
    vectors_lines(&p, s, base);
    for (int k = 0; k < race->n; k++) {
        int i = pen_marker_turn(s, k);
        const struct run *r = &race->run[i];
        if (pen_alive(r))
            pen_marker(&p.canvas, plot_x(&p, r->x[0]), plot_y(&p, r->now.loss - base),
                       pen_run_marker(s, i, c->grid->unicode), pen_run(s, i), PEN_AROUND);
    }
    inspect_mark(&p, s, base);
    badges_draw(c, &p, base);
    vectors_heads(&p, s, base);
    plot_end(&p);
}
