#include "panel/landscape.h"

#include <stdio.h>
#include <string.h>

#include "panel/chart/pen.h"

static void draw(struct panel_call *c)
{
    const struct session *s = c->s;
    int dim = s->race.problem.dim;
    if (c->area.cols < 4 || c->area.rows < 2)
        return;
    if (dim == 1) {
        curve_draw(c);
    } else if (dim == 2) {
        contour_draw(c);
    } else {
        char text[96];
        snprintf(text, sizeof text, "%d parameters: too many for a picture of the loss", dim);
        pen_wrap(c->grid, c->area, pen(ROLE_FAINT, 0), text);
    }
}

static void title_text(const struct session *s, char *buf, size_t size)
{
    if (s->race.problem.dim == 1)
        snprintf(buf, size, "landscape%s", s->view.log_landscape ? ", log" : "");
    else
        snprintf(buf, size, "%s",
                 s->race.problem.kind->game ? "distance r from the equilibrium, log"
                                            : "landscape, log loss");
}

static bool click(const struct panel_call *c, int col, int row, struct action *out)
{
    const struct field *f = *c->memo;
    int dim = c->s->race.problem.dim;
    if (!f || dim > 2 || !rect_has(&f->at, col, row))
        return false;
    const double *box = f->box;
    *out = action_of(ACT_START_AT);
    out->at[0] = box[0] + (box[1] - box[0]) * (col - f->at.col + 0.5) / f->at.cols;
    if (dim == 2)
        out->at[1] = box[3] - (box[3] - box[2]) * (row - f->at.row + 0.5) / f->at.rows;
    return true;
}

enum { MAP_ROWS = 10 }; /* of a loss of two parameters: a map of three rows shows no valley */

static int tall_rows(const struct session *s)
{
    return s->race.problem.dim == 2 ? MAP_ROWS : 0;
}

const struct panel_kind panel_landscape = {
    .name = "landscape",
    .title = "landscape",
    .help = "The loss itself, with each run at its place and its path. One parameter: a curve. "
            "Two: a map of log f, dark is low, with + at the minimum and S at the start. A line "
            "at the edge names runs outside the window. Arrows show the next step of the selected "
            "run: solid as it is, dashed without clipping. Click to start from there.",
    .runs = RUNS_MARKED,
    .size = {.min_cols = 28, .min_rows = 7, .want_rows = 0, .rank = 0},
    .title_text = title_text,
    .tall_rows = tall_rows,
    .draw = draw,
    .click = click,
};
