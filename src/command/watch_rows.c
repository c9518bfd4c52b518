#include "command/watch_out.h"

#include <inttypes.h>
#include <math.h>

#include "command/command.h"
#include "command/rows.h"
#include "watch/checks.h"
#include "watch/replay.h"

/* The columns of the contract, after the step. */
static const enum log_field columns[] = {LOG_LOSS,   LOG_NORM,    LOG_LR,     LOG_GAMMA,
                                         LOG_FACTOR, LOG_CLIPPED, LOG_SKIPPED};
enum { COLUMNS = sizeof columns / sizeof *columns };

struct writer {
    FILE *out;
    const char *run; /* NULL: there is one, which needs no name */
    bool any;
};

static void put_number(FILE *out, double v)
{
    if (isnan(v))
        fputs("nan", out); /* printf may write a sign before it */
    else
        fprintf(out, "%.17g", v);
}

static void put_notes(FILE *out, unsigned notes)
{
    bool any = false;
    for (int i = 0; i < LOG_NOTES; i++) {
        if (notes >> i & 1)
            fprintf(out, "%s%s", any ? ";" : "", log_note_names[i]);
        any = any || (notes >> i & 1);
    }
}

/* A name in a cell of its own, whatever is in it. */
static void put_cell(FILE *out, const char *s)
{
    putc('"', out);
    for (; *s; s++)
        fprintf(out, *s == '"' ? "\"\"" : "%c", *s);
    putc('"', out);
}

static void csv_row(void *ctx, const struct log_spooled *r)
{
    struct writer *w = ctx;
    fprintf(w->out, "%" PRIu64, (uint64_t)r->v[LOG_STEP]);
    for (int i = 0; i < COLUMNS; i++) {
        putc(',', w->out);
        if (r->has >> columns[i] & 1)
            put_number(w->out, r->v[columns[i]]);
    }
    putc(',', w->out);
    put_notes(w->out, r->notes);
    if (w->run) {
        putc(',', w->out);
        put_cell(w->out, w->run);
    }
    putc('\n', w->out);
}

static bool spool_out(struct watch_run *run, struct writer *w,
                      void (*row)(void *ctx, const struct log_spooled *r))
{
    if (log_spool_end(&run->spool, row, w))
        return true;
    if (run->spool.too_often)
        complain("%s: the steps go back more than %d times; expected --step-key with the name of a "
                 "step that grows",
                 run->log->path, LOG_SPOOL_PIECES);
    else
        complain("%s: its rows could not be kept in a temporary file", run->log->path);
    return false;
}

bool watch_write_csv(struct watch *w, FILE *out)
{
    bool ok = true, several = w->n_runs > 1;
    fprintf(out, "step,loss,grad_norm,lr,gamma,clip_factor,clipped,skipped,note%s\n",
            several ? ",run" : "");
    for (int i = 0; i < w->n_runs && ok; i++) {
        struct writer to = {.out = out, .run = several ? w->run[i].track.name : NULL};
        ok = spool_out(&w->run[i], &to, csv_row);
    }
    return ok;
}

/* JSON has no NaN and no infinity: what was logged so is a text. */
static void json_value(FILE *out, double v)
{
    if (isfinite(v))
        json_number(out, v);
    else
        fputs(isnan(v) ? "\"nan\"" : v > 0 ? "\"inf\"" : "\"-inf\"", out);
}

static void json_row(void *ctx, const struct log_spooled *r)
{
    struct writer *w = ctx;
    fprintf(w->out, "%s\n      {\"step\": %" PRIu64, w->any ? "," : "", (uint64_t)r->v[LOG_STEP]);
    w->any = true;
    for (int i = 0; i < COLUMNS; i++) {
        fprintf(w->out, ", \"%s\": ", log_field_names[columns[i]]);
        if (r->has >> columns[i] & 1)
            json_value(w->out, r->v[columns[i]]);
        else
            fputs("null", w->out);
    }
    if (r->notes) {
        fputs(", \"note\": \"", w->out);
        put_notes(w->out, r->notes);
        putc('"', w->out);
    }
    putc('}', w->out);
}

static void json_findings(const struct watch_run *run, FILE *out)
{
    struct finding found[FINDINGS_MAX];
    int n = watch_check_run(run, found);
    fputs(",\n     \"findings\": [", out);
    for (int i = 0; i < n; i++) {
        fprintf(out, "%s\n      {\"name\": \"%s\", \"sure\": \"%s\", \"from\": ", i ? "," : "",
                found[i].name, sure_names[found[i].sure]);
        json_number(out, found[i].from);
        fputs(", \"to\": ", out);
        json_number(out, found[i].to);
        fprintf(out, ", \"scene\": \"%s\", \"text\": ", found[i].scene);
        json_text(out, found[i].text);
        putc('}', out);
    }
    fputs("]", out);
}

static void json_suggestions(const struct watch_run *run, FILE *out)
{
    struct suggestion s[SUGGESTIONS];
    int n = replay_suggest(&run->track, s);
    fputs(",\n     \"thresholds\": [", out);
    for (int i = 0; i < n; i++) {
        fprintf(out, "%s\n      {\"rule\": \"%s\", \"gamma\": ", i ? "," : "", s[i].name);
        json_number(out, s[i].gamma);
        fputs(", \"clipped\": ", out);
        json_number(out, s[i].clipped);
        putc('}', out);
    }
    fputs("]", out);
}

static bool json_run(struct watch_run *run, FILE *out, bool first)
{
    struct watch_whose whose = watch_whose_norm(run);
    static const char *const words[] = {"unknown", "before clipping", "after clipping"};
    struct writer to = {.out = out};
    fputs(first ? "\n    {\"run\": " : ",\n    {\"run\": ", out);
    json_text(out, run->track.name);
    fprintf(out, ", \"format\": \"%s\", \"norm\": \"%s\", \"norm_known\": ",
            run->log->reader.format->name, words[whose.whose]);
    json_text(out, whose.sure);
    fputs(",\n     \"rows\": [", out);
    bool ok = spool_out(run, &to, json_row);
    fputs("]", out);
    json_suggestions(run, out);
    json_findings(run, out);
    fputs("}", out);
    return ok;
}

bool watch_write_json(struct watch *w, FILE *out)
{
    bool ok = true;
    fputs("{\n  \"runs\": [", out);
    for (int i = 0; i < w->n_runs && ok; i++)
        ok = json_run(&w->run[i], out, i == 0);
    fputs("\n  ]\n}\n", out);
    return ok;
}
