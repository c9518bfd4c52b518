/* A watched log in plain lines, for a screen reader or another log. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "command/sheet.h"
#include "command/watch_out.h"
#include "command/work.h"
#include "watch/checks.h"

enum { EVERY = 10 }; /* a line for a step, and then for ten times as many records */

struct teller {
    struct watch *w;
    struct work work;
    bool unicode;
    uint64_t next[WATCH_RUNS_MAX], version[WATCH_RUNS_MAX];
    uint64_t told[WATCH_RUNS_MAX];  /* the version whose last step was told */
    unsigned found[WATCH_RUNS_MAX]; /* bits of findings that were told, by their place in names */
    int n_names;
    const char *names[FINDINGS_MAX];
};

/* "train.jsonl, step 100: loss 2.3, norm 0.8, learning rate 1e-4" */
static void tell_step(const struct teller *t, const struct watch_run *run)
{
    const struct log_record *r = &run->track.last;
    static const struct {
        enum log_field field;
        const char *word;
    } parts[] = {{LOG_LOSS, "loss"},
                 {LOG_NORM, "gradient norm"},
                 {LOG_LR, "learning rate"},
                 {LOG_GAMMA, "γ"},
                 {LOG_FACTOR, "clip factor"}};
    char text[300];
    int n =
        snprintf(text, sizeof text, "%s, step %s:", run->track.name, NUMBER(r->v[LOG_STEP], 15));
    bool any = false;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!log_has(r, parts[i].field))
            continue;
        n += snprintf(text + n, sizeof text - (size_t)n, "%s %s %s", any ? "," : "", parts[i].word,
                      NUMBER(r->v[parts[i].field], 4));
        any = true;
    }
    say_line(t->unicode, text);
}

static unsigned bit_of(struct teller *t, const char *name)
{
    for (int i = 0; i < t->n_names; i++)
        if (strcmp(t->names[i], name) == 0)
            return 1u << i;
    if (t->n_names == FINDINGS_MAX)
        return 0;
    t->names[t->n_names] = name;
    return 1u << t->n_names++;
}

static void tell_findings(struct teller *t, int i)
{
    struct finding found[FINDINGS_MAX];
    const struct watch_run *run = &t->w->run[i];
    int n = watch_check_run(run, found);
    for (int k = 0; k < n; k++) {
        char text[480];
        unsigned bit = bit_of(t, found[k].name);
        if (t->found[i] & bit)
            continue;
        t->found[i] |= bit;
        snprintf(text, sizeof text, "%s, step %s, %s: %s See: clipdescent %s", run->track.name,
                 NUMBER(found[k].from, 15), sure_names[found[k].sure], found[k].text,
                 found[k].scene);
        say_line(t->unicode, text);
    }
}

static bool tell(void *ctx, size_t bytes)
{
    struct teller *t = ctx;
    for (int i = 0; i < t->w->n_runs; i++) {
        const struct log_track *track = &t->w->run[i].track;
        if (track->version == t->version[i])
            continue;
        t->version[i] = track->version;
        if (track->records >= t->next[i]) {
            tell_step(t, &t->w->run[i]);
            t->told[i] = track->version;
            t->next[i] = track->records * EVERY;
        }
        tell_findings(t, i);
        fflush(stdout);
    }
    return work_ends_reading(&t->work, bytes);
}

int watch_narrate(struct watch *w, bool unicode)
{
    struct teller t = {.w = w, .unicode = unicode};
    work_begin(&t.work, 1);
    watch_read_all(w, tell, &t);
    tell(&t, 0);
    for (int i = 0; i < w->n_runs; i++)
        if (t.told[i] != w->run[i].track.version)
            tell_step(&t, &w->run[i]);
    return work_end(&t.work);
}
