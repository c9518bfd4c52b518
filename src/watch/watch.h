/* Training logs as they are looked at: one or several, followed while they grow, a run each (or
 * several, where a log has them). */
#ifndef WATCH_WATCH_H
#define WATCH_WATCH_H

#include "base/report.h"
#include "base/unused.h"
#include "log/reader.h"
#include "log/source.h"
#include "log/spool.h"
#include "log/track.h"

enum { WATCH_RUNS_MAX = 8 };

struct watch_ask { /* what the user says of the logs */
    int n;
    const char *const *paths;        /* "-": standard input */
    const struct log_format *format; /* NULL: to be found out */
    const char *key[LOG_FIELDS];     /* names of keys, NULL: to be found out */
    double gamma;                    /* the threshold where a log has none; NAN: not known */
    bool rows;                       /* every record is kept, for its spool */
};

struct watch_run {
    struct log_track track;
    struct watch_log *log;
    struct log_spool spool; /* file NULL: rows are not asked for */
};

struct watch_log {
    const char *path;
    char name[LOG_NAME_MAX]; /* the end of its path */
    struct log_source source;
    struct log_reader reader;
    struct watch *watch;
    int run[LOG_RUNS_MAX]; /* indices of its runs; -1: not met yet, -2: beyond WATCH_RUNS_MAX */
    bool ended;            /* a pipe whose writer is gone */
};

struct watch {
    struct watch_ask ask;
    int n_logs, n_runs;
    struct watch_log *log;
    struct watch_run run[WATCH_RUNS_MAX];
    int left_out; /* runs beyond WATCH_RUNS_MAX */
    char *buffer; /* what is read at once */
};

/* false: a log could not be opened; r says which. Nothing is read yet. */
bool watch_open(struct watch *w, const struct watch_ask *ask, struct report *r);
void watch_release(struct watch *w);

/* Reads what is there, at most about `bytes` of it, and waits for nothing. Returns how many bytes
 * those were; 0: all that is there is read. */
size_t watch_read(struct watch *w, size_t bytes);
/* Reads files to their end and pipes until their writer is gone. Stops early where `stop` says so;
 * it is asked behind every piece that is read, and four times a second while nothing comes. */
void watch_read_all(struct watch *w, bool (*stop)(void *ctx, size_t bytes), void *ctx);
/* Whether every log is a pipe that has ended. */
bool watch_ended(const struct watch *w);

/* Whether every log was understood and has the keys that were asked for; what is wrong into r. */
bool watch_check(const struct watch *w, struct report *r);

/* Whose norm is logged, and how that is known. */
struct watch_whose {
    enum log_whose whose;
    const char *sure; /* "as its key says", ... */
};
struct watch_whose watch_whose_norm(const struct watch_run *run);

/* What people look for and the log does not have, with commas between. */
void watch_say_missing(const struct watch_run *run, char *buf, size_t size);

/* A γ worth trying: half the 99th percentile of the norms; NAN of too few. */
double watch_good_gamma(const struct watch_run *run);
/* Lines that set γ where the training is told of it: how many there are, and the i-th. */
int watch_pastes(const struct watch_run *run);
void watch_paste(const struct watch_run *run, int i, double gamma, char *buf, size_t size);

#endif
