#include "watch/watch.h"

#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { BUFFER = 1 << 18 };

static struct watch_run *new_run(struct watch *w, struct watch_log *log, const char *name)
{
    struct watch_run *run = &w->run[w->n_runs++];
    log_track_init(&run->track, name);
    run->track.total_skips = log->reader.format->total_skips;
    run->log = log;
    if (w->ask.rows && !log_spool_begin(&run->spool))
        run->spool.failed = true;
    return run;
}

/* The run a record is of; NULL: there are too many. */
static struct watch_run *run_of(struct watch_log *log, int index)
{
    struct watch *w = log->watch;
    if (log->run[index] >= 0)
        return &w->run[log->run[index]];
    if (w->n_runs == WATCH_RUNS_MAX) {
        w->left_out += log->run[index] == -1;
        log->run[index] = -2;
        return NULL;
    }
    const char *name = log->reader.n_runs > 0 ? log->reader.run[index] : log->name;
    log->run[index] = w->n_runs;
    return new_run(w, log, name);
}

/* What multiplied the gradient, of a norm from before clipping; of NaN, NaN. */
static double factor_of(double gamma, double norm)
{
    return norm > gamma ? gamma / norm : norm == norm ? 1 : NAN;
}

static void set(struct log_record *r, enum log_field f, double v)
{
    r->v[f] = v;
    r->has |= 1u << f;
}

/* What follows from what is logged. */
static void derive(const struct watch_log *log, struct log_record *r)
{
    double given = log->watch->ask.gamma;
    bool own = log_has(r, LOG_GAMMA), after = log->reader.keys.whose == LOG_AFTER;
    if (!own && !isnan(given))
        set(r, LOG_GAMMA, given);
    bool both = log_has(r, LOG_GAMMA) && log_has(r, LOG_NORM);
    if (both && !log_has(r, LOG_FACTOR) && !after && !(own && log->reader.format->no_factor))
        set(r, LOG_FACTOR, factor_of(r->v[LOG_GAMMA], r->v[LOG_NORM]));
    if (log_has(r, LOG_FACTOR) && !isnan(r->v[LOG_FACTOR]) && !log_has(r, LOG_CLIPPED))
        set(r, LOG_CLIPPED, r->v[LOG_FACTOR] < 1);
}

static void add(void *ctx, const struct log_record *r)
{
    struct watch_log *log = ctx;
    struct watch_run *run = run_of(log, r->run);
    if (!run)
        return;
    struct log_record full;
    log_copy(&full, r);
    derive(log, &full);
    log_track_add(&run->track, &full);
    if (run->spool.file)
        log_spool_add(&run->spool, &full);
}

static void restart(void *ctx)
{
    struct watch_log *log = ctx;
    for (int i = 0; i < LOG_RUNS_MAX; i++) {
        if (log->run[i] < 0)
            continue;
        struct watch_run *run = &log->watch->run[log->run[i]];
        log_track_clear(&run->track);
        run->track.total_skips = log->reader.format && log->reader.format->total_skips;
        if (run->spool.file)
            log_spool_clear(&run->spool);
    }
}

static bool open_log(struct watch *w, struct watch_log *log, const char *path, struct report *r)
{
    char why[160];
    const char *slash = strrchr(path, '/');
    struct log_sink sink = {log, add, restart};
    log->path = path;
    log->watch = w;
    snprintf(log->name, sizeof log->name, "%s",
             strcmp(path, "-") == 0 ? "standard input"
             : slash && slash[1]    ? slash + 1
                                    : path);
    for (int i = 0; i < LOG_RUNS_MAX; i++)
        log->run[i] = -1;
    log_reader_init(&log->reader, sink, w->ask.format, w->ask.key);
    if (log_source_open(&log->source, path, why, sizeof why))
        return true;
    report_add(r, path, 0, "%s", why);
    return false;
}

bool watch_open(struct watch *w, const struct watch_ask *ask, struct report *r)
{
    *w = (struct watch){.ask = *ask};
    w->log = mem_alloc((size_t)ask->n, sizeof *w->log);
    w->buffer = mem_alloc(BUFFER, 1);
    bool ok = true;
    for (int i = 0; i < ask->n; i++, w->n_logs++)
        ok = open_log(w, &w->log[i], ask->paths[i], r) && ok;
    return ok;
}

void watch_release(struct watch *w)
{
    for (int i = 0; i < w->n_logs; i++) {
        log_reader_release(&w->log[i].reader);
        log_source_close(&w->log[i].source);
    }
    for (int i = 0; i < w->n_runs; i++) {
        log_track_release(&w->run[i].track);
        log_spool_release(&w->run[i].spool);
    }
    free(w->log);
    free(w->buffer);
    *w = (struct watch){0};
}

/* Of one log, once. */
static enum log_came read_some(struct watch *w, struct watch_log *log, size_t *n)
{
    enum log_came came = log_source_read(&log->source, w->buffer, BUFFER, n);
    if (came == LOG_BYTES) {
        log_reader_feed(&log->reader, w->buffer, *n);
    } else if (came == LOG_ANEW) {
        log_reader_again(&log->reader);
    } else if (came == LOG_GONE && !log->ended) {
        log->ended = true;
        log_reader_end(&log->reader);
    } else if (came == LOG_NOTHING) {
        log_reader_settle(&log->reader);
    }
    return came;
}

size_t watch_read(struct watch *w, size_t bytes)
{
    size_t all = 0;
    for (int i = 0; i < w->n_logs; i++) {
        size_t of_log = 0, n;
        while (of_log < bytes / (size_t)w->n_logs) {
            enum log_came came = read_some(w, &w->log[i], &n);
            if (came != LOG_BYTES && came != LOG_ANEW)
                break;
            of_log += n;
        }
        all += of_log;
    }
    return all;
}

static void wait_for(struct watch_log *log)
{
    struct pollfd p = {.fd = log->source.fd, .events = POLLIN};
    poll(&p, 1, 250);
}

void watch_read_all(struct watch *w, bool (*stop)(void *ctx, size_t bytes), void *ctx)
{
    for (int i = 0; i < w->n_logs; i++) {
        struct watch_log *log = &w->log[i];
        for (;;) {
            size_t n;
            enum log_came came = read_some(w, log, &n);
            if (stop && stop(ctx, n))
                return;
            if (came == LOG_GONE || (came == LOG_NOTHING && !log->source.pipe))
                break;
            if (came == LOG_NOTHING)
                wait_for(log);
        }
        log_reader_end(&log->reader);
    }
}

bool watch_ended(const struct watch *w)
{
    for (int i = 0; i < w->n_logs; i++)
        if (!w->log[i].ended)
            return false;
    return true;
}

/* By the key's name, or by the logger's source; else by the numbers: one over γ was not clipped. */
struct watch_whose watch_whose_norm(const struct watch_run *run)
{
    const struct log_reader *r = &run->log->reader;
    if (r->keys.whose != LOG_UNKNOWN)
        return (struct watch_whose){r->keys.whose, "as its key says"};
    if (r->format->whose != LOG_UNKNOWN)
        return (struct watch_whose){r->format->whose, "as the logger's source has it"};
    for (int i = 0; i < run->track.n; i++)
        if (run->track.row[i].norm.hi > run->track.row[i].gamma * 1.001)
            return (struct watch_whose){LOG_BEFORE, "as it goes over γ"};
    return (struct watch_whose){LOG_UNKNOWN, "the log does not say"};
}
