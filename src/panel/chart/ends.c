#include "panel/chart/ends.h"

#include <math.h>

#include "base/text.h"
#include "panel/chart/pen.h"

/* Smaller plots have no room for words; in wide ones the names have a margin of their own, so that
 * they do not come and go as the ends of the lines do. */
enum { NAMED_COLS = 40, NAMED_ROWS = 6, MARGIN_COLS = 60, MARGIN_MOST = 14, BESIDE = 2 };

int ends_room(const struct session *s, struct rect area)
{
    int cols = 0;
    if (s->race.n < 2 || area.cols < MARGIN_COLS || area.rows < NAMED_ROWS)
        return 0;
    for (int i = 0; i < s->race.n; i++) {
        int wide = utf8_columns(s->race.run[i].name);
        cols = wide > cols ? wide : cols;
    }
    return cols + 1 < MARGIN_MOST ? cols + 1 : MARGIN_MOST;
}

void ends_mark(struct ends *e, struct plot *p, const struct session *s, int run, double x, double y)
{
    bool alive = pen_alive(&s->race.run[run]);
    double bottom = p->canvas.height - 1;
    uint32_t glyph = pen_run_marker(s, run, p->canvas.grid->unicode);
    if (alive && (!(y >= 0) || y >= p->canvas.height))
        glyph = pen_beyond(!(y >= 0), p->canvas.grid->unicode);
    y = y >= 0 ? fmin(y, bottom) : 0;
    e->at[run] = pen_marker(&p->canvas, x, y, glyph, pen_run(s, run), PEN_BESIDE);
}

struct place {
    int run, col, row;
};

/* The markers row by row, from the left. */
static int places_of(const struct ends *e, const struct grid *g, struct place *out)
{
    int n = 0;
    for (int run = 0; run < RUNS_MAX; run++) {
        if (!e->at[run])
            continue;
        int at = (int)(e->at[run] - g->cells), k = n++;
        struct place p = {run, at % g->cols, at / g->cols};
        for (; k > 0 &&
               (out[k - 1].row > p.row || (out[k - 1].row == p.row && out[k - 1].col > p.col));
             k--)
            out[k] = out[k - 1];
        out[k] = p;
    }
    return n;
}

/* The names of n markers side by side. */
static void name_group(const struct place *at, int n, struct plot *p, const struct session *s,
                       int end)
{
    struct grid *g = p->canvas.grid;
    int col = at[n - 1].col + BESIDE + p->canvas.thick, cols = n - 1;
    for (int i = 0; i < n; i++)
        cols += utf8_columns(s->race.run[at[i].run].name);
    if (col + cols > end || !pen_free(g, col - 1, at->row, cols + 1) ||
        (col + cols < end && !pen_free(g, col + cols, at->row, 1)))
        return;
    for (int i = 0; i < n; i++) {
        struct style style = pen_run(s, at[i].run);
        style.attr &= (uint8_t)~ATTR_BOLD;
        col = pen_text(g, col, at->row, end, style, s->race.run[at[i].run].name) + 1;
    }
}

void ends_name(const struct ends *e, struct plot *p, const struct session *s, struct rect area)
{
    struct place at[RUNS_MAX];
    int n = s->race.n < 2 || area.cols < NAMED_COLS || area.rows < NAMED_ROWS
                ? 0
                : places_of(e, p->canvas.grid, at);
    for (int i = 0, k; i < n; i = k) {
        bool jumps = e->jumps[at[i].run];
        for (k = i + 1; k < n && at[k].row == at[i].row && at[k].col - at[k - 1].col <= BESIDE;)
            jumps |= e->jumps[at[k++].run];
        if (!jumps)
            name_group(&at[i], k - i, p, s, area.col + area.cols);
    }
}
