/* What is wrong with a request, one line a fault: "place:line: found; expected". */
#ifndef BASE_REPORT_H
#define BASE_REPORT_H

#include <stdbool.h>
#include <stdio.h>

struct report {
    int count;   /* faults reported, also those beyond REPORT_MAX */
    int kept;    /* lines held in line[] */
    char **line; /* malloc'd */
    int *place;  /* the line of the file that each is about, 0: none */
};

enum { REPORT_MAX = 100 };

void report_init(struct report *r);
void report_release(struct report *r);

/* Adds "file:line: message" (line 0: "file: message"). printf-like; control bytes and invalid
 * UTF-8 in the result are shown as \xNN. It goes before those of the same file that are about a
 * later line, whichever of them was found first: a file is read from its top down. Line 0 is
 * about the whole of it. */
void report_add(struct report *r, const char *file, int line, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* Writes every line to out, and how many more there were. */
void report_print(const struct report *r, FILE *out);

/* Where name stands in names (NULL-ended), or -1. */
int name_index(const char *const *names, const char *name);

/* The name in names (NULL-ended) nearest to word, if near enough to suggest, or NULL.
 * Damerau-Levenshtein, at most a third of the letters. */
const char *name_nearest(const char *word, const char *const *names);

/* Writes " (did you mean b?); expected one of a, b, c" style endings into buf and returns buf. */
const char *name_expect(char *buf, size_t size, const char *word, const char *const *names);

#endif
