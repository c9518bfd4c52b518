/* What the panel path says in words: of each run how much of its path is shown, and its losses. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/elementary.h"
#include "base/text.h"
#include "panel/chart/pen.h"
#include "panel/path_lines.h"

enum { NAME_COLS = 10, SHARE_COLS = 8, LOSS_COLS = 10, LOSS_NARROW = 9 };

/* A slice's loss without the true one beside it says nothing: where both would not fit they are a
 * digit shorter. */
static int loss_cols(int cols)
{
    return cols < 2 + NAME_COLS + SHARE_COLS + 2 * LOSS_COLS ? LOSS_NARROW : LOSS_COLS;
}

const char *path_percent(char *buf, size_t size, double share)
{
    double v = 100 * share;
    if (isnan(v))
        snprintf(buf, size, "–");
    else if (v < 1e-7 || v > 100 - 1e-7)
        snprintf(buf, size, "%.0f", v);
    else
        snprintf(buf, size, "%.1f", fmin(fmax(v, 0.1), 99.9));
    return buf;
}

/* Whether a run was put on the plane that is shown. */
static bool path_measured(const struct path_view *v, int run)
{
    return v->gap[run].plane == v->planes;
}

/* Where a value is of an earlier step, as where each measurement takes long. */
static bool aged(const struct session *s, int run)
{
    return s->path->gap[run].step != s->race.run[run].now.step;
}

static void draw_line(const struct panel_call *c, int row, int run)
{
    const struct session *s = c->s;
    const struct path_view *v = s->path;
    const struct path_gap *gap = &v->gap[run];
    int col = c->area.col, end = col + c->area.cols, wide = loss_cols(c->area.cols);
    struct style style = pen(ROLE_NONE, path_measured(v, run) && aged(s, run) ? ATTR_DIM : 0);
    double all = v->of[run].along[0] + v->of[run].along[1];
    char text[40], share[16];
    grid_put(c->grid, col, row, pen_run_marker(c->s, run, c->grid->unicode), pen_run(c->s, run));
    pen_text(c->grid, col + 2, row, col + 2 + NAME_COLS, pen(pen_run_role(c->s, run), 0),
             s->race.run[run].name);
    col += 2 + NAME_COLS;
    snprintf(text, sizeof text, "%s%s", path_percent(share, sizeof share, all),
             isnan(all) ? "" : " %");
    pen_right(c->grid, col, row, col + SHARE_COLS, pen(ROLE_NONE, 0), text);
    col += SHARE_COLS;
    if (!pen_alive(&s->race.run[run])) {
        pen_text(c->grid, col + 1, row, end, pen(ROLE_BAD, 0), "diverged");
        return;
    }
    if (!path_measured(v, run))
        return;
    for (int k = 0; k < 2 && col + wide <= end; k++, col += wide) {
        pen_number(text, sizeof text, k ? gap->truth : gap->slice, wide < LOSS_COLS ? 3 : 4);
        pen_right(c->grid, col, row, col + wide, style, text);
    }
    snprintf(text, sizeof text, "%s", aged(s, run) ? "~" : "");
    if (gap->truth > 0 && isfinite(gap->slice / gap->truth) && col + LOSS_COLS <= end) {
        snprintf(text, sizeof text, "%s×", aged(s, run) ? "~" : "");
        number_text(text + strlen(text), 24, gap->slice / gap->truth, 3);
        pen_right(c->grid, col, row, col + LOSS_COLS, style, text);
    }
}

double path_together(const struct plane_share *s)
{
    return s->along[0] + s->along[1];
}

/* What the picture is of, in a line. */
static void say_source(const struct panel_call *c, int row)
{
    const struct path_view *v = c->s->path;
    const struct slice *slice = &v->slice;
    int end = c->area.col + c->area.cols, side = slice_side(slice);
    char of[48] = "points";
    if (slice->samples > 0)
        snprintf(of, sizeof of, "losses of %d training samples", slice->samples);
    if (path_together(&v->share) < 0.5)
        pen_text(c->grid, c->area.col, row, end, pen(ROLE_WARN, 0),
                 "more than half of the path is not in this plane");
    else
        pen_printf(c->grid, c->area.col, row, end, pen(ROLE_FAINT, 0),
                   "plane of step %llu, %d×%d %s", (unsigned long long)path_view_step(v), side,
                   side, of);
}

void path_lines(const struct panel_call *c, struct rect at)
{
    int loss = loss_cols(at.cols);
    const char *const heads[] = {"shown", "slice", loss < LOSS_COLS ? "true" : "true loss",
                                 "ratio"};
    const int wide[] = {SHARE_COLS, loss, loss, LOSS_COLS};
    int col = at.col + 2 + NAME_COLS, end = at.col + at.cols;
    for (int k = 0; k < 4 && col + wide[k] <= end; col += wide[k++])
        pen_right(c->grid, col, at.row, col + wide[k], pen(ROLE_FAINT, 0), heads[k]);
    for (int run = 0; run < c->s->race.n; run++)
        draw_line(c, at.row + 1 + run, run);
    say_source(c, at.row + at.rows - 1);
}

/* The run whose slice is the farthest off, by its ratio. */
static int worst(const struct session *s)
{
    const struct path_view *v = s->path;
    int at = -1;
    double most = -1;
    for (int run = 0; run < s->race.n; run++) {
        double off = fabs(fn_log(v->gap[run].slice / v->gap[run].truth));
        if (!path_measured(v, run) || !pen_alive(&s->race.run[run]))
            continue;
        off = isnan(off) ? 0 : off;
        if (off > most && (v->seen.spec.run < 0 || v->seen.spec.run == run))
            at = run, most = off;
    }
    return at;
}

void path_worst(const struct panel_call *c, int row)
{
    const struct session *s = c->s;
    int run = worst(s);
    if (run < 0)
        return;
    const struct path_gap *gap = &s->path->gap[run];
    pen_printf(c->grid, c->area.col, row, c->area.col + c->area.cols,
               pen(pen_run_role(c->s, run), aged(c->s, run) ? ATTR_DIM : 0),
               "%s: %sslice %s, true loss %s", s->race.run[run].name, aged(s, run) ? "~" : "",
               PEN_NUMBER(gap->slice, 3), PEN_NUMBER(gap->truth, 3));
}
