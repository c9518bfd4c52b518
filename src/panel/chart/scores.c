#include "panel/chart/scores.h"

#include <math.h>

#include "panel/chart/pen.h"

/* NAN: not measured. */
static double scored_value(const struct scored *what, const struct score *score)
{
    double v = what->right ? 100 * score->right[what->part] : score->loss[what->part];
    return v - what->base;
}

bool scored_any(const struct session *s)
{
    for (int i = 0; i < s->race.n; i++)
        if (!isnan(run_score(&s->race.run[i]).loss[PART_TRAIN]))
            return true;
    return false;
}

static void widen(const struct scored *what, const struct trace *t, double least, double most,
                  struct axis *a)
{
    for (int i = 0; i < t->n; i++) {
        double v = scored_value(what, &t->bucket[i].score);
        if (v >= least && v <= most)
            axis_add(a, v);
    }
}

void scored_bounds(const struct scored *what, const struct session *s, double least, double most,
                   struct axis *a)
{
    const struct branch *const branches[] = {&s->future, &s->ghost};
    for (int i = 0; i < s->race.n; i++)
        widen(what, &s->race.run[i].trace, least, most, a);
    for (int b = 0; b < 2; b++)
        for (int i = 0; branches[b]->on && i < branches[b]->n; i++)
            widen(what, &branches[b]->trace[i], least, most, a);
}

double scored_draw(const struct scored *what, struct plot *p, const struct trace *t, uint64_t from,
                   enum role role, struct dash dash)
{
    double last = NAN, at = NAN;
    for (int i = 0; i < t->n; i++) {
        const struct score *score = &t->bucket[i].score;
        double v = scored_value(what, score), step = (double)score->step;
        if (isnan(v) || score->step < from)
            continue;
        if (isnan(last))
            plot_dot(p, step, v, role);
        else
            plot_line(p, at, last, step, v, role, &dash);
        last = v;
        at = step;
    }
    return last;
}

void scored_draw_past(const struct scored *what, struct plot *p, const struct session *s)
{
    for (int i = 0; s->ghost.on && i < s->ghost.n; i++)
        scored_draw(what, p, &s->ghost.trace[i], s->ghost.from, ROLE_FAINT,
                    pen_run_dash(s, p->canvas.grid, i));
    for (int i = 0; s->future.on && i < s->future.n; i++)
        scored_draw(what, p, &s->future.trace[i], s->race.step, pen_run_role(s, i), SPARSE);
}
