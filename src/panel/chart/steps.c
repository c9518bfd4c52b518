#include "panel/chart/steps.h"

#include <math.h>

#include "base/memory.h"
#include "panel/chart/ends.h"
#include "panel/chart/pen.h"

struct steps_memo {
    struct rect at[STEPS_PLOTS]; /* canvases; cols 0: none */
    double last[STEPS_PLOTS];    /* the step at the right end */
};

/* From 0 to a round number over all steps that are shown. */
static struct axis steps_axis(const struct session *s)
{
    uint64_t end = s->end > s->race.step ? s->end : s->race.step;
    if (s->ghost.on && s->ghost.to > end)
        end = s->ghost.to;
    return (struct axis){0, pen_step_end(end), false};
}

bool steps_scored(const struct session *s)
{
    for (int i = 0; i < s->race.n; i++)
        if (!isnan(run_score(&s->race.run[i]).loss[PART_TRAIN]))
            return true;
    return false;
}

static bool shows(const struct steps_row *row, const struct run *r)
{
    return !row->off && (!row->when || row->when(r));
}

void steps_bounds(const struct steps_rows *rows, const struct session *s,
                  const struct plot_reach *reach, struct axis *y)
{
    const struct branch *const branches[] = {&s->future, &s->ghost};
    for (const struct steps_row *row = rows->row; row < rows->row + rows->n; row++) {
        for (int i = 0; i < s->race.n; i++) {
            const struct run *r = &s->race.run[i];
            if (row->of && row->what != STEPS_PAST && shows(row, r))
                series_bounds(row->of, r, &r->trace, reach, y);
            if (row->fits && shows(row, r))
                axis_add(y, row->level(r));
        }
        bool past = !row->off && (row->what == STEPS_PAST || row->what == STEPS_ROOM);
        for (int b = 0; b < 2 && past; b++)
            for (int i = 0; branches[b]->on && i < branches[b]->n; i++)
                series_bounds(row->of, NULL, &branches[b]->trace[i], reach, y);
    }
}

static void draw_past(struct plot *p, const struct session *s, const struct series *of)
{
    for (int i = 0; s->ghost.on && i < s->ghost.n; i++)
        series_draw(of, p, NULL, &s->ghost.trace[i], s->ghost.from, ROLE_FAINT,
                    pen_run_dash(s, p->canvas.grid, i));
    for (int i = 0; s->future.on && i < s->future.n; i++)
        series_draw(of, p, NULL, &s->future.trace[i], s->race.step, pen_run_role(s, i), SPARSE);
}

/* The runs' lines in turn, over the ghost and what is ahead. end: where each has its marker. */
static void draw_lines(struct plot *p, const struct session *s, const struct steps_row *row,
                       double end[RUNS_MAX], struct ends *ends)
{
    for (int k = 0; k < s->race.n; k++) {
        int i = pen_turn(s, &p->canvas, k);
        const struct run *r = &s->race.run[i];
        struct dash dash = pen_run_dash(s, p->canvas.grid, i);
        if (!shows(row, r))
            continue;
        double newest = row->of->newest ? row->of->newest(r) : (double)r->now.step;
        if (row->what != STEPS_FAINT)
            pen_mark_lines(p, s, i, newest);
        if (row->what == STEPS_SMOOTH) {
            double last = series_draw_smooth(row->of, p, r, pen_run_role(s, i), dash);
            end[i] = pen_alive(r) ? last : end[i];
            ends->jumps[i] = false; /* the mini-batches do, their mean does not */
            continue;
        }
        enum role role = row->what == STEPS_FAINT ? ROLE_FAINT : pen_run_role(s, i);
        struct sample last = series_draw(row->of, p, r, &r->trace, 0, role, dash);
        end[i] = last.at;
        ends->jumps[i] = series_jumps(row->of, p, r);
        if (row->of->newest)
            last.step = newest;
        if (row->ends && !isnan(last.at))
            ends_mark(ends, p, s, i, plot_x(p, last.step), plot_y(p, last.at));
    }
    pen_unmark(p);
}

/* What is of each run by itself. */
static void draw_each(struct plot *p, const struct session *s, const struct steps_row *row, int i)
{
    const struct run *r = &s->race.run[i];
    const struct trace *t = &r->trace;
    if (row->level)
        plot_horizontal(p, row->level(r), row->role ? row->role : pen_run_role(s, i));
    else if (row->what == STEPS_DOTTED)
        series_draw(row->of, p, r, t, 0, pen_run_role(s, i), SPARSE);
    else if (row->what == STEPS_SMOOTH_DOTTED)
        series_draw_smooth(row->of, p, r, pen_run_role(s, i), SPARSE);
    for (int k = 0; row->what == STEPS_DOTS && k < t->n; k++) {
        struct sample v = row->of->read(r, &t->bucket[k], row->of->k);
        plot_dot(p, v.step, v.at, ROLE_FAINT);
    }
}

static void draw_row(struct plot *p, const struct session *s, const struct steps_row *row,
                     double end[RUNS_MAX], struct ends *ends)
{
    switch (row->what) {
    case STEPS_MARKS:
        series_marks(p, &s->race);
        break;
    case STEPS_ZERO:
        if (p->y.lo < 0 && p->y.hi > 0)
            plot_horizontal(p, 0, ROLE_FAINT);
        break;
    case STEPS_SKIPS:
        series_skips(p, s);
        break;
    case STEPS_PAST:
        draw_past(p, s, row->of);
        break;
    case STEPS_FAINT:
    case STEPS_LINE:
    case STEPS_SMOOTH:
        draw_lines(p, s, row, end, ends);
        break;
    case STEPS_ENDS:
        for (int k = 0; k < s->race.n; k++) {
            int i = pen_marker_turn(s, k);
            double step = (double)s->race.run[i].now.step;
            ends_mark(ends, p, s, i, plot_x(p, step), plot_y(p, end[i]));
        }
        break;
    default:
        for (int i = 0; i < s->race.n; i++)
            if (shows(row, &s->race.run[i]))
                draw_each(p, s, row, i);
    }
}

/* Keeps where plot k of the panel stands, for clicks. Allocates once. */
static void keep(const struct panel_call *c, int k, const struct plot *p)
{
    struct steps_memo *memo = *c->memo;
    if (!memo)
        *c->memo = memo = mem_alloc(1, sizeof *memo);
    for (int i = k; i < STEPS_PLOTS; i++)
        memo->at[i] = (struct rect){0};
    memo->at[k] = p->canvas.area;
    memo->last[k] = p->x.hi;
}

struct plot steps_draw(struct panel_call *c, struct rect area, int k, const struct steps_rows *rows,
                       struct axis y, const char *name)
{
    double end[RUNS_MAX] = {0};
    struct ends ends = {0};
    struct rect plot = area;
    plot.cols -= ends_room(c->s, area);
    struct plot p = pen_plot(c->grid, plot, steps_axis(c->s), y, "step", name);
    keep(c, k, &p);
    for (int i = 0; i < rows->n; i++)
        if (!rows->row[i].off)
            draw_row(&p, c->s, &rows->row[i], end, &ends);
    ends_name(&ends, &p, c->s, area);
    return p;
}

enum { SIDE_ROWS = 18, SIDE_COLS = 48 };

void steps_strips(struct panel_call *c,
                  void (*draw)(struct panel_call *c, struct rect area, int strip))
{
    struct rect a = c->area;
    if (a.rows < SIDE_ROWS && a.cols >= SIDE_COLS) {
        a.cols = (a.cols - 1) / 2;
        draw(c, a, 0);
        a.col += a.cols + 1;
    } else {
        a.rows /= 2;
        draw(c, a, 0);
        a.row += a.rows;
        a.rows = c->area.rows - a.rows;
    }
    draw(c, a, 1);
}

bool steps_click(const struct panel_call *c, int col, int row, struct action *out)
{
    const struct steps_memo *memo = *c->memo;
    for (int k = 0; memo && k < STEPS_PLOTS; k++) {
        const struct rect *at = &memo->at[k];
        bool over = col >= at->col && col < at->col + at->cols && row >= at->row;
        bool plot = row < at->row + at->rows, axis = !plot && row < at->row + at->rows + 2;
        if (!over || !(axis || (plot && c->focused)))
            continue;
        *out = action_of(ACT_GO_TO);
        out->num = round(memo->last[k] * (col - at->col + 0.5) / at->cols);
        return true;
    }
    return false;
}
