/* How curvature grows with the gradient's norm: six forms side by side, and whether one is best. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/elementary.h"
#include "base/memory.h"
#include "base/text.h"
#include "panel/chart/pen.h"
#include "panel/chart/scatter.h"
#include "panel/panel.h"
#include "study/forms.h"

enum {
    TABLE_ROWS = FORMS + 2, /* with the heads and the verdict */
    PLOT_ROWS = 6,
    MARK_COLS = 2,
    NUMBER_COLS = 9,
    NUMBERS = 3,
    NAME_MAX = 64,
    TABLE_COLS = 64
};

/* What the forms were worked out of, so as not to do it twice. */
struct seen {
    int n;
    enum curvature which;
    const struct run *run[RUNS_MAX];
    uint64_t version[RUNS_MAX];
    struct forms forms;
};

static const struct forms *forms_of(const struct panel_call *c)
{
    struct seen now = {.which = c->s->view.curvature}, *seen;
    now.n = scatter_runs(c->s, now.run);
    for (int i = 0; i < now.n; i++)
        now.version[i] = now.run[i]->trace.version;
    if (!*c->memo) {
        *c->memo = mem_alloc(1, sizeof(struct seen));
        ((struct seen *)*c->memo)->n = -1;
    }
    seen = *c->memo;
    if (seen->n == now.n && seen->which == now.which &&
        memcmp(seen->run, now.run, sizeof now.run) == 0 &&
        memcmp(seen->version, now.version, sizeof now.version) == 0)
        return &seen->forms;
    forms_of_runs(&now.forms, now.run, now.n, now.which);
    *seen = now;
    return &seen->forms;
}

/* Whose curve is drawn, and how: the straight line, the best, and the article's. */
static enum role role_of(const struct forms *f, int form)
{
    return form == f->best       ? ROLE_FIT
           : form == FORM_LINEAR ? ROLE_BOUND
           : form == FORM_LOG    ? ROLE_WARN
                                 : ROLE_NONE;
}

struct curve {
    enum form form;
    const struct form_fit *fit;
};

static double curve_at(const void *data, double g)
{
    const struct curve *c = data;
    return form_at(c->form, c->fit, g);
}

static void draw_plot(struct panel_call *c, struct rect at, const struct forms *f)
{
    bool log = c->s->view.log_scatter;
    enum curvature which = c->s->view.curvature;
    struct axis x = axis_empty(log), y = axis_empty(log);
    scatter_bounds(&c->s->race, which, &x, &y);
    axis_finish(&x);
    axis_finish(&y);
    struct plot p = pen_plot(c->grid, at, x, y, "‖∇f‖", NULL);
    for (int form = 0; form < FORMS; form++) {
        struct curve curve = {(enum form)form, &f->of[form].least};
        if (role_of(f, form) != ROLE_NONE)
            scatter_curve(&p, curve_at, &curve, role_of(f, form), form == f->best ? 0xff : 0x33);
    }
    scatter_draw(&p, c->s, which, c->s->view.selected);
}

/* "×1.08": by how much a form is off, up or down. */
static const char *factor(char *buf, size_t size, double v)
{
    if (!isfinite(v))
        return "–";
    snprintf(buf, size, "×%s", NUMBER(v, 3));
    return buf;
}

/* The numbers end there: farther to the right no eye would follow a row. */
static int table_end(const struct panel_call *c)
{
    return c->area.col + (c->area.cols < TABLE_COLS ? c->area.cols : TABLE_COLS);
}

static void write_numbers(struct panel_call *c, int row, int shown, const char *const *text,
                          struct style style)
{
    int end = table_end(c);
    for (int i = shown - 1; i >= 0; i--, end -= NUMBER_COLS)
        pen_right(c->grid, end - NUMBER_COLS, row, end, style, text[i]);
}

static void draw_form(struct panel_call *c, int row, int shown, const struct forms *f, int form)
{
    const struct form_judged *j = &f->of[form];
    char a[NUMBERS][32], name[NAME_MAX];
    const char *text[NUMBERS] = {factor(a[0], sizeof a[0], fn_exp(j->error)),
                                 factor(a[1], sizeof a[1], fn_exp(j->left_out)),
                                 factor(a[2], sizeof a[2], j->tight)};
    struct style style = pen(role_of(f, form), form == f->best ? ATTR_BOLD : 0);
    int col = c->area.col, end = table_end(c) - shown * NUMBER_COLS;
    if (form == f->best && f->decided)
        pen_text(c->grid, col, row, end, pen(ROLE_GOOD, ATTR_BOLD), "▸");
    forms_name(f, form, name, sizeof name);
    pen_text(c->grid, col + MARK_COLS, row, end, style, name);
    write_numbers(c, row, shown, text, style);
}

static void draw_table(struct panel_call *c, struct rect at, const struct forms *f)
{
    static const char *const heads[NUMBERS] = {"fit", "left out", "bound"};
    char text[160];
    int room = at.cols - MARK_COLS - 22, shown = room / NUMBER_COLS;
    shown = shown < 1 ? 1 : shown > NUMBERS ? NUMBERS : shown;
    pen_text(c->grid, at.col + MARK_COLS, at.row, at.col + at.cols - shown * NUMBER_COLS,
             pen(ROLE_FAINT, 0), "h, with g = ‖∇f‖");
    write_numbers(c, at.row, shown, heads, pen(ROLE_FAINT, 0));
    for (int form = 0; form < FORMS && form + 2 < at.rows; form++)
        draw_form(c, at.row + 1 + form, shown, f, form);
    forms_text(f, text, sizeof text);
    pen_text(c->grid, at.col, at.row + (at.rows < TABLE_ROWS ? at.rows : TABLE_ROWS) - 1,
             at.col + at.cols, pen(f->decided ? ROLE_GOOD : ROLE_TITLE, ATTR_BOLD), text);
}

static void draw(struct panel_call *c)
{
    const struct forms *f = forms_of(c);
    struct rect plot = c->area, table = c->area;
    if (f->n == 0) {
        pen_wrap(c->grid, c->area, pen(ROLE_FAINT, 0), "no curvature measured yet");
        return;
    }
    if (c->area.rows >= TABLE_ROWS + PLOT_ROWS) {
        plot.rows -= TABLE_ROWS;
        table.row += plot.rows;
        table.rows = TABLE_ROWS;
        draw_plot(c, plot, f);
    }
    draw_table(c, table, f);
}

static void title_text(const struct session *s, char *buf, size_t size)
{
    const char *who = s->view.selected >= 0 ? s->race.run[s->view.selected].name : "all runs";
    snprintf(buf, size, "how curvature grows: %s, %s\nhow curvature grows",
             curvature_names[s->view.curvature], who);
}

const struct panel_kind panel_growth = {
    .name = "growth",
    .title = "how curvature grows",
    .help = "How curvature h may grow with the gradient norm g, in several ways, each brought as "
            "near to the points as it can be. fit: by how many times it is off. left out: the same "
            "on points kept out of the fit, an eighth at a time. bound: how far the tightest bound "
            "of that kind lies over the points. One is called best only where that is sure: points "
            "in a row are alike and weigh less than their number.",
    .runs = RUNS_MARKED,
    .size = {.min_cols = 28, .min_rows = 8, .want_rows = 0, .rank = 0},
    .title_text = title_text,
    .draw = draw,
};
