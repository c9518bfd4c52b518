/* Data sets: made from a seed, the handwritten digits the program carries, IDX files (the format of
 * MNIST), or sequences. What was read from files is held once, for all who use it. */
#ifndef NET_DATA_H
#define NET_DATA_H

#include <stddef.h>
#include <stdint.h>

#include "net/real.h"

enum { DATA_LETTERS_MAX = 256 }; /* different characters of a text */
enum { DATA_PARTS = 2 };         /* 0: to train on, 1: to test */

struct data_spec {
    const char *name;    /* "moons", ..., "digits", "fashion", "idx:FOLDER" */
    const char *beside;  /* a file: what FOLDER is relative to, or NULL */
    int samples;         /* 0: 200 of those that are made, all of those that are read */
    double noise;        /* deviation of what is added to those that are made */
    double split;        /* share kept for the test, of those that do not come with a test part */
    uint64_t seed;       /* of samples, noise and split */
    int inputs, outputs; /* wanted: some can be made in any width; 0: do not care */
    int steps;           /* length of each sequence; 0: the data are no sequences */
};

struct data {
    int inputs;        /* numbers a sample */
    int classes;       /* targets are class numbers below this; 0: targets are numbers */
    int targets;       /* numbers a target has; 1 where it is a class number */
    int steps;         /* a sample is so many rows of inputs, one after the other; 1: no sequence */
    int scored;        /* its last so many have an answer each, which the targets are; else 1 */
    bool whole;        /* a sample is right where all its answers are; else by the share of them */
    bool symbols;      /* every row of inputs is a single 1 among zeros */
    bool live;         /* every number from 0 on is another sample to train on; n[0] of them here */
    int n[DATA_PARTS]; /* samples of each part */
    int *order;        /* sample numbers, those of part 1 after those of part 0 */
    struct data_store *store;
};

/* The names that data_open knows besides idx:FOLDER, NULL-ended. */
extern const char *const data_names[];

/* fashion is read from the folder $CLIPDESCENT_FASHION, or, where that is not set, from where
 * Debian's package has it. NULL: why says what is wrong in words ("FILE: found ...; expected ...").
 */
struct data *data_open(const struct data_spec *spec, char *why, size_t size);
void data_close(struct data *d);

/* Writes n samples, numbered by which, as rows of x (inputs) and y (targets). Either may be NULL.
 */
void data_rows(const struct data *d, const int *which, int n, real *x, real *y);

/* The characters of a text, by class number: d->classes code points. NULL: d is no text. */
const uint32_t *data_letters(const struct data *d);

#endif
