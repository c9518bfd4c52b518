/* The phrases of scripts: "hard is cycling", "loss of soft < 1e-3", "status of fixed". */
#ifndef TELL_PHRASE_H
#define TELL_PHRASE_H

#include <stddef.h>

#include "tell/quantity.h"

/* Whom a condition means, besides a run's number. */
enum { WHO_ALL = -1, WHO_ANY = -2 };
enum { OF_STATUS = -1 };
enum compare { LESS, AT_MOST, MORE, AT_LEAST, COMPARES };

struct condition {
    int who;  /* a run, WHO_ALL or WHO_ANY */
    int what; /* an index into quantities, or OF_STATUS: num is the enum run_status */
    enum compare compare;
};

struct phrase_runs { /* the runs there are, by name */
    int n;
    const char *name[RUNS_MAX];
};

/* The same in the order in which one asks: "RUN status", too. */
bool phrase_answer(const char *text, const struct phrase_runs *runs, struct condition *c, char *why,
                   size_t size);
/* "RUN is STATUS", "RUN STATUS" or "QUANTITY of RUN < NUMBER" (<=, >, >=); RUN may be all or any.
 */
bool phrase_condition(const char *text, const struct phrase_runs *runs, struct condition *c,
                      double *num, char *why, size_t size);
bool phrase_holds(const struct condition *c, double num, struct race *race);

/* Text with what stands in { } replaced by what filler writes for it (phrase, which it may change,
 * into out): as much as there is room for, in whole letters. false: it refused one of them. */
typedef bool brace_filler(void *context, char *phrase, char *out, size_t room);
bool braces_fill(const char *text, brace_filler *filler, void *context, char *buf, size_t size);

/* A script's caption with what stands in { } replaced by this step's numbers: {step}, {loss of
 * soft}, {status of fixed}, {loss of safe / loss of clipped}. false (and as much as could be done):
 * no phrase, and `why` says the reason. */
bool phrase_fill(const char *text, const struct phrase_runs *runs, struct race *race, char *buf,
                 size_t size, char *why, size_t why_size);
/* Whether a number in it is missing or NaN now: phrase_fill writes a dash or nan. */
bool phrase_lacks(const char *text, const struct phrase_runs *runs, struct race *race);

#endif
