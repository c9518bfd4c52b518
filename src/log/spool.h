/* The rows of a log in the order of their steps, each step once: the record that came last, with
 * what only one before it had. They
 * wait in a file without a name until the log has ended, as a training may go back to any step; the
 * memory is the same however many there are. */
#ifndef LOG_SPOOL_H
#define LOG_SPOOL_H

#include <stdbool.h>
#include <stdio.h>

#include "log/record.h"

enum { LOG_SPOOL_PIECES = 1024 }; /* how often the steps may go back */

struct log_spooled {
    double v[LOG_FIELDS];
    unsigned has, notes;
};

struct log_spool {
    FILE *file;
    uint64_t n; /* rows in it */
    int pieces; /* stretches of rising steps */
    uint64_t from[LOG_SPOOL_PIECES + 1];
    double last;
    bool failed, too_often;
};

/* false: there is no room for such a file. */
bool log_spool_begin(struct log_spool *s);
void log_spool_add(struct log_spool *s, const struct log_record *r);
/* Gives every row to `row`, in the order of their steps. false: it could not be read or written
 * (failed), or the steps go back too often to be steps. */
bool log_spool_end(struct log_spool *s, void (*row)(void *ctx, const struct log_spooled *r),
                   void *ctx);
/* Forgets all rows. */
void log_spool_clear(struct log_spool *s);
void log_spool_release(struct log_spool *s);

#endif
