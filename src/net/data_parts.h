/* What the files of data share. */
#ifndef NET_DATA_PARTS_H
#define NET_DATA_PARTS_H

#include "base/rng.h"
#include "base/unused.h"
#include "net/data.h"

/* A text: each character as its number among those that it has. */
struct data_letters {
    uint32_t symbol[DATA_LETTERS_MAX]; /* code points, rising */
    int n;
    unsigned char *at; /* n numbers */
};

/* Samples as they were made or read; never changed after that. */
struct data_store {
    int n, n_train; /* n_train: that many come first and are the part to train on; 0: not said */
    int inputs, targets, classes;
    double *x, *y;        /* made: n×inputs, n×targets */
    unsigned char *bytes; /* read: n×inputs; the sample is scale·byte + shift */
    unsigned char *label; /* read: n classes */
    double scale, shift;
    /* Sequences: sample `number` alone, made anew; those under 0 are to test. */
    void (*draw)(const struct data_store *s, int number, real *x, real *y);
    int kind, steps, scored;
    bool whole, symbols;
    uint64_t seed;
    struct data_letters *letters; /* of text; else NULL */
    char *key;                    /* read: what it was read from; held by `users` data sets */
    int users;
};

/* data_made.c: whether there is such a kind, and its samples. */
bool made_known(const char *name);
struct data_store *made_new(const struct data_spec *spec, int samples);

/* data_idx.c: images and labels of a folder (idx_find.h), test files after train files, where there
 * are any; or the digits. */
struct data_store *idx_folder(const char *where, char *why, size_t size);
struct data_store *idx_digits(void);

/* sequences.c. NULL: why says what is wrong. */
struct data_store *sequences_new(const struct data_spec *spec, char *why, size_t size);
/* The sample numbers of both parts. */
void sequences_split(struct data *d, const struct data_spec *spec);

/* The numbers that a sample is made of. */
struct rng sequence_rng(const struct data_store *s, int number);

/* data_text.c: whether it is the name of a text, and its sequences. */
bool text_known(const char *name);
struct data_store *text_new(const struct data_spec *spec, char *why, size_t size);

/* data.c. What follows the prefix in the name, from the folder of the file that names it. */
void data_path(const struct data_spec *spec, const char *prefix, char *buf, size_t size);
void store_free(struct data_store *s);

#endif
