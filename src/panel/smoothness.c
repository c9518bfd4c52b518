#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "panel/panel.h"
#include "panel/pen.h"

enum {
    LINES_MAX = 8,
    LINE_TEXT = 96,
    NOTES_MIN_COLS = 24,
    SENTENCES_COLS = 100,
    POINT_WEIGHT = 20 /* a hidden point is as bad as so many hidden dots of a line */
};

struct line { /* of the block of text */
    char text[LINE_TEXT];
    enum role role;
    int rank; /* the highest is dropped first */
};

struct notes {
    int n;
    struct line line[LINES_MAX];
};

struct measured {
    double g, h;
};

static struct measured point_of(const struct bucket *b, enum curvature which)
{
    if (which == CURVATURE_PATH)
        return (struct measured){b->ratio_grad, b->ratio};
    return (struct measured){b->sharp_grad, b->sharp};
}

/* The picture takes in all points but those of runs on their way out: with gradients over the
 * greatest at a start by more than this factor. Axes in decades have room for a cliff, where the
 * gradient is thousands of times what it was. */
#define ROOM     1e2
#define ROOM_LOG 1e4

/* Returns how many points, which the fits are of as of all others, are beyond the picture. */
static int bounds(const struct race *race, enum curvature which, struct axis *x, struct axis *y)
{
    double cap = 0;
    int beyond = 0;
    for (int i = 0; i < race->n; i++) {
        if (race->run[i].trace.n > 0)
            cap = fmax(cap, race->run[i].trace.bucket[0].grad * (x->log ? ROOM_LOG : ROOM));
    }
    struct measured lo = {INFINITY, INFINITY}, hi = {-INFINITY, -INFINITY};
    for (int i = 0; i < race->n; i++) {
        for (int k = 0; k < race->run[i].trace.n; k++) {
            struct measured p = point_of(&race->run[i].trace.bucket[k], which);
            beyond += pen_alive(&race->run[i]) && p.g > cap && isfinite(p.h);
            if (!(p.g > 0 && p.g <= cap) || !isfinite(p.h) || (y->log && p.h <= 0))
                continue;
            lo = (struct measured){p.g < lo.g ? p.g : lo.g, p.h < lo.h ? p.h : lo.h};
            hi = (struct measured){p.g > hi.g ? p.g : hi.g, p.h > hi.h ? p.h : hi.h};
        }
    }
    if (!x->log) /* on linear axes the lines are read at zero: that is L0 */
        lo = (struct measured){0, fmin(lo.h, 0)};
    axis_add(x, lo.g), axis_add(x, hi.g);
    axis_add(y, lo.h), axis_add(y, hi.h);
    axis_finish(x);
    axis_finish(y);
    return beyond;
}

/* Where log10 v is known already: one axis' share of plot_x and plot_y without a logarithm. */
struct log_scale {
    double lo, per;
};

static struct log_scale log_scale(const struct axis *a)
{
    double lo = log10(a->lo);
    return (struct log_scale){lo, 1 / (log10(a->hi) - lo)};
}

static void points_log(struct plot *p, const struct run *r, enum curvature which, enum role role)
{
    struct log_scale x = log_scale(&p->x), y = log_scale(&p->y);
    bool path = which == CURVATURE_PATH;
    int last_x = -1, last_y = -1;
    for (int i = 0; i < r->trace.n; i++) {
        const struct bucket *b = &r->trace.bucket[i];
        double u = ((path ? b->log_ratio_grad : b->log_grad) - x.lo) * x.per;
        double v = ((path ? b->log_ratio : b->log_sharp) - y.lo) * y.per;
        if (!(u >= 0 && u <= 1 && v >= 0 && v <= 1))
            continue;
        int dot_x = (int)(u * (p->canvas.width - 1) + 0.5);
        int dot_y = (int)((1 - v) * (p->canvas.height - 1) + 0.5);
        if (dot_x != last_x || dot_y != last_y)
            canvas_dot(&p->canvas, dot_x, dot_y, role);
        last_x = dot_x, last_y = dot_y;
    }
}

static void points_linear(struct plot *p, const struct run *r, enum curvature which, enum role role)
{
    for (int i = 0; i < r->trace.n; i++) {
        struct measured at = point_of(&r->trace.bucket[i], which);
        plot_dot(p, at.g, at.h, role);
    }
}

/* The newest measured point of a run, in its marker. */
static void draw_newest(struct plot *p, const struct session *s, int i)
{
    const struct run *r = &s->race.run[i];
    bool path = s->view.curvature == CURVATURE_PATH;
    double g = path ? r->last.grad_norm : r->now.grad_norm;
    double h = path ? r->last.path_ratio : r->now.sharpness;
    if (path && r->now.step == 0)
        return;
    if (isfinite(g) && isfinite(h) && g > 0 && (h > 0 || !p->y.log))
        pen_marker(&p->canvas, plot_x(p, g), plot_y(p, h), run_marker(i, p->canvas.grid->unicode),
                   pen_run(s, i), PEN_UP);
}

/* To half a dot: a line that creeps on from step to step stands still meanwhile. */
static double in_dots(const struct plot *p, double v)
{
    double dots = 2 * p->canvas.height / log10(p->y.hi / p->y.lo);
    return p->y.log && v > 0 ? pow(10, round(log10(v) * dots) / dots) : v;
}

/* h = L0 + L1 g, which is bent on log axes: from column to column of dots. */
static void draw_fit(struct plot *p, double L0, double L1, enum role role, uint8_t dash)
{
    int n = p->canvas.width;
    double before = NAN;
    L0 = in_dots(p, L0), L1 = in_dots(p, L1);
    for (int i = 0; i < n; i++) {
        double h = L0 + L1 * axis_value(&p->x, i, n - 1);
        double y = h > 0 || !p->y.log ? plot_y(p, h) : NAN;
        unsigned phase = (unsigned)i; /* by the column: else all dashes move with the first */
        if (isfinite(before) && isfinite(y) && !(p->y.log && h < p->y.lo))
            canvas_line(&p->canvas, i - 1, before, i, y, role, dash, &phase);
        before = y;
    }
}

__attribute__((format(printf, 4, 5))) static void say(struct notes *b, enum role role, int rank,
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
static void say_family(struct notes *b, const struct problem *p, const struct fit *f)
{
    char c[24], k[32], here[24];
    if (!p->kind->frontier)
        return;
    double C = p->kind->frontier(p, 1), C2 = p->kind->frontier(p, 2), C8 = p->kind->frontier(p, 8);
    double power = log2(C / C2);
    if (!(isfinite(C) && C > 0 && fabs(log2(C / C8) - 3 * power) < 1e-9 && power > 0))
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
            number_text(here, sizeof here, f->bound_L0 * pow(f->bound_L1, power), 3));
    else
        say(b, ROLE_NONE, 4, "L0·L1%s = %s in theory", k, c);
}

static const char *class_name(enum fit_class class_)
{
    static const char *const names[] = {
        [FIT_NONE] = "",
        [FIT_QUADRATIC] = "as a quadratic",
        [FIT_POWER] = "as a power",
        [FIT_EXPONENTIAL] = "as an exponential",
        [FIT_STEEPER] = "not (L0, L1)-smooth",
        [FIT_FALLING] = "falling",
    };
    return names[class_];
}

static void say_fits(struct notes *b, const struct session *s, const struct fit *f)
{
    char l0[24], l1[24], r2[24];
    enum fit_shown show = s->view.fit;
    if (show == FIT_SHOW_BOTH || show == FIT_SHOW_BOUND)
        say(b, ROLE_BOUND, 1, "╌ bound L0 %s  L1 %s", pen_number(l0, sizeof l0, f->bound_L0, 3),
            pen_number(l1, sizeof l1, f->bound_L1, 3));
    if (show != FIT_SHOW_BOTH && show != FIT_SHOW_OLS)
        return;
    say(b, ROLE_FIT, 2, "─ fit L0 %s  L1 %s  R² %s", pen_number(l0, sizeof l0, f->ols.a, 3),
        pen_number(l1, sizeof l1, f->ols.b, 3), pen_number(r2, sizeof r2, f->ols.r2, 3));
    if (isfinite(f->above))
        say(b, ROLE_FIT, 5, "  %s%% of points over it",
            number_text(r2, sizeof r2, round(100 * f->above), 3));
}

/* All there is to say, in few words: a picture under 100 columns has no room for sentences. */
static void say_all(struct notes *b, const struct session *s, const struct fit *f, bool brief)
{
    char gamma[24], lr[24], text[LINE_TEXT];
    if (brief)
        snprintf(text, sizeof text, "slope %.2f, %s", f->loglog.b, class_name(f->class_));
    else
        fit_class_text(f, text, sizeof text);
    if (isfinite(f->loglog.b))
        say(b, ROLE_TITLE, 0, "%s", text);
    say_fits(b, s, f);
    say_family(b, &s->race.problem, f);
    if (isfinite(f->gamma) && isfinite(f->lr))
        say(b, ROLE_GOOD, 3, brief ? "try γ %s, lr %s" : "advice: γ = L0/L1 = %s, lr = 1/L0 = %s",
            number_text(gamma, sizeof gamma, f->gamma, 3), number_text(lr, sizeof lr, f->lr, 3));
}

static void drop_to(struct notes *b, int lines)
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

static int widest(const struct grid *g, const struct notes *b)
{
    int wide = 0;
    for (int i = 0; i < b->n; i++) {
        int cols = pen_columns(g, b->line[i].text);
        wide = cols > wide ? cols : wide;
    }
    return wide;
}

/* The corner of `at` where cols × rows hide least; *hidden says how much. What hides no point stays
 * where it is: points rise to the right, and the lower right is the corner they leave. */
static struct rect best_corner(struct grid *g, const struct rect *at, int cols, int rows,
                               int *hidden)
{
    int left = at->col + 1, right = at->col + at->cols - cols - 1;
    int top = at->row, bottom = at->row + at->rows - rows;
    const struct rect corner[] = {{right, bottom, cols, rows},
                                  {left, top, cols, rows},
                                  {left, bottom, cols, rows},
                                  {right, top, cols, rows}};
    struct rect best = corner[0];
    *hidden = covered(g, best);
    for (int i = 1; i < 4 && *hidden >= POINT_WEIGHT; i++) {
        int here = covered(g, corner[i]);
        if (here < *hidden) {
            best = corner[i];
            *hidden = here;
        }
    }
    return best;
}

/* Into the corner where they hide least, in half of the picture at most; down to two lines as long
 * as they hide points. */
static void draw_notes(struct grid *g, const struct rect *at, struct notes *b)
{
    int hidden = POINT_WEIGHT;
    struct rect best = {0};
    drop_to(b, at->rows / 2);
    if (at->cols < NOTES_MIN_COLS || b->n == 0)
        return;
    while (hidden >= POINT_WEIGHT) {
        int wide = widest(g, b);
        best = best_corner(g, at, wide < at->cols - 2 ? wide : at->cols - 2, b->n, &hidden);
        if (b->n <= 2)
            break;
        if (hidden >= POINT_WEIGHT)
            drop_to(b, b->n - 1);
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
    int beyond = bounds(race, which, &x, &y);
    struct plot p =
        pen_plot(c->grid, c->area, x, y, "‖∇f‖", which == CURVATURE_PATH ? "path" : "λ");
    enum fit_shown show = s->view.fit;
    if (f->n > 1 && (show == FIT_SHOW_BOTH || show == FIT_SHOW_OLS))
        draw_fit(&p, f->ols.a, f->ols.b, ROLE_FIT, 0xff);
    if (f->n > 1 && (show == FIT_SHOW_BOTH || show == FIT_SHOW_BOUND))
        draw_fit(&p, f->bound_L0, f->bound_L1, ROLE_BOUND, 0x33);
    for (int i = 0; i < race->n; i++) {
        if (log)
            points_log(&p, &race->run[i], which, pen_run_role(i));
        else
            points_linear(&p, &race->run[i], which, pen_run_role(i));
    }
    for (int i = 0; i < race->n; i++)
        draw_newest(&p, s, i);
    struct notes notes = {0};
    say_all(&notes, s, f, p.canvas.area.cols < SENTENCES_COLS);
    if (beyond > 0)
        say(&notes, ROLE_FAINT, 3, "%d point%s beyond the picture", beyond, beyond == 1 ? "" : "s");
    draw_notes(c->grid, &p.canvas.area, &notes);
}

static void title_text(const struct session *s, char *buf, size_t size)
{
    bool left_out = false;
    for (int i = 0; i < s->race.n; i++)
        left_out = left_out || s->race.run[i].now.status == RUN_DIVERGED;
    snprintf(buf, size, "(L0, L1): %s against ‖∇f‖%s%s",
             s->view.curvature == CURVATURE_PATH ? "path ratio" : "λ",
             s->view.log_scatter ? ", log-log" : "", left_out ? ", diverged left out" : "");
}

const struct panel_kind panel_smoothness = {
    .name = "smoothness",
    .title = "(L0, L1)",
    .help = "Curvature against gradient norm, a point for each measured step: the reason why "
            "clipping helps is that one grows with the other. The fit is least squares; the bound "
            "is the tightest line L0 + L1·‖∇f‖ over all points, which is what (L0, L1)-smooth "
            "means. The log-log slope tells the class: 0 quadratic, under 1 a power, 1 "
            "exponential, more: not (L0, L1)-smooth.",
    .size = {.min_cols = 28, .min_rows = 7, .want_rows = 0, .rank = 2},
    .title_text = title_text,
    .draw = draw,
};
