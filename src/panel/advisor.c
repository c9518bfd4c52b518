/* What each rule would set for this run, side by side, and what came of the one that was tried. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "panel/chart/pen.h"
#include "panel/panel.h"
#include "session/advice.h"

enum {
    GAP = 2,
    MARK_COLS = 2,
    NUMBER_COLS = 8,
    FOOT_ROWS = 3,
    CELL_MAX = 40,
    NOTE_LEAST = 12,
    OF_NOW = -1
};

struct line { /* a row of the table */
    struct advice advice;
    double gamma, lr; /* with what it leaves as it is */
};

struct column {
    const char *head;
    int cols, rank; /* the highest rank is dropped first */
    void (*write)(const struct session *s, const struct line *l, char *buf, size_t size);
};

static const struct run *run_of(const struct session *s)
{
    return &s->race.run[advice_run(s)];
}

static void write_gamma(UNUSED const struct session *s, const struct line *l, char *buf,
                        size_t size)
{
    pen_number(buf, size, l->gamma, 3);
}

static void write_lr(UNUSED const struct session *s, const struct line *l, char *buf, size_t size)
{
    pen_number(buf, size, l->lr, 3);
}

static void write_cuts(UNUSED const struct session *s, const struct line *l, char *buf, size_t size)
{
    double cuts = l->advice.cuts;
    if (isnan(cuts))
        pen_number(buf, size, NAN, 3);
    else
        percent_text(buf, size, 100 * cuts, 1);
}

static void write_any_start(const struct session *s, const struct line *l, char *buf, size_t size)
{
    double reach = advice_reach(run_of(s), l->lr, l->gamma);
    snprintf(buf, size, "%s", isnan(reach) ? "–" : reach < 2 ? "converges" : "may cycle");
}

static void write_mapped(const struct session *s, const struct line *l, char *buf, size_t size)
{
    advice_mapped(s, l->lr, l->gamma, buf, size);
    if (!*buf)
        snprintf(buf, size, "–");
}

static const struct column columns[] = {
    {"γ", NUMBER_COLS, 0, write_gamma},       {"lr", NUMBER_COLS, 0, write_lr},
    {"% over γ", NUMBER_COLS, 3, write_cuts}, {"any start", 9, 2, write_any_start},
    {"goal, by map", 13, 1, write_mapped},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

/* Where things stand on the area: the same for drawing and for clicks. */
struct plan {
    bool shown[COLUMNS];
    int label_cols, note_col; /* note_col: behind the columns */
    int first, rules, foot;   /* the rules that are shown; rows below them */
};

static int label_cols(const struct grid *g)
{
    int cols = 0;
    for (int i = 0; i < ADVICE_RULES; i++) {
        int wide = pen_columns(g, advice_rules[i].label);
        cols = wide > cols ? wide : cols;
    }
    return cols;
}

static void plan_rows(struct plan *p, const struct panel_call *c)
{
    int rows = c->area.rows - 2, chosen = c->s->trial.chosen;
    p->foot = rows >= ADVICE_RULES + FOOT_ROWS ? rows - ADVICE_RULES
              : rows > 6                       ? FOOT_ROWS
              : rows > 4                       ? 2
              : rows > 2                       ? 1
                                               : 0;
    p->rules = rows - p->foot < ADVICE_RULES ? rows - p->foot : ADVICE_RULES;
    p->rules = p->rules > 0 ? p->rules : 0;
    p->first = chosen < p->rules ? 0 : chosen - p->rules + 1;
}

static void plan_cols(struct plan *p, const struct panel_call *c)
{
    p->label_cols = label_cols(c->grid);
    int total = MARK_COLS + p->label_cols;
    bool power = !isnan(advice_reach(run_of(c->s), 1, 1));
    for (int k = 0; k < COLUMNS; k++) {
        p->shown[k] = columns[k].write != write_any_start || power;
        total += p->shown[k] ? columns[k].cols + GAP : 0;
    }
    for (int rank = 3; rank > 0 && total > c->area.cols; rank--)
        for (int k = 0; k < COLUMNS; k++)
            if (p->shown[k] && columns[k].rank == rank) {
                p->shown[k] = false;
                total -= columns[k].cols + GAP;
            }
    p->note_col = c->area.col + total + GAP;
}

static struct line line_of(const struct session *s, int rule)
{
    struct line l;
    struct advice now;
    advice_setting(s, &now);
    if (rule == OF_NOW)
        l.advice = now;
    else
        advice_give(s, rule, &l.advice);
    bool own_rate = isnan(now.lr) || isnan(l.advice.lr); /* of what it cannot turn, its own */
    l.lr = own_rate ? now.lr : l.advice.lr;
    l.gamma = isnan(l.advice.gamma) ? now.gamma : l.advice.gamma;
    return l;
}

static void draw_head(const struct panel_call *c, const struct plan *p)
{
    int col = c->area.col + MARK_COLS, end = c->area.col + c->area.cols, row = c->area.row;
    struct style faint = pen(ROLE_FAINT, 0);
    if (p->rules < ADVICE_RULES && p->rules > 0)
        pen_printf(c->grid, col, row, col + p->label_cols, faint, "rule %d–%d of %d", p->first + 1,
                   p->first + p->rules, ADVICE_RULES);
    else
        pen_text(c->grid, col, row, end, faint, "rule");
    col += p->label_cols;
    for (int k = 0; k < COLUMNS; k++) {
        if (!p->shown[k])
            continue;
        col += GAP + columns[k].cols;
        if (col <= end)
            pen_right(c->grid, col - columns[k].cols - GAP, row, col, faint, columns[k].head);
    }
    if (p->note_col + NOTE_LEAST < end)
        pen_text(c->grid, p->note_col, row, end, faint, "notes");
}

/* The note, or as many of its clauses as have room: the chosen rule's stands whole at the foot. */
static void draw_note(const struct panel_call *c, int col, int row, const char *note)
{
    int end = c->area.col + c->area.cols;
    char text[sizeof((struct advice *)0)->note];
    snprintf(text, sizeof text, "%s", note);
    for (size_t n = strlen(text); n > 0 && pen_columns(c->grid, text) > end - col; n--)
        if ((text[n - 1] == ' ' && n > 1 && strchr(",:;", text[n - 2])) || n == 1)
            text[n > 1 ? n - 2 : 0] = '\0';
    pen_text(c->grid, col, row, end, pen(ROLE_FAINT, 0), text);
}

static struct style label_style(const struct session *s, int rule)
{
    if (rule == OF_NOW)
        return pen(pen_run_role(s, advice_run(s)), ATTR_BOLD);
    return pen(ROLE_NONE, rule == s->trial.chosen ? ATTR_BOLD : 0);
}

static bool is_tried(const struct session *s, int rule)
{
    const struct trial *t = &s->trial;
    return t->on && t->rule == rule && t->run == advice_run(s);
}

static void draw_line(const struct panel_call *c, const struct plan *p, int row, int rule)
{
    const struct session *s = c->s;
    int col = c->area.col, end = c->area.col + c->area.cols;
    struct line l = line_of(s, rule);
    const char *label = rule == OF_NOW ? run_of(s)->name : advice_rules[rule].label;
    if (rule != OF_NOW && rule == s->trial.chosen)
        pen_text(c->grid, col, row, end, pen(ROLE_KEY, ATTR_BOLD), ">");
    if (is_tried(s, rule))
        pen_text(c->grid, col + 1, row, end, pen(ROLE_KEY, ATTR_BOLD), "*");
    col += MARK_COLS;
    pen_text(c->grid, col, row, col + p->label_cols < end ? col + p->label_cols : end,
             label_style(s, rule), label);
    col += p->label_cols;
    if (!l.advice.ready) {
        draw_note(c, col + GAP, row, l.advice.note);
        return;
    }
    for (int k = 0; k < COLUMNS; k++) {
        char text[CELL_MAX];
        if (!p->shown[k])
            continue;
        columns[k].write(s, &l, text, sizeof text);
        col += GAP + columns[k].cols;
        if (col <= end)
            pen_right(c->grid, col - columns[k].cols - GAP, row, col, pen(ROLE_NONE, 0), text);
    }
    if (p->note_col + NOTE_LEAST < end)
        draw_note(c, p->note_col, row, l.advice.note);
}

/* What the column of the map is of: not of the setting to the digit, nor of this start. */
static void say_map(const struct panel_call *c, const struct plan *p, struct rect at)
{
    const struct map *m = c->s->map;
    bool mapped = false;
    for (int k = 0; k < COLUMNS; k++)
        mapped = mapped || (p->shown[k] && columns[k].write == write_mapped);
    if (!m || !mapped || at.rows < 1)
        return;
    char from[40] = "the start";
    if (m->sweep.plan.n_starts > 1)
        snprintf(from, sizeof from, "the slowest of its %d starts", m->sweep.plan.n_starts);
    pen_printf(c->grid, at.col, at.row, at.col + at.cols, pen(ROLE_FAINT, 0),
               "by map: of its setting nearest to this one, from %s", from);
}

/* The chosen rule in as many words as at has room for; of the note at least what it begins with. */
static void chosen_text(const struct panel_call *c, struct rect at, const struct advice_rule *rule,
                        const struct advice *a, char *text, size_t size)
{
    char words[PEN_TEXT_MAX];
    const char *tries = a->ready ? ". T tries it" : "";
    for (int less = 0; less < 4; less++) {
        if (less == 0)
            snprintf(text, size, "%s: %s; %s%s%s", rule->label, rule->formula, a->note, tries,
                     a->ready ? " from step 0" : "");
        else if (less == 1)
            snprintf(text, size, "%s%s", a->note, tries);
        else
            snprintf(text, size, "%.*s%s", (int)strcspn(a->note, ";:"), a->note,
                     less == 2 ? tries : "");
        if (grid_lines(pen_words(c->grid, text, words, sizeof words), at.cols) <= at.rows)
            return;
    }
}

/* What came of the one that was tried; else the chosen one in full. */
static void draw_foot(const struct panel_call *c, const struct plan *p)
{
    const struct session *s = c->s;
    const struct advice_rule *rule = &advice_rules[s->trial.chosen];
    char text[640];
    struct advice a;
    struct rect at = {c->area.col + MARK_COLS, c->area.row + 2 + p->rules, c->area.cols - MARK_COLS,
                      p->foot};
    if (p->foot < 1)
        return;
    advice_give(s, s->trial.chosen, &a);
    if (p->foot > 1) {
        advice_verdict(s, text, sizeof text);
        int rows = pen_wrap(c->grid, at, pen(ROLE_TITLE, ATTR_BOLD), text);
        at.row += rows, at.rows -= rows;
    }
    if (!trial_say(s, text, sizeof text))
        chosen_text(c, at, rule, &a, text, sizeof text);
    int used = pen_wrap(c->grid, at, pen(ROLE_NONE, 0), text);
    at.row += used, at.rows -= used;
    say_map(c, p, at);
}

static void draw(struct panel_call *c)
{
    struct plan p;
    if (c->area.rows < 2 || c->area.cols < 20 || c->s->race.n == 0)
        return;
    plan_rows(&p, c);
    plan_cols(&p, c);
    draw_head(c, &p);
    draw_line(c, &p, c->area.row + 1, OF_NOW);
    for (int i = 0; i < p.rules; i++)
        draw_line(c, &p, c->area.row + 2 + i, p.first + i);
    draw_foot(c, &p);
}

static bool click(const struct panel_call *c, UNUSED int col, int row, struct action *out)
{
    struct plan p;
    plan_rows(&p, c);
    int rule = row - c->area.row - 2;
    if (rule < 0 || rule >= p.rules)
        return false;
    *out = action_of(ACT_TRY);
    snprintf(out->text, sizeof out->text, "%s", advice_rules[p.first + rule].name);
    return true;
}

static void title_text(const struct session *s, char *buf, size_t size)
{
    const struct trial *t = &s->trial;
    if (s->race.n == 0)
        return;
    if (t->on && t->run == advice_run(s))
        snprintf(buf, size,
                 "advice for %s as it was at step %llu: a chooses, T tries\nadvice for %s",
                 run_of(s)->name, (unsigned long long)t->given_at, run_of(s)->name);
    else
        snprintf(buf, size, "advice for %s: a chooses, T tries\nadvice for %s", run_of(s)->name,
                 run_of(s)->name);
}

static int want_rows(UNUSED const struct session *s)
{
    return 2 + 2 + ADVICE_RULES + FOOT_ROWS;
}

const struct panel_kind panel_advisor = {
    .name = "advisor",
    .title = "advice",
    .help = "The threshold by each rule that people use, for the selected run, or what the rule "
            "still needs. Beside it: the share of gradients over that γ, whether every start "
            "converges on |θ|^p, and the map's answer. Key a chooses a rule. T tries it from step "
            "0, with the old run as ghost; T again goes back.",
    .size = {.min_cols = 40, .min_rows = 7, .want_rows = 14, .rank = 1},
    .want_rows = want_rows,
    .title_text = title_text,
    .draw = draw,
    .click = click,
};
