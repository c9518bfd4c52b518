/* Formats of training logs: one file each, ending in one struct log_format, listed in registry.c.
 * A format says by which lines it is known, how a line is read, and what its numbers mean. */
#ifndef LOG_FORMAT_H
#define LOG_FORMAT_H

#include <stddef.h>

#include "log/record.h"

struct log_reader;

/* What a key of a format means. */
struct log_key {
    const char *name; /* as in the log, in small letters; NULL ends them */
    enum log_field field;
    double per; /* what the logged number is divided by: 100 of percent; 0: nothing */
};

/* In a format's struct: its own keys. */
#define LOG_KEYS(...)                                                                              \
    .keys = (const struct log_key[])                                                               \
    {                                                                                              \
        __VA_ARGS__,                                                                               \
        {                                                                                          \
            NULL, LOG_STEP, 0                                                                      \
        }                                                                                          \
    }

/* Whose norm is logged. */
enum log_whose { LOG_UNKNOWN, LOG_BEFORE, LOG_AFTER };

struct log_format {
    const char *name;   /* "trainer-state", as --format takes it */
    const char *title;  /* of what, in a line */
    const char *step;   /* where the step comes from */
    const char *values; /* what it has besides */
    const char *note;   /* what to know of its numbers; NULL: nothing */
    const char *paste;  /* the line of its settings that sets γ, with %s for it; NULL: not known */
    const struct log_key *keys; /* NULL: none of its own */
    bool guess;                 /* keys that are not in the table mean what they are called */
    bool counts_rows;           /* a record without a step has the number of its row */
    bool total_skips;           /* LOG_SKIPPED counts from the start of the training */
    bool no_factor;             /* of its own γ and norm no clip factor follows */
    bool whole;                 /* the file is written anew each time, from its first step on */
    enum log_whose whose;       /* by the logger's source */
    const char *array;          /* the records are the objects of this array, not lines; or NULL */
    bool binary;                /* no lines at all: take() gets every byte */
    /* Whether a log that begins so is of this format; NULL: its lines tell. */
    bool (*knows)(const char *head, size_t n);
    /* The lines to be read begin so, have all of these words and lack that one (NULL: none); or
     * own() says of a line (no end, not NUL-ended) whether it is one. Neither: every line is. */
    const char *begins, *has[4], *lacks;
    bool (*own)(const char *line, size_t n);
    const char *from; /* log_read_pairs reads a line from this word on; NULL: all of it */
    void (*read)(struct log_reader *r, const char *line, size_t n);
    /* binary: reads what is whole of the n bytes, and returns how many those are. */
    size_t (*take)(struct log_reader *r, const unsigned char *bytes, size_t n);
};

extern const struct log_format *const log_formats[]; /* NULL-ended, the most special first */
const struct log_format *log_format_find(const char *name);

/* Whether word stands in the line. */
bool log_line_has(const char *line, size_t n, const char *word);
/* Whether the format knows its lines, and whether this is one of them. */
bool log_knows_lines(const struct log_format *f);
bool log_line_is(const struct log_format *f, const char *line, size_t n);

#endif
