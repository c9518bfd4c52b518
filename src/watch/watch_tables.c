/* Watched logs in figures and words. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "panel/chart/pen.h"
#include "watch/watch_panel.h"

enum { COLS_MAX = 12 };

/* A row of cells at fixed columns, ranged right but for the first. */
struct line {
    struct grid *g;
    int row, end, n;
    int col[COLS_MAX + 1];
};

static void put(struct line *l, struct style s, const char *text)
{
    int from = l->col[l->n], to = l->col[l->n + 1];
    if (from < l->end && l->n == 0)
        pen_text(l->g, from, l->row, to - 1 < l->end ? to - 1 : l->end, s, text);
    else if (to <= l->end)
        pen_right(l->g, from, l->row, to - 1, s, text);
    l->n++;
}

static void put_number(struct line *l, struct style s, double v, int digits)
{
    put(l, s, PEN_NUMBER(v, digits));
}

/* 100 and 0 only of all and of none. */
static void put_percent(struct line *l, struct style s, double share)
{
    put(l, s, PERCENT_TEXT(share, 1));
}

static struct line line_of(const struct watch_call *c, int first, int wide)
{
    struct line l = {.g = c->grid, .row = c->area.row, .end = c->area.col + c->area.cols};
    l.col[0] = c->area.col;
    for (int i = 1; i <= COLS_MAX; i++)
        l.col[i] = c->area.col + first + (i - 1) * wide;
    return l;
}

static const struct style plain = {0}, faint = {.fg = ROLE_FAINT}, strong = {.attr = ATTR_BOLD};

int watch_rows_logs(const struct watch *w, UNUSED const struct watch_view *v)
{
    return w->n_runs + 4;
}

static double value_at(const struct log_track *t, int row, double log_row_value)
{
    return row >= 0 && row < t->n ? log_row_value : NAN;
}

/* A run at the step that is looked at, and its norms up to there. */
static void run_line(struct line *l, const struct watch_call *c, int i)
{
    const struct log_track *t = &c->w->run[i].track;
    const struct watch_facts *f = &c->v->facts;
    bool chosen = i == c->v->run;
    int row = isnan(c->v->at) ? t->n - 1 : log_track_row(t, c->v->at);
    char name[LOG_NAME_MAX + 8], mark[5] = "";
    struct style s = chosen ? strong : plain;
    utf8_put(mark, run_marker(i, c->grid->unicode));
    snprintf(name, sizeof name, "%s %s", mark, t->name);
    if (t->n == 0)
        return;
    const struct log_row *at = &t->row[row < 0 ? 0 : row];
    const struct log_track *upto = chosen ? &f->upto : t;
    put(l, pen(watch_role(i), chosen ? ATTR_BOLD : 0), name);
    put_number(l, s, value_at(t, row, at->step), 15);
    put_number(l, s, value_at(t, row, at->loss.first), 4);
    put_number(l, s, value_at(t, row, at->norm.first), 3);
    put_number(l, s, value_at(t, row, at->lr), 3);
    put_number(l, s, value_at(t, row, at->gamma), 3);
    put_percent(l, s, log_track_clipped(upto));
    put_number(l, s, chosen ? f->g50 : log_track_quantile(t, 0.5), 3);
    put_number(l, s, chosen ? f->g90 : log_track_quantile(t, 0.9), 3);
    put_number(l, s, chosen ? f->g99 : log_track_quantile(t, 0.99), 3);
    put_number(l, s, upto->norm.hi, 3);
}

static void whose_line(const struct watch_call *c, int row)
{
    static const char *const words[] = {"before or after clipping", "before clipping",
                                        "after clipping"};
    char text[400], missing[160];
    const struct watch_run *run = &c->w->run[c->v->run];
    struct watch_whose whose = watch_whose_norm(run);
    watch_say_missing(run, missing, sizeof missing);
    int n = snprintf(text, sizeof text, "%s, %llu records. ", run->log->reader.format->name,
                     (unsigned long long)run->track.records);
    if (run->track.with[LOG_NORM] > 0)
        n += snprintf(text + n, sizeof text - (size_t)n, "Norm %s: %s.", words[whose.whose],
                      whose.sure);
    if (missing[0])
        snprintf(text + n, sizeof text - (size_t)n, " Not logged: %s.", missing);
    pen_text(c->grid, c->area.col, row, c->area.col + c->area.cols, faint, text);
}

void watch_draw_logs(const struct watch_call *c)
{
    static const char *const heads[] = {"log",    "step", "loss", "‖g‖", "lr",  "γ",
                                        "% clip", "g50",  "g90",  "g99", "most"};
    struct line l = line_of(c, c->area.cols >= 110 ? 24 : 18, c->area.cols >= 110 ? 9 : 8);
    int end = c->area.row + c->area.rows;
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        put(&l, faint, heads[i]);
    for (int i = 0; i < c->w->n_runs && ++l.row < end; i++) {
        l.n = 0;
        run_line(&l, c, i);
    }
    if (l.row + 1 < end && c->v->run < c->w->n_runs)
        whose_line(c, l.row + 1);
}

static int distinct(const struct watch_facts *f)
{
    int n = 0;
    for (int i = 0; i < f->n_rules; i++)
        n += f->rule[i].same == i;
    return n;
}

enum { RULES_SHOWN = 6 }; /* zoomed all are */

int watch_rows_rules(UNUSED const struct watch *w, const struct watch_view *v)
{
    int n = distinct(&v->facts);
    return 3 + (n < 1 ? 1 : n < RULES_SHOWN ? n : RULES_SHOWN);
}

/* Rules that did the same stand in one row. */
static void names_of(const struct watch_facts *f, int i, char *buf, size_t size)
{
    size_t at = 0;
    for (int k = i; k < f->n_rules && at < size; k++)
        if (f->rule[k].same == i)
            at += (size_t)snprintf(buf + at, size - at, "%s%s", k == i ? "" : ", ",
                                   f->rule[k].clip->name);
}

void watch_draw_rules(const struct watch_call *c)
{
    static const char *const heads[] = {"rule",   "γ",         "clipped %",
                                        "factor", "lr×factor", "skipped %"};
    const struct watch_facts *f = &c->v->facts;
    int first = c->area.cols - 5 * 11, end = c->area.row + c->area.rows;
    struct line l = line_of(c, first > 16 ? first : 16, first > 16 ? 11 : 10);
    double lr = f->row >= 0 ? f->upto.row[f->row].lr : NAN;
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        put(&l, faint, heads[i]);
    if (f->n_rules == 0 && l.row + 1 < end)
        pen_text(c->grid, c->area.col, l.row + 1, c->area.col + c->area.cols, plain,
                 "The log has no gradient norm: nothing can be said of clipping.");
    for (int i = 0, left = distinct(f); i < f->n_rules; i++) {
        const struct replay *r = &f->rule[i];
        char names[128];
        if (r->same != i || ++l.row >= end)
            continue;
        if (l.row == end - 1 && left > 1) {
            snprintf(names, sizeof names, "… and %d more: Tab to this panel, z", left);
            pen_text(c->grid, c->area.col, l.row, c->area.col + c->area.cols, faint, names);
            break;
        }
        left--;
        names_of(f, i, names, sizeof names);
        l.n = 0;
        double at = r->by_gamma && isnan(r->threshold) ? c->v->gamma : r->threshold;
        put(&l, r->by_gamma && at == c->v->gamma ? strong : plain, names);
        put_number(&l, plain, at, 3);
        put_percent(&l, plain, 100 * r->clipped);
        put_number(&l, plain, r->factor, 3);
        put_number(&l, plain, lr * r->factor, 3);
        put_percent(&l, plain, 100 * r->skipped);
    }
}

enum { CHECKS_SHOWN = 4 };

int watch_rows_checks(UNUSED const struct watch *w, const struct watch_view *v)
{
    int n = v->facts.n_found;
    return 2 + (n < 1 ? 1 : n < CHECKS_SHOWN ? n : CHECKS_SHOWN);
}

void watch_draw_checks(const struct watch_call *c)
{
    static const enum role roles[] = {ROLE_BAD, ROLE_WARN, ROLE_FAINT};
    const struct watch_facts *f = &c->v->facts;
    int row = c->area.row, end = c->area.row + c->area.rows, right = c->area.col + c->area.cols;
    if (f->n_found == 0)
        pen_text(c->grid, c->area.col, row, right, faint, "Nothing was found so far.");
    for (int i = 0; i < f->n_found && row < end; i++) {
        const struct finding *found = &f->found[i];
        char see[64];
        int left = pen_text(c->grid, c->area.col, row, right, pen(roles[found->sure], ATTR_BOLD),
                            sure_names[found->sure]);
        snprintf(see, sizeof see, "see %s", found->scene);
        int wide = pen_columns(c->grid, see) + 2;
        pen_right(c->grid, left, row, right, faint, see);
        struct rect r = {left + 2, row, right - left - 2 - wide, end - row};
        int others = f->n_found - 1 - i;
        r.rows = r.rows - others > 1 ? r.rows - others : 1;
        row += pen_wrap(c->grid, r, plain, found->text);
    }
}
