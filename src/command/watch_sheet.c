/* What a watched log comes to, as tables and lines. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "command/sheet.h"
#include "command/watch_out.h"
#include "watch/checks.h"
#include "watch/replay.h"

static void print_runs(const struct watch *w, bool unicode)
{
    static const char *const heads[] = {"run",  "format", ">records",   ">from",
                                        ">to",  ">loss",  ">g50",       ">g90",
                                        ">g99", ">most",  ">clipped %", NULL};
    struct sheet *s = sheet_begin(unicode, heads);
    for (int i = 0; i < w->n_runs; i++) {
        const struct log_track *t = &w->run[i].track;
        sheet_row(s);
        sheet_put(s, t->name);
        sheet_put(s, w->run[i].log->reader.format->name);
        sheet_number(s, (double)t->records, 15);
        sheet_number(s, t->first_step, 15);
        sheet_number(s, t->last_step, 15);
        sheet_number(s, log_has(&t->last, LOG_LOSS) ? t->last.v[LOG_LOSS] : NAN, 4);
        sheet_number(s, log_track_quantile(t, 0.5), 3);
        sheet_number(s, log_track_quantile(t, 0.9), 3);
        sheet_number(s, log_track_quantile(t, 0.99), 3);
        sheet_number(s, t->norm.hi, 3);
        sheet_put(s, PERCENT_TEXT(log_track_clipped(t), 1));
    }
    sheet_print(s);
}

/* "1 line cut short" where there is any. */
static void add_count(char *buf, size_t size, uint64_t n, const char *what)
{
    size_t at = strlen(buf);
    if (n > 0)
        snprintf(buf + at, size - at, "%s%llu %s", at > 0 ? ", " : "", (unsigned long long)n, what);
}

/* What was read of a log and what was not, and whose norm it has. */
static void print_source(const struct watch_run *run, bool unicode)
{
    static const char *const whose[] = {"the norm may be from before or after clipping",
                                        "the norm is from before clipping",
                                        "the norm is from after clipping"};
    const struct log_counts *c = &run->log->reader.counts;
    const struct log_track *t = &run->track;
    char text[600], missing[160];
    struct watch_whose norm = watch_whose_norm(run);
    watch_say_missing(run, missing, sizeof missing);
    if (t->with[LOG_NORM] > 0)
        snprintf(text, sizeof text, "%s: %s (%s).%s%s%s", t->name, whose[norm.whose], norm.sure,
                 missing[0] ? " Not logged: " : "", missing, missing[0] ? "." : "");
    else
        snprintf(text, sizeof text, "%s: not logged: %s.", t->name, missing);
    say_line(unicode, text);
    if (run->log->reader.format->note) {
        snprintf(text, sizeof text, "%s: %s: %s.", t->name, run->log->reader.format->name,
                 run->log->reader.format->note);
        say_line(unicode, text);
    }
    char left[300] = "";
    add_count(left, sizeof left, c->rewinds, c->rewinds == 1 ? "rewind" : "rewinds");
    add_count(left, sizeof left, c->repeats, "steps logged twice");
    add_count(left, sizeof left, c->other_ranks, "records of other ranks");
    add_count(left, sizeof left, run->log->reader.rows,
              "rows without a step, which are counted from 1");
    add_count(left, sizeof left, c->no_step, "lines with numbers but without a step");
    add_count(left, sizeof left, c->cut, "lines cut short");
    add_count(left, sizeof left, c->too_long, "lines over 1 MiB");
    add_count(left, sizeof left, c->bad_sums, "records with a wrong checksum");
    add_count(left, sizeof left, run->log->reader.half,
              "half line at the end, which may still grow");
    if (left[0]) {
        snprintf(text, sizeof text, "%s: %s.", t->name, left);
        say_line(unicode, text);
    }
}

/* What rules would set, and what that would have clipped; and a line to paste. */
static void print_suggestions(const struct watch *w, bool unicode)
{
    static const char *const heads[] = {"run", "rule", ">γ", ">clipped %", "", NULL};
    struct sheet *s = sheet_begin(unicode, heads);
    for (int i = 0; i < w->n_runs; i++) {
        struct suggestion all[SUGGESTIONS];
        const struct log_track *t = &w->run[i].track;
        int n = t->with[LOG_NORM] > 0 ? replay_suggest(t, all) : 0;
        for (int k = 0; k < n; k++) {
            sheet_row(s);
            sheet_put(s, t->name);
            sheet_put(s, all[k].name);
            sheet_number(s, all[k].gamma, 3);
            sheet_put(s, PERCENT_TEXT(100 * all[k].clipped, 1));
            sheet_put(s, isnan(all[k].gamma) ? all[k].why : all[k].means);
        }
    }
    if (s->rows == 1)
        return;
    putchar('\n');
    sheet_print(s);
    say_line(unicode,
             "Shares are of the norms as logged; with another γ the training itself would have "
             "gone another way.");
}

static void print_pastes(const struct watch *w, bool unicode)
{
    for (int i = 0; i < w->n_runs; i++) {
        char line[160];
        double gamma = watch_good_gamma(&w->run[i]);
        if (isnan(gamma))
            continue;
        for (int k = 0; k < watch_pastes(&w->run[i]) && k < 2; k++) {
            watch_paste(&w->run[i], k, gamma, line, sizeof line);
            say_line(unicode, line);
        }
    }
}

/* Findings of all runs, a line each; indent: columns before each. */
static void watch_print_findings(const struct watch_run *run, bool unicode)
{
    struct finding found[FINDINGS_MAX];
    int n = watch_check_run(run, found);
    for (int i = 0; i < n; i++) {
        char text[600];
        snprintf(text, sizeof text, "%s: %s, steps %s to %s (%s): %s See: clipdescent %s",
                 run->track.name, found[i].name, NUMBER(found[i].from, 15), NUMBER(found[i].to, 15),
                 sure_names[found[i].sure], found[i].text, found[i].scene);
        say_line(unicode, text);
    }
}

void watch_print(const struct watch *w, bool unicode)
{
    print_runs(w, unicode);
    putchar('\n');
    for (int i = 0; i < w->n_runs; i++)
        print_source(&w->run[i], unicode);
    if (w->left_out > 0)
        printf("%d more runs are left out: at most %d are shown\n", w->left_out, WATCH_RUNS_MAX);
    print_suggestions(w, unicode);
    print_pastes(w, unicode);
    putchar('\n');
    for (int i = 0; i < w->n_runs; i++)
        watch_print_findings(&w->run[i], unicode);
}
