#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/elementary.h"
#include "base/text.h"
#include "panel/chart/pen.h"
#include "panel/chart/scatter.h"
#include "panel/panel.h"

enum {
    LINES_MAX = 8,
    LINE_TEXT = 96,
    NOTES_MIN_COLS = 24,
    SENTENCES_COLS = 100,
    POINT_WEIGHT = 1000 /* no point is hidden, and as few dots of lines as can be */
};

struct line { /* of the block of text */
    char text[LINE_TEXT];
    enum role role;
    int rank; /* the highest is dropped first */
};

struct remarks {
    int n;
    struct line line[LINES_MAX];
};

__attribute__((format(printf, 4, 5))) static void say(struct remarks *b, enum role role, int rank,
                                                      const char *fmt, ...)
{
    va_list args;
    struct line *l = &b->line[b->n++];
    va_start(args, fmt);
    vsnprintf(l->text, sizeof l->text, fmt, args);
    va_end(args);
    l->role = role;
    l->rank = rank;
}

/* Where the least L0 for a given L1 is C/L1^k, as for all powers, says so. */
static void say_family(struct remarks *b, const struct problem *p, const struct fit *f)
{
    char c[24], k[32];
    if (!p->kind->frontier)
        return;
    double C = p->kind->frontier(p, 1), C2 = p->kind->frontier(p, 2), C8 = p->kind->frontier(p, 8);
    double power = fn_log2(C / C2);
    if (!(isfinite(C) && C > 0 && fabs(fn_log2(C / C8) - 3 * power) < 1e-9 && power > 0))
        return;
    if (fabs(power - 1) < 1e-9)
        k[0] = '\0';
    else if (fabs(power - 2) < 1e-9)
        snprintf(k, sizeof k, "²");
    else
        snprintf(k, sizeof k, "^%s", number_text(c, sizeof c, power, 3));
    number_text(c, sizeof c, C, 4);
    if (f->bound_L0 > 0 && f->bound_L1 > 0)
        say(b, ROLE_NONE, 4, "L0·L1%s = %s in theory, here %s", k, c,
            NUMBER(f->bound_L0 * fn_pow(f->bound_L1, power), 3));
    else
        say(b, ROLE_NONE, 4, "L0·L1%s = %s in theory", k, c);
}

static const char *class_name(enum fit_class class_)
{
    static const char *const names[] = {
        [FIT_NONE] = "",
        [FIT_QUADRATIC] = "a quadratic",
        [FIT_POWER] = "a power",
        [FIT_EXPONENTIAL] = "an exponential",
        [FIT_STEEPER] = "not (L0, L1)-smooth",
        [FIT_FALLING] = "falling",
        [FIT_LOOSE] = "λ does not follow ‖∇f‖",
    };
    return names[class_];
}

static void say_fits(struct remarks *b, const struct session *s, const struct fit *f)
{
    enum fit_shown show = s->view.fit;
    if (show == FIT_SHOW_BOTH || show == FIT_SHOW_BOUND)
        say(b, ROLE_BOUND, 1, "╌ bound L0 %s  L1 %s", PEN_NUMBER(f->bound_L0, 3),
            PEN_NUMBER(f->bound_L1, 3));
    if (show != FIT_SHOW_BOTH && show != FIT_SHOW_OLS)
        return;
    say(b, ROLE_FIT, 2, "─ fit L0 %s  L1 %s  R² %s", PEN_NUMBER(f->ols.a, 3),
        PEN_NUMBER(f->ols.b, 3), PEN_NUMBER(f->ols.r2, 3));
    if (isfinite(f->above))
        say(b, ROLE_FIT, 5, "  %s %% of the points lie above it", PERCENT_TEXT(100 * f->above, 0));
}

/* All there is to say, in few words: a picture under 100 columns has no room for sentences. */
static void say_all(struct remarks *b, const struct session *s, const struct fit *f, bool brief)
{
    char text[LINE_TEXT];
    if (!brief)
        fit_class_text(f, text, sizeof text);
    else if (f->class_ == FIT_LOOSE)
        snprintf(text, sizeof text, "%s", class_name(f->class_));
    else
        snprintf(text, sizeof text, "slope %.2f%s%s", f->loglog.b, f->class_ ? ", " : "",
                 class_name(f->class_));
    if (isfinite(f->loglog.b))
        say(b, ROLE_TITLE, 0, "%s", text);
    say_fits(b, s, f);
    say_family(b, &s->race.problem, f);
    if (f->steady)
        say(b, ROLE_GOOD, 3,
            brief ? "while λ ≤ bound: try γ %s, lr %s"
                  : "while λ stays below the bound, try γ = L0/L1 = %s, lr = 1/L0 = %s",
            NUMBER(f->gamma, 3), NUMBER(f->lr, 3));
}

static void drop_to(struct remarks *b, int lines)
{
    while (b->n > 0 && b->n > lines) {
        int worst = 0;
        for (int i = 1; i < b->n; i++)
            worst = b->line[i].rank > b->line[worst].rank ? i : worst;
        memmove(&b->line[worst], &b->line[worst + 1],
                (size_t)(b->n - worst - 1) * sizeof b->line[0]);
        b->n--;
    }
}

static int covered(struct grid *g, struct rect at)
{
    int n = 0;
    for (int row = at.row; row < at.row + at.rows; row++)
        for (int col = at.col; col < at.col + at.cols; col++) {
            const struct cell *c = grid_cell(g, col, row);
            bool point = c->fg >= ROLE_RUN && c->fg < ROLE_MAP;
            n += c->glyph == ' ' ? 0 : point ? POINT_WEIGHT : 1;
        }
    return n;
}

static int widest(const struct grid *g, const struct remarks *b)
{
    int wide = 0;
    for (int i = 0; i < b->n; i++) {
        int cols = pen_columns(g, b->line[i].text);
        wide = cols > wide ? cols : wide;
    }
    return wide;
}

enum corner { LOWER_RIGHT, UPPER_RIGHT, UPPER_LEFT, LOWER_LEFT, CORNERS }; /* round about */

static struct rect corner_of(const struct rect *at, enum corner which, int cols, int rows)
{
    bool left = which == UPPER_LEFT || which == LOWER_LEFT;
    bool upper = which == UPPER_RIGHT || which == UPPER_LEFT;
    return (struct rect){left ? at->col + 1 : at->col + at->cols - cols - 1,
                         upper ? at->row : at->row + at->rows - rows, cols, rows};
}

/* Points that rise to the right leave the upper left free on log axes, where a floor lies along the
 * bottom, and the lower right on linear ones, where a power bends to the left. The notes keep that
 * corner, or the other of the two, rather than wander; fewer lines do, down to two, and those go
 * where they hide least. Where even one would hide a point none is drawn. */
static enum corner corner_free(const struct fit *f, bool log)
{
    if (f->class_ == FIT_FALLING)
        return UPPER_RIGHT;
    return log ? UPPER_LEFT : LOWER_RIGHT;
}

static enum corner opposite(enum corner c)
{
    return (enum corner)((c + CORNERS / 2) % CORNERS);
}

/* Into *best; what it hides. */
static int try_corner(struct grid *g, const struct rect *at, const struct remarks *b,
                      enum corner which, struct rect *best)
{
    int wide = widest(g, b);
    *best = corner_of(at, which, wide < at->cols - 2 ? wide : at->cols - 2, b->n);
    return covered(g, *best);
}

/* Where notes hide the least, at the left or the right of any row. What they hide. */
static int try_rows(struct grid *g, const struct rect *at, const struct remarks *b,
                    struct rect *best)
{
    int least = try_corner(g, at, b, UPPER_LEFT, best);
    for (int down = 0; down <= at->rows - b->n; down++)
        for (int side = 0; side < 2; side++) {
            struct rect here = corner_of(at, side ? UPPER_RIGHT : UPPER_LEFT, best->cols, b->n);
            here.row += down;
            int hidden = covered(g, here);
            if (hidden < least)
                least = hidden, *best = here;
        }
    return least;
}

static void draw_notes(struct grid *g, const struct rect *at, struct remarks *b, enum corner own)
{
    struct rect best;
    drop_to(b, at->rows / 2);
    if (at->cols < NOTES_MIN_COLS)
        return;
    for (; b->n > 0; drop_to(b, b->n - 1)) {
        if (try_corner(g, at, b, own, &best) < POINT_WEIGHT ||
            try_corner(g, at, b, opposite(own), &best) < POINT_WEIGHT)
            break;
        if (b->n <= 2 && try_rows(g, at, b, &best) < POINT_WEIGHT)
            break;
    }
    for (int i = 0; i < b->n; i++)
        pen_text(g, best.col, best.row + i, best.col + best.cols, pen(b->line[i].role, 0),
                 b->line[i].text);
}

static void draw(struct panel_call *c)
{
    const struct session *s = c->s;
    const struct race *race = &s->race;
    enum curvature which = s->view.curvature;
    const struct fit *f = race->fit[which];
    bool log = s->view.log_scatter;
    if (!f || f->n == 0) {
        pen_wrap(c->grid, c->area, pen(ROLE_FAINT, 0), "no curvature measured yet");
        return;
    }
    struct axis x = axis_empty(log), y = axis_empty(log);
    int beyond = scatter_bounds(race, which, &x, &y);
    axis_finish(&x);
    axis_finish(&y);
    struct plot p = pen_plot(c->grid, c->area, x, y, "‖∇f‖", NULL); /* the title has the other */
    enum fit_shown show = s->view.fit;
    if (f->n > 1 && (show == FIT_SHOW_BOTH || show == FIT_SHOW_OLS))
        scatter_line(&p, f->ols.a, f->ols.b, ROLE_FIT, 0xff);
    if (f->n > 1 && (show == FIT_SHOW_BOTH || show == FIT_SHOW_BOUND))
        scatter_line(&p, f->bound_L0, f->bound_L1, ROLE_BOUND, 0x33);
    scatter_draw(&p, s, which, -1);
    struct remarks notes = {0};
    say_all(&notes, s, f, p.canvas.area.cols < SENTENCES_COLS);
    if (beyond > 0)
        say(&notes, ROLE_FAINT, 3, "%d point%s beyond the picture", beyond, beyond == 1 ? "" : "s");
    draw_notes(c->grid, &p.canvas.area, &notes, corner_free(f, log));
}

static void title_text(const struct session *s, char *buf, size_t size)
{
    bool left_out = false;
    for (int i = 0; i < s->race.n; i++)
        left_out = left_out || s->race.run[i].now.status == RUN_DIVERGED;
    const char *name = curvature_names[s->view.curvature];
    const char *log = s->view.log_scatter ? ", log-log" : "";
    snprintf(buf, size,
             "(L0, L1): %s against ‖∇f‖%s%s\n(L0, L1): %s against ‖∇f‖%s\n"
             "(L0, L1): %s against ‖∇f‖\n%s against ‖∇f‖%s",
             name, log, left_out ? ", diverged left out" : "", name, log, name, name, log);
}

const struct panel_kind panel_smoothness = {
    .name = "smoothness",
    .title = "(L0, L1)",
    .help = "Curvature against gradient norm, a point for each measured step: the reason why "
            "clipping helps is that one grows with the other. The fit is least squares; the bound "
            "is the tightest line L0 + L1·‖∇f‖ over all points, which is what (L0, L1)-smooth "
            "means. The log-log slope tells the class: 0 quadratic, under 1 a power, 1 "
            "exponential, more: not (L0, L1)-smooth.",
    .runs = RUNS_MARKED,
    .of_steps = true,
    .size = {.min_cols = 28, .min_rows = 7, .want_rows = 0, .rank = 2},
    .title_text = title_text,
    .draw = draw,
};
