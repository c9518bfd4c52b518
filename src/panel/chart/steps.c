#include "panel/chart/steps.h"

#include <math.h>

#include "base/memory.h"
#include "panel/chart/pen.h"

struct steps_memo {
    struct rect at[STEPS_PLOTS]; /* canvases; cols 0: none */
    double last[STEPS_PLOTS];    /* the step at the right end */
};

struct axis steps_axis(const struct session *s)
{
    uint64_t end = s->end > s->race.step ? s->end : s->race.step;
    if (s->ghost.on && s->ghost.to > end)
        end = s->ghost.to;
    return (struct axis){0, pen_step_end(end), false};
}

void steps_bounds(const struct series *series, const struct session *s, double least, double most,
                  bool clamp, struct axis *a)
{
    const struct branch *const branches[] = {&s->future, &s->ghost};
    for (int b = 0; b < 2; b++)
        for (int i = 0; branches[b]->on && i < branches[b]->n; i++)
            series_bounds_trace(series, &branches[b]->trace[i], least, most, clamp, a);
}

void steps_draw(const struct series *series, struct plot *p, const struct session *s)
{
    for (int i = 0; s->ghost.on && i < s->ghost.n; i++)
        series_draw_trace(series, p, &s->ghost.trace[i], s->ghost.from, ROLE_FAINT,
                          pen_run_dash(s, p->canvas.grid, i));
    for (int i = 0; s->future.on && i < s->future.n; i++)
        series_draw_trace(series, p, &s->future.trace[i], s->race.step, pen_run_role(s, i), SPARSE);
}

void steps_curves(const struct series *series, struct plot *p, const struct session *s)
{
    for (int k = 0; k < s->race.n; k++) {
        int i = pen_turn(s, &p->canvas, k);
        pen_mark_lines(p, s, i, (double)s->race.run[i].now.step);
        series_draw(series, p, &s->race.run[i], pen_run_role(s, i),
                    pen_run_dash(s, p->canvas.grid, i));
    }
}

void steps_end(struct plot *p, const struct session *s, int run, double x, double y)
{
    bool alive = pen_alive(&s->race.run[run]);
    uint32_t glyph = alive ? pen_run_marker(s, run, p->canvas.grid->unicode) : 0x2717;
    pen_marker(&p->canvas, x, y, glyph, pen_run(s, run), PEN_AT_STEP);
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

void steps_keep(const struct panel_call *c, int k, const struct plot *p)
{
    struct steps_memo *memo = *c->memo;
    if (!memo)
        *c->memo = memo = mem_alloc(1, sizeof *memo);
    for (int i = k; i < STEPS_PLOTS; i++)
        memo->at[i] = (struct rect){0};
    memo->at[k] = p->canvas.area;
    memo->last[k] = p->x.hi;
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
