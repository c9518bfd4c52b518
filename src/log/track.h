/* A watched run: what its log has said so far, in bounded memory. A fixed number of rows, each a
 * stretch of records; when they are full, neighbours are merged and the stretch doubles, as traces
 * of runs do: least and greatest stay. Steps rise from row to row: where a training goes back, what
 * it had after that step goes. */
#ifndef LOG_TRACK_H
#define LOG_TRACK_H

#include "base/quantile.h"
#include "log/record.h"

enum { LOG_ROWS = 16384, LOG_BACKS = 32 };

struct log_span {
    double first, lo, hi; /* NAN: none was logged, or it was no number */
};

struct log_row {
    double step, last; /* of its first and last record */
    struct log_span loss, norm;
    double lr, gamma, factor, scale;      /* of the first record that has it; NAN: none */
    double change;                        /* of the loss to the next record, at its first; NAN */
    double clipped, clipped_of;           /* Σ share clipped, over so many records that say it */
    double skipped;                       /* updates left out */
    uint32_t records, bad_loss, bad_norm; /* NaN or infinite */
    unsigned notes;
};

/* Where the steps went back. */
struct log_back {
    double from, to;
};

struct log_track {
    char name[LOG_NAME_MAX];
    int n;          /* rows in use */
    uint64_t every; /* records a row: 1, 2, 4, ... */
    struct log_row *row;
    uint64_t version;                   /* counts changes */
    uint64_t records, with[LOG_FIELDS]; /* how many records, and how many have each field */
    uint64_t bad_loss, bad_norm;
    double first_step, last_step;
    struct log_record last; /* the newest */
    struct log_span norm;   /* over all, finite ones */
    struct quantiles *norms;
    double skips_before; /* the newest total, where the log counts from the start */
    bool total_skips;
    int n_backs;
    uint64_t backs;
    struct log_back back[LOG_BACKS]; /* the first so many */
    int n_layers;
    float *layer; /* [row][LOG_LAYERS_MAX], of the first record of the row; NULL: none */
};

void log_track_init(struct log_track *t, const char *name);
void log_track_release(struct log_track *t);
void log_track_clear(struct log_track *t);
void log_track_add(struct log_track *t, const struct log_record *r);

/* The norm at share p of all that were finite, NAN of none. Exact while every record has a row. */
double log_track_quantile(const struct log_track *t, double p);
/* The percentage of records that were clipped, of those that say so. NAN: no record does. */
double log_track_clipped(const struct log_track *t);
/* The row that holds step, or the last one before it; -1: none. */
int log_track_row(const struct log_track *t, double step);

#endif
