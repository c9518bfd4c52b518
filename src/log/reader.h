/* A training log, read as it comes: bytes of any number at a time to records. What has no end yet
 * waits until it grows. Lines end at \n and at \r (progress bars); escape sequences are taken out.
 * The memory is the same however long the log is, and whatever is in it: a line or object over
 * LOG_LINE_MAX bytes is passed over and counted. */
#ifndef LOG_READER_H
#define LOG_READER_H

#include "log/keys.h"

enum {
    LOG_LINE_MAX = 1 << 20,
    LOG_HEAD = 1 << 18,     /* bytes that the format and the keys are found out by */
    LOG_COLUMNS_MAX = 4096, /* of a table; those beyond are passed over */
    LOG_RUNS_MAX = 8
};

/* Who takes the records. */
struct log_sink {
    void *ctx;
    void (*add)(void *ctx, const struct log_record *r);
    void (*restart)(void *ctx); /* all records so far are void, and come anew */
};

struct log_counts {
    uint64_t bytes, lines, records;
    uint64_t no_step;     /* lines with numbers, left out as nothing says of which step */
    uint64_t other_ranks; /* records that another process wrote of a step that is known */
    uint64_t cut;         /* lines or objects that end before they are whole */
    uint64_t too_long;
    uint64_t rewinds;  /* how often the steps went back */
    uint64_t repeats;  /* records of the step before */
    uint64_t bad_sums; /* records of a binary log whose checksum is wrong */
};

struct log_reader {
    const struct log_format *format; /* NULL: not known yet */
    struct log_sink sink;
    struct log_keys keys;
    struct log_counts counts;
    int n_runs;
    char run[LOG_RUNS_MAX][LOG_NAME_MAX];
    bool half; /* what came last has no end */

    /* The rest is the reader's own, and that of the formats' files. */
    const struct log_format *fixed; /* what the user said it is; or NULL */
    const char *asked[LOG_FIELDS];
    struct log_record now;     /* the record that is being read */
    int rank_of[LOG_FIELDS];   /* of the keys whose numbers it has */
    struct log_record waiting; /* whole, but more may come of the same step */
    bool is_waiting;
    double last_step;               /* of the record that went out last; NAN: none */
    int last_run, first_rank, rank; /* rank: of the line */
    int other_rank, others; /* another that has told so many records since the first one's last */
    uint64_t rows;
    double line_step;        /* said on a line of its own, for those after it; NAN: not said */
    double epoch, base, top; /* steps that are counted anew in every epoch: log_epoch_step */
    unsigned line_notes;
    int n_columns, run_column;
    char delimiter;
    struct log_meaning *column;
    char *line; /* the half line, NUL-ended room for LOG_LINE_MAX */
    size_t n_line;
    char *clean;      /* a line without its escapes */
    bool passing;     /* over a line that is too long */
    uint64_t to_skip; /* bytes of a binary log that are passed over */
    struct log_array {
        int depth, state;
        bool in_text, escaped, found;
        size_t n_last;
        char last[32]; /* the text read last outside of the array */
    } array;
    char *head;
    size_t n_head, fed;      /* bytes of the head; how many have gone through the format */
    size_t tried;            /* how many there were when the format was last looked for */
    bool decided;            /* the format stays what it is */
    struct log_trial *trial; /* what formats are tried with, until then; NULL: not yet */
};

/* asked: the user's names of keys, parallel to log_field, NULL if missing; or NULL.
 * format NULL: it must be found out. */
void log_reader_init(struct log_reader *r, struct log_sink sink, const struct log_format *format,
                     const char *const *asked);
void log_reader_release(struct log_reader *r);

void log_reader_feed(struct log_reader *r, const char *bytes, size_t n);
/* All that is there was fed: the format is found out by what there is, and records that wait for
 * more of their step go out. More may come. */
void log_reader_settle(struct log_reader *r);
/* Nothing more will come: what is whole without an end counts. */
void log_reader_end(struct log_reader *r);
/* The file begins anew (another in its place, or cut): what is half is dropped. */
void log_reader_again(struct log_reader *r);

/* Of a log without a record: the lines of its head that are likest to one, the likest first; at
 * most `most`. Returns how many. */
struct log_near {
    const char *at;
    int n, line; /* bytes; counted from 1 */
};
int log_reader_nearest(const struct log_reader *r, struct log_near *near, int most);

/* For the formats. A record is begun, gets its numbers by key, and ends; a key that means nothing
 * here, or less than another of the same record, is passed over. */
void log_begin(struct log_reader *r);
void log_number_of(struct log_reader *r, const char *key, size_t n, double v);
void log_number_is(struct log_reader *r, struct log_meaning m, double v);
void log_field_is(struct log_reader *r, enum log_field f, double v);
void log_end(struct log_reader *r);
/* The step of batch `batch` of an epoch: counted on from the most there was in those before. */
double log_epoch_step(struct log_reader *r, double epoch, double batch);
/* The index of the run of that name, which becomes the record's. */
void log_run_is(struct log_reader *r, const char *name, size_t n);

#endif
