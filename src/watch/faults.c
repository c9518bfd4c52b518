/* What is wrong with logs that were read. */
#include <string.h>

#include "watch/watch.h"

enum { KEYS_SHOWN = 24, NEAR = 3, NEAR_BYTES = 100 };

static bool has_records(const struct watch_log *log)
{
    return log->reader.format && log->reader.counts.records > 0;
}

static const char *const key_options[LOG_FIELDS] = {[LOG_STEP] = "--step-key",
                                                    [LOG_LOSS] = "--loss-key",
                                                    [LOG_NORM] = "--norm-key",
                                                    [LOG_LR] = "--lr-key"};

/* The keys there are, behind what was found. */
static void say_keys(const struct log_reader *r, const char *word, char *buf, size_t size)
{
    const char *names[KEYS_SHOWN + 1];
    int n = 0;
    for (int i = 0; i < r->keys.n && n < KEYS_SHOWN; i++)
        names[n++] = r->keys.known[i].name;
    names[n] = NULL;
    name_expect(buf, size, word, names);
}

static bool check_keys(const struct watch_log *log, struct report *r)
{
    bool ok = true;
    for (int i = 0; i < LOG_FIELDS; i++) {
        char keys[800];
        if (!log->reader.asked[i] || log->reader.keys.met[i])
            continue;
        say_keys(&log->reader, log->reader.asked[i], keys, sizeof keys);
        report_add(r, log->path, 0, "%s: found no key \"%.60s\"%s", key_options[i],
                   log->reader.asked[i], keys);
        ok = false;
    }
    return ok;
}

static void say_nearest(const struct watch_log *log, struct report *r)
{
    struct log_near near[NEAR];
    int n = log_reader_nearest(&log->reader, near, NEAR);
    for (int i = 0; i < n; i++)
        report_add(r, log->path, near[i].line, "came near: %.*s",
                   near[i].n < NEAR_BYTES ? near[i].n : NEAR_BYTES, near[i].at);
}

/* A log of which nothing is understood: what was looked for, and what came nearest to it. */
static void say_no_log(const struct watch_log *log, struct report *r)
{
    const struct log_reader *reader = &log->reader;
    int formats = 0;
    while (log_formats[formats])
        formats++;
    if (reader->counts.bytes == 0)
        report_add(r, log->path, 0, "is empty; expected a training log");
    else if (reader->n_head > 4 && memcmp(reader->head, ":W&B", 4) == 0)
        report_add(r, log->path, 0,
                   "found a .wandb file, which wandb alone reads; expected the run's history as "
                   "JSON lines or CSV");
    else if (reader->fixed)
        report_add(r, log->path, 0, "found nothing of the format %s; expected %s",
                   reader->fixed->name, reader->fixed->title);
    else
        report_add(r, log->path, 0,
                   "found no training log; looked for %d formats (clipdescent list names them) and "
                   "for keys like step, loss, grad_norm and lr",
                   formats);
    if (reader->counts.no_step > 0)
        report_add(r, log->path, 0,
                   "found %llu lines with numbers but without a step; expected --step-key with its "
                   "name",
                   (unsigned long long)reader->counts.no_step);
    if (reader->counts.bytes > 0)
        say_nearest(log, r);
}

bool watch_check(const struct watch *w, struct report *r)
{
    bool ok = true;
    for (int i = 0; i < w->n_logs; i++) {
        const struct watch_log *log = &w->log[i];
        bool keys = check_keys(log, r);
        if (keys && !has_records(log))
            say_no_log(log, r);
        ok = ok && keys && has_records(log);
    }
    return ok;
}
