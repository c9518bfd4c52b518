/* Words at the edge of a picture of the loss for the runs that left it. */
#include <math.h>
#include <stdio.h>

#include "base/text.h"
#include "panel/chart/pen.h"
#include "panel/landscape.h"

struct picture {
    const struct plot *plot;
    double base;
    int dim;
};

static bool inside(const struct picture *p, const double *lo, const double *hi)
{
    const struct axis *const axes[] = {&p->plot->x, &p->plot->y};
    for (int i = 0; i < p->dim && i < TRACE_DIMS; i++) {
        if (!(hi[i] >= axes[i]->lo && lo[i] <= axes[i]->hi))
            return false;
    }
    return true;
}

/* In ASCII too no word: "went off the top up" is no sentence. */
static const char *arrow_of(int dx, int dy, bool unicode)
{
    static const char *const arrows[2][5] = {{"v", "<-", "!", "->", "^"},
                                             {"↓", "←", "✗", "→", "↑"}};
    return arrows[unicode][2 + dx + 2 * dy];
}

struct exit {
    int dx, dy;    /* the side it went off by: -1 left or down, 1 right or up */
    uint64_t step; /* the first outside, 0: not known any more */
};

/* Which end of 0..most the way from..to leaves by, and in *share after which share of it; 0: none.
 * A NaN is as far up as can be. */
static int leaves(double from, double to, double most, double *share)
{
    *share = INFINITY;
    if (to >= 0 && to <= most)
        return 0;
    double end = to < 0 ? 0 : most;
    *share = isfinite(to) ? (end - from) / (to - from) : 0;
    return to < 0 ? -1 : 1;
}

/* How r left the picture: by the side where the line to its first point outside crosses its edge.
 */
static struct exit exit_of(const struct run *r, const struct picture *p)
{
    const struct trace *t = &r->trace;
    int last = t->n - 1;
    while (last >= 0 && !inside(p, t->bucket[last].x_lo, t->bucket[last].x_hi))
        last--;
    bool every = last >= 0 && t->stride == 1, kept = every && last + 1 < t->n;
    const double *to = kept ? t->bucket[last + 1].x : r->x;
    double loss = kept ? t->bucket[last + 1].loss : r->now.loss;
    const double *from = last >= 0 ? t->bucket[last].x : r->start;
    double height = p->dim > 1 ? from[1] : last >= 0 ? t->bucket[last].loss - p->base : 0;
    double across, up;
    struct exit e = {.step = every ? (kept ? t->bucket[last + 1].step : r->now.step) : 0};
    e.dx = leaves(plot_x(p->plot, from[0]), plot_x(p->plot, to[0]), p->plot->canvas.width - 1,
                  &across);
    e.dy = -leaves(plot_y(p->plot, height), plot_y(p->plot, p->dim > 1 ? to[1] : loss - p->base),
                   p->plot->canvas.height - 1, &up);
    if (across <= up)
        e.dy = 0;
    else
        e.dx = 0;
    return e;
}

/* Where run r is when it is not in the picture, without its arrow, in fewer words the higher
 * `less`: the last is its name alone. */
enum { BADGE_FORMS = 4 };
static void badge_text(const struct run *r, const struct exit *e, int less, char *buf, size_t size)
{
    char where[64], end[48] = "";
    const char *side = e->dx < 0   ? "left side"
                       : e->dx > 0 ? "right side"
                       : e->dy < 0 ? "bottom"
                                   : "top";
    if (!pen_alive(r))
        snprintf(end, sizeof end, ", diverged at step %llu",
                 (unsigned long long)r->notes.status_step);
    else if (e->step > 0)
        snprintf(end, sizeof end, " at step %llu", (unsigned long long)e->step);
    where[0] = '\0';
    if (pen_alive(r) && r->dim == 1)
        snprintf(where, sizeof where, ": %s = %s", r->problem->letter[0], NUMBER(r->x[0], 3));
    else if (pen_alive(r))
        snprintf(where, sizeof where, ": (%s, %s)", NUMBER(r->x[0], 3), NUMBER(r->x[1], 3));
    if (e->dx == 0 && e->dy == 0 && less == 0) /* it diverged where it stood */
        snprintf(buf, size, "%s%s", r->name, end + 1);
    else if (e->dx == 0 && e->dy == 0 && less == 1)
        snprintf(buf, size, "%s diverged", r->name);
    else if (less == 0)
        snprintf(buf, size, "%s went off the %s%s%s", r->name, side, end, where);
    else if (less == 1)
        snprintf(buf, size, "%s went off the %s", r->name, side);
    else if (less == 2 && !pen_alive(r))
        snprintf(buf, size, "%s diverged", r->name);
    else
        snprintf(buf, size, "%s", r->name);
}

/* Whether no words and no markers stand there: dots may. */
static bool wordless(struct grid *g, int col, int row, int cols)
{
    for (int i = 0; i < cols; i++) {
        const struct cell *c = grid_cell(g, col + i, row);
        if (!c || (c->dots == CELL_TEXT && c->glyph != ' ' && !role_is_ground(c->fg)))
            return false;
    }
    return true;
}

/* In the highest row where a badge hides nothing, as near as can be to the side that its run left
 * by. Otherwise a badge of the last form, a name, may hide dots. */
static bool badge_place(struct grid *g, const struct rect *at, bool left, int wide, bool last,
                        int *col, int *row)
{
    int spare = at->cols - wide;
    for (int over = 0; over <= last; over++)
        for (int k = 0; k < at->rows && k < RUNS_MAX; k++)
            for (int i = 0; i <= spare; i++) {
                *row = at->row + k;
                *col = at->col + (left ? i : spare - i);
                if (over ? wordless(g, *col, *row, wide) : pen_free(g, *col, *row, wide))
                    return true;
            }
    return false;
}

void badges_draw(const struct panel_call *c, const struct plot *plot, double base)
{
    const struct race *race = &c->s->race;
    const struct picture p = {plot, base, race->problem.dim};
    for (int i = 0; i < race->n; i++) {
        const struct run *r = &race->run[i];
        if (pen_alive(r) && inside(&p, r->x, r->x))
            continue;
        char words[160], text[400];
        struct exit e = exit_of(r, &p);
        const char *arrow = arrow_of(e.dx, e.dy, c->grid->unicode);
        bool left = e.dx < 0;
        bool placed = false;
        int col, row, wide;
        for (int less = 0; less < BADGE_FORMS && !placed; less++) {
            badge_text(r, &e, less, words, sizeof words);
            snprintf(text, sizeof text, " %s %s ", left ? arrow : words, left ? words : arrow);
            wide = pen_columns(c->grid, text);
            placed = badge_place(c->grid, &plot->canvas.area, left, wide, less + 1 == BADGE_FORMS,
                                 &col, &row);
        }
        if (!placed)
            continue;
        pen_over(c->grid, col, row, pen(pen_run_role(c->s, i), ATTR_BOLD), text);
    }
}
