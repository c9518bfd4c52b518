#include "panel/vectors.h"

#include <math.h>
#include <stdio.h>

#include "base/text.h"
#include "base/vec.h"
#include "panel/chart/pen.h"
#include "panel/inspect.h"

enum { DASHED = 0x33 };

struct vectors vectors_of(const struct session *s)
{
    struct vectors v = {.unclipped = {NAN, NAN}};
    struct inspect in;
    if (inspect_shown(s) || !inspect_of(s, &in))
        return v;
    const struct run *r = &s->race.run[in.run];
    v.run = in.run;
    v.shown = pen_alive(r) && r->dim <= 2 && (s->view.selected >= 0 || !r->clip->keeps);
    /* of gradient descent alone the step without clipping follows from the gradient */
    bool both = r->optimizer->plain && r->now.clip_factor < 1;
    for (int i = 0; i < r->dim && i < 2; i++) {
        v.step[i] = r->d[i];
        if (both)
            v.unclipped[i] = -r->now.lr * r->g[i];
    }
    return v;
}

/* In dots, from the marker on; the end is cut at the edge of the picture. */
struct arrow {
    double x, y, to_x, to_y;
    bool seen; /* its end lies in another cell than the marker */
};

/* The share of the way from `at` by `by` that stays within 0..most. */
static double share_within(double at, double by, double most)
{
    return by > 0 ? (most - at) / by : by < 0 ? -at / by : INFINITY;
}

static struct arrow arrow_of(const struct plot *p, const struct run *r, const double step[2],
                             double base)
{
    double right = p->canvas.width - 1, down = p->canvas.height - 1;
    double y = r->dim == 1 ? r->now.loss - base : r->x[1];
    struct arrow a = {.x = plot_x(p, r->x[0]), .y = plot_y(p, y)};
    double by_x = plot_x(p, r->x[0] + step[0]) - a.x;
    double by_y = r->dim == 1 ? 0 : plot_y(p, y + step[1]) - a.y;
    if (!isfinite(by_x) || !isfinite(by_y) || !(a.x >= 0 && a.x <= right) ||
        !(a.y >= 0 && a.y <= down))
        return a;
    double share = fmin(1, fmin(share_within(a.x, by_x, right), share_within(a.y, by_y, down)));
    a.to_x = a.x + share * by_x;
    a.to_y = a.y + share * by_y;
    int across = p->canvas.width / p->canvas.area.cols;
    int up = p->canvas.height / p->canvas.area.rows;
    a.seen =
        lround(a.x) / across != lround(a.to_x) / across || lround(a.y) / up != lround(a.to_y) / up;
    return a;
}

void vectors_lines(struct plot *p, const struct session *s, double base)
{
    struct vectors v = vectors_of(s);
    if (!v.shown || p->canvas.width < 2 || p->canvas.height < 2)
        return;
    const struct run *r = &s->race.run[v.run];
    enum role role = pen_run_role(s, v.run);
    struct arrow unclipped = arrow_of(p, r, v.unclipped, base), step = arrow_of(p, r, v.step, base);
    struct dash dash = {DASHED, 0};
    p->canvas.attr = 0;
    p->canvas.shares = false;
    if (unclipped.seen)
        canvas_line(&p->canvas, unclipped.x, unclipped.y, unclipped.to_x, unclipped.to_y, role,
                    &dash);
    if (step.seen)
        canvas_line(&p->canvas, step.x, step.y, step.to_x, step.to_y, role, NULL);
}

/* In the cell of the end, unless a run's marker stands there. */
static void draw_head(struct plot *p, const struct arrow *a, enum role role)
{
    uint32_t head = pen_heading(a->to_x - a->x, a->y - a->to_y, p->canvas.grid->unicode);
    if (a->seen)
        pen_marker(&p->canvas, a->to_x, a->to_y, head, pen(role, ATTR_BOLD), PEN_HERE);
}

/* Whose they are and how long, in fewer words the higher `less`. */
enum { LEGEND_FORMS = 4 };
static void legend_text(const struct run *r, const struct vectors *v, int less, char *buf,
                        size_t size)
{
    char step[24], unclipped[48] = "", number[24];
    double without = vec_norm(v->unclipped, r->dim);
    number_text(step, sizeof step, vec_norm(v->step, r->dim), 3);
    if (isfinite(without) && less < 3)
        snprintf(unclipped, sizeof unclipped, ", ╌ %s%s", less < 2 ? "unclipped " : "",
                 number_text(number, sizeof number, without, 3));
    snprintf(buf, size, "%s: ─ %s%s%s", r->name, less == 0 ? "next step " : "", step, unclipped);
}

/* In the lowest row where it hides nothing. */
static void draw_legend(struct plot *p, const struct session *s, const struct vectors *v)
{
    struct grid *g = p->canvas.grid;
    const struct rect *at = &p->canvas.area;
    for (int less = 0; less < LEGEND_FORMS; less++) {
        char text[160], padded[164];
        legend_text(&s->race.run[v->run], v, less, text, sizeof text);
        snprintf(padded, sizeof padded, " %s ", text);
        int cols = pen_columns(g, padded), spare = at->cols - cols;
        for (int row = at->row + at->rows - 1; row >= at->row && spare >= 0; row--) {
            for (int place = 0; place < 3; place++) {
                int col = at->col + place * spare / 2;
                if (!pen_free(g, col, row, cols))
                    continue;
                pen_over(g, col, row, pen(pen_run_role(s, v->run), 0), padded);
                return;
            }
        }
    }
}

void vectors_heads(struct plot *p, const struct session *s, double base)
{
    struct vectors v = vectors_of(s);
    if (!v.shown || p->canvas.width < 2 || p->canvas.height < 2)
        return;
    const struct run *r = &s->race.run[v.run];
    struct arrow unclipped = arrow_of(p, r, v.unclipped, base), step = arrow_of(p, r, v.step, base);
    draw_head(p, &unclipped, pen_run_role(s, v.run));
    draw_head(p, &step, pen_run_role(s, v.run));
    if (unclipped.seen || step.seen)
        draw_legend(p, s, &v);
}
