/* Words at the edge of a picture of the loss for the runs that left it. */
#include <stdio.h>

#include "base/text.h"
#include "panel/chart/pen.h"
#include "panel/landscape.h"

static bool inside(const double *lo, const double *hi, const double box[4], int dim)
{
    for (int i = 0; i < dim && i < TRACE_DIMS; i++) {
        if (!(hi[i] >= box[2 * i] && lo[i] <= box[2 * i + 1]))
            return false;
    }
    return true;
}

/* -1, 0 or 1: before, within or after lo..hi. A NaN counts as after. */
static int side_of(double v, double lo, double hi)
{
    return v < lo ? -1 : v <= hi ? 0 : 1;
}

/* In ASCII too no word: "went off the top up" is no sentence. */
static const char *arrow_of(int dx, int dy, bool unicode)
{
    static const char *const arrows[2][3][3] = {
        {{"<v", "v", "v>"}, {"<-", "!", "->"}, {"<^", "^", "^>"}},
        {{"↙", "↓", "↘"}, {"←", "✗", "→"}, {"↖", "↑", "↗"}},
    };
    return arrows[unicode][dy + 1][dx + 1];
}

struct exit {
    int dx, dy;    /* the side it went off by: -1 left or down, 1 right or up */
    uint64_t step; /* the first outside, 0: not known any more */
};

/* How r left the box: by its first point outside after the last one inside. */
static struct exit exit_of(const struct run *r, const double box[4])
{
    const struct trace *t = &r->trace;
    int last = t->n - 1;
    while (last >= 0 && !inside(t->bucket[last].x_lo, t->bucket[last].x_hi, box, r->dim))
        last--;
    bool kept = last >= 0 && last + 1 < t->n && t->stride == 1;
    const double *x = kept ? t->bucket[last + 1].x : r->x;
    struct exit e = {.dx = side_of(x[0], box[0], box[1])};
    e.dy = r->dim > 1 ? side_of(x[1], box[2], box[3]) : 0;
    if (last >= 0 && t->stride == 1)
        e.step = kept ? t->bucket[last + 1].step : r->now.step;
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

void badges_draw(const struct panel_call *c, const struct rect *picture, const double box[4])
{
    const struct race *race = &c->s->race;
    for (int i = 0; i < race->n; i++) {
        const struct run *r = &race->run[i];
        if (pen_alive(r) && inside(r->x, r->x, box, r->dim))
            continue;
        char words[160], text[400];
        struct exit e = exit_of(r, box);
        const char *arrow = arrow_of(e.dx, e.dy, c->grid->unicode);
        bool left = e.dx < 0;
        bool placed = false;
        int col, row, wide;
        for (int less = 0; less < BADGE_FORMS && !placed; less++) {
            badge_text(r, &e, less, words, sizeof words);
            snprintf(text, sizeof text, " %s %s ", left ? arrow : words, left ? words : arrow);
            wide = pen_columns(c->grid, text);
            placed = badge_place(c->grid, picture, left, wide, less + 1 == BADGE_FORMS, &col, &row);
        }
        if (!placed)
            continue;
        pen_over(c->grid, col, row, pen(pen_run_role(c->s, i), ATTR_BOLD), text);
    }
}
