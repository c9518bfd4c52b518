/* How far each run's next step goes, as bars, with what makes its length: learning rate, clip
 * factor, gradient and curvature. Beside a clipped step stands the one without clipping. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/elementary.h"
#include "panel/chart/columns.h"

enum {
    GAP = COLUMN_GAP,
    NAME_LEAST = 3,
    BAR_LEAST = 10,
    BAR_MOST = 60,
    NOTE_LEAST = 31,
    CUT_COLS = 3
};

/* A change of f by less than this share of it is rounding. */
static const double LEVEL = 1e-6;

/* A step so many times as long as the longest that goes down does not set the scale of the bars: it
 * would leave nothing of them. */
#define OFF_SCALE 20.0

struct stride {
    bool alive;
    double length;    /* of the next step */
    double unclipped; /* the same with a clip factor of 1; NAN where that is not known */
    double loss_next; /* after it; NAN in high dimension */
};

/* Of gradient descent alone the step without clipping follows from the gradient. */
static struct stride stride_of(const struct run *r)
{
    struct stride s = {.alive = pen_alive(r), .length = r->now.step_norm, .loss_next = NAN};
    s.unclipped = r->optimizer->plain ? r->now.lr * r->now.grad_norm : NAN;
    double x[PROBLEM_START_MAX];
    if (s.alive && r->dim <= PROBLEM_START_MAX && !r->problem->batched) {
        for (int i = 0; i < r->dim; i++)
            x[i] = r->x[i] + r->d[i];
        s.loss_next = problem_eval(r->problem, r->look, x, r->now.step, NULL);
    }
    return s;
}

static bool rises(const struct run *r, const struct stride *s)
{
    return s->loss_next - r->now.loss > LEVEL * fabs(r->now.loss) ||
           (s->alive && isnan(s->loss_next) && r->dim <= 2);
}

static bool is_clipped(const struct run *r, const struct stride *s)
{
    return r->now.clip_factor < 1 && s->unclipped > s->length;
}

/* 1, 2 or 5 times a power of ten, no less than v. */
static double nice(double v)
{
    double unit = fn_pow(10, floor(fn_log10(v)));
    return v <= unit ? unit : v <= 2 * unit ? 2 * unit : v <= 5 * unit ? 5 * unit : 10 * unit;
}

static double scale_of(const struct race *race, const struct stride *all)
{
    double down = 0, any = 0, most = 0;
    for (int i = 0; i < race->n; i++) {
        if (!all[i].alive || !isfinite(all[i].length))
            continue;
        any = fmax(any, all[i].length);
        if (!rises(&race->run[i], &all[i]))
            down = fmax(down, all[i].length);
    }
    double limit = down > 0 ? OFF_SCALE * down : INFINITY;
    for (int i = 0; i < race->n; i++) {
        const double of[] = {all[i].length, all[i].unclipped};
        for (int k = 0; k < 2; k++)
            if (all[i].alive && of[k] <= limit)
                most = fmax(most, of[k]);
    }
    most = most > 0 ? most : any;
    return most > 0 && isfinite(most) ? nice(most) : 1;
}

COLUMN_OF(gradient, r->now.grad_norm)
COLUMN_OF(length, r->now.step_norm)
COLUMN_OF(factor, r->now.clip_factor)
COLUMN_OF(curvature, run_curvature(r, &(uint64_t){0}))

/* The step is the product of the three before it. They come in by rank, those of rank 0 first. */
static const struct column columns[] = {
    {"curvature λ", 11, 4, .of = curvature, .digits = 3},
    {"lr", 7, 2, .of = run_rate, .digits = 4},
    {"× clip factor", 13, 3, .of = factor, .digits = 3},
    {"× gradient", 10, 1, .of = gradient, .digits = 3},
    {"= step", 8, 0, .of = length, .digits = 3},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

struct sheet {
    const struct panel_call *c;
    struct columns t;
    int name_cols, bar_cols, note_cols;
};

/* First what is needed: names, steps and bars; then columns by rank, then a note. */
static struct sheet sheet_of(const struct panel_call *c)
{
    struct sheet p = {.c = c, .name_cols = columns_names(c, NAME_LEAST)};
    struct columns all = {0};
    bool shown[COLUMNS] = {false};
    int left = c->area.cols - 3 - p.name_cols - BAR_LEAST - GAP;
    for (int k = 0; k < COLUMNS; k++)
        columns_add(&all, c->grid, &columns[k], NULL, 0);
    for (int rank = 0; rank < COLUMNS; rank++)
        for (int k = 0; k < COLUMNS; k++) {
            int cols = all.at[k].cols + GAP;
            if (columns[k].rank != rank || cols > left)
                continue;
            shown[k] = true;
            left -= cols;
        }
    for (int k = 0; k < COLUMNS; k++)
        if (shown[k])
            p.t.at[p.t.n++] = all.at[k];
    p.note_cols = left >= NOTE_LEAST + GAP ? NOTE_LEAST : 0;
    p.bar_cols = BAR_LEAST + left - (p.note_cols ? p.note_cols + GAP : 0);
    p.bar_cols = p.bar_cols > BAR_MOST ? BAR_MOST : p.bar_cols;
    return p;
}

static double longest_of(const struct run *r, const struct stride *s)
{
    return is_clipped(r, s) ? s->unclipped : s->length;
}

/* The last cells of a bar that goes on beyond its end: a cut and an arrow, as of a broken axis. */
static void draw_cut(struct grid *g, int col, int row, struct style style)
{
    static const uint32_t cut[CUT_COLS] = {0x2571, 0x2571, 0x25b6};
    for (int i = 0; i < CUT_COLS; i++)
        grid_put(g, col + i, row, g->unicode ? cut[i] : (uint32_t) "//>"[i], style);
}

static void draw_bars(const struct sheet *p, int col, int row, int run, const struct stride *s,
                      double scale)
{
    struct grid *g = p->c->grid;
    const struct run *r = &p->c->s->race.run[run];
    struct style own = pen_run(p->c->s, run), faint = pen(ROLE_FAINT, 0);
    own.attr &= (uint8_t)~ATTR_BOLD;
    int room = p->bar_cols - 1;
    if (is_clipped(r, s)) {
        int whole = (int)ceil(fmin(s->unclipped / scale, 1) * room);
        for (int i = 0; i < whole; i++)
            grid_put(g, col + i, row, g->unicode ? 0x2591 : '.', faint);
    }
    pen_bar(p->c->s, g, (struct rect){col, row, room, 1}, s->length / scale, own);
    if (longest_of(r, s) > scale)
        draw_cut(g, col + p->bar_cols - CUT_COLS, row, s->length > scale ? own : faint);
}

/* How much the next step changes f, or what stands in its place: from what to what where two digits
 * tell, else by how much. */
static void change_text(const struct run *r, const struct stride *s, char *buf, size_t size)
{
    double by = s->loss_next - r->now.loss;
    const char *from = PEN_NUMBER(r->now.loss, 2), *to = PEN_NUMBER(s->loss_next, 2);
    char goes[48];
    const char *f = pen_loss_name(r->problem, false);
    snprintf(goes, sizeof goes, "%s%s %s", !(by <= 0) ? "overshoots: " : "", f,
             !(by <= 0) ? "rises" : "falls");
    if (fabs(by) <= LEVEL * fabs(r->now.loss))
        snprintf(buf, size, "%s stays at %s", f, to);
    else if (strcmp(from, to) == 0)
        snprintf(buf, size, "%s by %s", goes, PEN_NUMBER(fabs(by), 2));
    else if (by > 0 || isnan(by))
        snprintf(buf, size, "%s to %s", goes, to);
    else
        snprintf(buf, size, "%s from %s to %s", goes, from, to);
}

static void note_text(const struct run *r, const struct stride *s, char *buf, size_t size)
{
    double acts = run_rate(r) * r->now.clip_factor;
    buf[0] = '\0';
    if (rises(r, s))
        change_text(r, s, buf, size);
    else if (is_clipped(r, s))
        snprintf(buf, size, "unclipped: %s", PEN_NUMBER(s->unclipped, 3));
    else if (r->clip->family != CLIP_NONE && r->now.clip_factor == 1)
        snprintf(buf, size, "gradient ≤ γ: full lr %s", PEN_NUMBER(acts, 3));
    else if (isfinite(s->loss_next))
        change_text(r, s, buf, size);
}

/* The most of these words that has room. */
static void draw_scale(const struct sheet *p, int row, int col, double scale, bool cut)
{
    static const char *const forms[][5] = {
        {"how far the next step goes; a full bar is %s", "how far; a full bar is %s", "full bar %s",
         "how far"},
        {"how far the next step goes; a full bar is %s, %s longer",
         "how far; a full bar is %s, %s longer", "full bar %s, %s longer", "full bar %s",
         "how far"}};
    char text[96] = "";
    int room = p->bar_cols + (p->note_cols ? GAP + p->note_cols : 0);
    for (int i = 0; i < 5 && forms[cut][i]; i++) {
        snprintf(text, sizeof text, forms[cut][i], PEN_NUMBER(scale, 3),
                 p->c->grid->unicode ? "╱╱▶" : "//>");
        if (pen_columns(p->c->grid, text) <= room)
            break;
    }
    pen_text(p->c->grid, col, row, p->c->area.col + p->c->area.cols, pen(ROLE_FAINT, 0), text);
}

static void draw_head(const struct sheet *p, int row, int col, double scale, bool cut)
{
    struct grid *g = p->c->grid;
    int end = p->c->area.col + p->c->area.cols;
    pen_text(g, p->c->area.col + 3, row, end, pen(ROLE_FAINT, 0), "run");
    col = columns_heads(&p->t, p->c, col, row);
    draw_scale(p, row, col, scale, cut);
}

static struct style style_of(const struct session *s, int run, const struct column *k)
{
    if (k->of == factor && s->race.run[run].now.clip_factor < 1)
        return pen_run(s, run);
    return pen(ROLE_NONE, k->of == length ? ATTR_BOLD : 0);
}

static struct style style_over(const struct session *s, int run, const struct column *k)
{
    return k->of == length ? pen(ROLE_BAD, ATTR_BOLD) : style_of(s, run, k);
}

static void draw_run(const struct sheet *p, int row, int col, int run, const struct stride *s,
                     double scale)
{
    struct grid *g = p->c->grid;
    const struct run *r = &p->c->s->race.run[run];
    int left = p->c->area.col, end = left + p->c->area.cols;
    char text[96];
    grid_put(g, left + 1, row, pen_run_marker(p->c->s, run, g->unicode), pen_run(p->c->s, run));
    pen_text(g, left + 3, row, left + 3 + p->name_cols, pen_run(p->c->s, run), r->name);
    if (!s->alive) {
        snprintf(text, sizeof text, "diverged at step %llu: it has no next step",
                 (unsigned long long)r->notes.status_step);
        pen_text(g, col, row, end, pen(ROLE_BAD, 0), text);
        return;
    }
    col = columns_cells(&p->t, p->c, col, row, run, rises(r, s) ? style_over : style_of);
    draw_bars(p, col, row, run, s, scale);
    if (p->note_cols == 0)
        return;
    note_text(r, s, text, sizeof text);
    pen_text(g, col + p->bar_cols + GAP, row, end, pen(rises(r, s) ? ROLE_BAD : ROLE_FAINT, 0),
             text);
}

static void draw(struct panel_call *c)
{
    const struct race *race = &c->s->race;
    struct stride all[RUNS_MAX];
    if (c->area.rows < 1 || c->area.cols < 24)
        return;
    struct sheet p = sheet_of(c);
    int col = c->area.col + 3 + p.name_cols + GAP, row = c->area.row;
    bool head = c->area.rows > race->n;
    for (int i = 0; i < race->n; i++)
        all[i] = stride_of(&race->run[i]);
    double scale = scale_of(race, all);
    bool cut = false;
    for (int i = 0; i < race->n; i++)
        cut |= all[i].alive && longest_of(&race->run[i], &all[i]) > scale;
    if (head)
        draw_head(&p, row, col, scale, cut);
    for (int i = 0; i < race->n && i + head < c->area.rows; i++)
        draw_run(&p, row + head + i, col, i, &all[i], scale);
    pen_more(c->grid, c->area, race->n + head - c->area.rows);
}

static int want_rows(const struct session *s)
{
    return s->race.n + 3;
}

static bool click(const struct panel_call *c, UNUSED int col, int row, struct action *out)
{
    int n = c->s->race.n, run = row - c->area.row - (c->area.rows > n);
    return run >= 0 && run < n && columns_select(out, run);
}

const struct panel_kind panel_next_step = {
    .name = "next-step",
    .title = "the next step",
    .help = "For each run a bar of how far its next step goes: learning rate × clip factor × "
            "gradient = step. Behind a clipped step the faint bar is the step without clipping. "
            "A bar with ╱╱▶ goes on beyond its end. A red step overshoots: the loss rises. Click a "
            "run to select it.",
    .runs = RUNS_NAMED,
    .size = {.min_cols = 30, .min_rows = 4, .want_rows = 6, .rank = 1},
    .want_rows = want_rows,
    .draw = draw,
    .click = click,
};
