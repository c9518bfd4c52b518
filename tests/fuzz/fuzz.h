/* The readers of what comes from outside, each as a function of bytes that must come back: run by
 * libFuzzer (`make fuzz`) on what it makes up, and by test_corpus.c on what is kept. */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/report.h"

struct fuzz_target {
    const char *name; /* of its corpus too */
    void (*run)(const uint8_t *bytes, size_t n);
};
extern const struct fuzz_target fuzz_targets[]; /* name NULL ends it */
const struct fuzz_target *fuzz_find(const char *name);

void fuzz_scene(const uint8_t *bytes, size_t n);
void fuzz_set(const uint8_t *bytes, size_t n);
void fuzz_cast(const uint8_t *bytes, size_t n);
void fuzz_idx(const uint8_t *bytes, size_t n);
void fuzz_npy(const uint8_t *bytes, size_t n);
void fuzz_options(const uint8_t *bytes, size_t n);
void fuzz_keys(const uint8_t *bytes, size_t n);
void fuzz_log(const uint8_t *bytes, size_t n);

/* What has to hold for any bytes. */
#define HOLDS(what)                                                                                \
    do {                                                                                           \
        if (!(what)) {                                                                             \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #what);              \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/* A copy with nothing behind it that may be read, and a NUL; to be freed. */
char *fuzz_copy(const uint8_t *bytes, size_t n);
/* The bytes as a file in memory; its name. */
const char *fuzz_file(const uint8_t *bytes, size_t n);
/* Every line of a report is one line, with nothing that steers a terminal; releases it. */
void fuzz_report(struct report *r);

#endif
