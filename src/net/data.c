#include "net/data.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/report.h"
#include "net/data_parts.h"

/* Where Fashion-MNIST is; Debian's package puts it there. */
#define FASHION_VARIABLE "CLIPDESCENT_FASHION"
#define FASHION_FOLDER   "/usr/share/datasets/fashion-mnist"
#define FASHION_PACKAGE  "dataset-fashion-mnist"

const char *const data_names[] = {"moons",  "circles",  "spirals", "xor",     "blobs", "regression",
                                  "linear", "identity", "digits",  "fashion", NULL};

/* What was read from files, one copy each, for all who use it. */
static pthread_mutex_t shelf_lock = PTHREAD_MUTEX_INITIALIZER;
enum { SHELF_MAX = 16 };
static struct data_store *shelf[SHELF_MAX];

static struct data_store *shelf_find(const char *key)
{
    for (int i = 0; i < SHELF_MAX; i++)
        if (shelf[i] && strcmp(shelf[i]->key, key) == 0)
            return shelf[i];
    return NULL;
}

/* A full shelf is no fault: the store is then its user's own. */
static void shelf_put(struct data_store *s)
{
    for (int i = 0; i < SHELF_MAX; i++)
        if (!shelf[i]) {
            shelf[i] = s;
            return;
        }
}

/* NULL where it is not set. */
static const char *fashion_asked(void)
{
    const char *asked = getenv(FASHION_VARIABLE);
    return asked && *asked ? asked : NULL;
}

static const char *fashion_folder(void)
{
    const char *asked = fashion_asked();
    return asked ? asked : FASHION_FOLDER;
}

/* The folder asked for comes first; else the package, as a small screen has no room for a folder.
 */
static void fashion_missing(const char *fault, char *why, size_t size)
{
    const char *asked = fashion_asked();
    if (asked)
        snprintf(why, size,
                 "expected in $" FASHION_VARIABLE
                 ", %s, the files of Debian's package " FASHION_PACKAGE "; found %s",
                 asked, fault);
    else
        snprintf(why, size,
                 "expected Debian's package " FASHION_PACKAGE ", or its files in $" FASHION_VARIABLE
                 "; found %s",
                 fault);
}

static struct data_store *store_read(const char *key, char *why, size_t size)
{
    char fault[700];
    if (strcmp(key, "digits") == 0)
        return idx_digits();
    struct data_store *s = idx_folder(key, fault, sizeof fault);
    if (!s && strcmp(key, fashion_folder()) == 0)
        fashion_missing(fault, why, size);
    else if (!s)
        snprintf(why, size, "%s", fault);
    return s;
}

static struct data_store *store_shared(const char *key, char *why, size_t size)
{
    pthread_mutex_lock(&shelf_lock);
    struct data_store *s = shelf_find(key);
    if (!s) {
        s = store_read(key, why, size);
        if (s) {
            s->key = mem_text(key);
            shelf_put(s);
        }
    }
    if (s)
        s->users++;
    pthread_mutex_unlock(&shelf_lock);
    return s;
}

static void store_leave(struct data_store *s)
{
    pthread_mutex_lock(&shelf_lock);
    bool last = --s->users <= 0;
    for (int i = 0; last && i < SHELF_MAX; i++)
        if (shelf[i] == s)
            shelf[i] = NULL;
    pthread_mutex_unlock(&shelf_lock);
    if (last)
        store_free(s);
}

static struct data_store *store_open(const struct data_spec *spec, char *why, size_t size)
{
    char folder[512];
    if (spec->steps > 0)
        return sequences_new(spec, why, size);
    if (made_known(spec->name)) {
        struct data_store *s = made_new(spec, spec->samples);
        s->users = 1;
        return s;
    }
    if (strcmp(spec->name, "digits") == 0)
        return store_shared("digits", why, size);
    if (strcmp(spec->name, "fashion") == 0)
        return store_shared(fashion_folder(), why, size);
    if (strncmp(spec->name, "idx:", 4) == 0 && spec->name[4] != '\0') {
        data_path(spec, "idx:", folder, sizeof folder);
        return store_shared(folder, why, size);
    }
    char expected[300];
    name_expect(expected, sizeof expected, spec->name, data_names);
    snprintf(why, size, "found %.60s%s, or idx: and a folder of IDX files", spec->name, expected);
    return NULL;
}

static int class_of(const struct data_store *s, int i)
{
    return s->label ? s->label[i] : s->classes > 0 ? (int)s->y[i] : 0;
}

/* All samples in random order, of each class the same share to the test. */
static void split(struct data *d, const struct data_spec *spec)
{
    const struct data_store *s = d->store;
    int count[256] = {0}, quota[256], classes = s->classes > 0 ? s->classes : 1;
    int *mixed = mem_alloc((size_t)s->n, sizeof *mixed), at = 0;
    struct rng rng;
    rng_seed(&rng, spec->seed ^ 0x73706c6974u); /* "split": other numbers than the samples' */
    for (int i = 0; i < s->n; i++) {
        int j = (int)rng_below(&rng, (uint64_t)i + 1);
        mixed[i] = mixed[j];
        mixed[j] = i;
        count[class_of(s, i)]++;
    }
    for (int c = 0; c < classes; c++) {
        quota[c] = (int)(spec->split * count[c] + 0.5);
        d->n[1] += quota[c];
    }
    d->n[0] = s->n - d->n[1];
    for (int i = 0, test = d->n[0]; i < s->n; i++)
        d->order[quota[class_of(s, mixed[i])]-- > 0 ? test++ : at++] = mixed[i];
    free(mixed);
}

struct data *data_open(const struct data_spec *spec, char *why, size_t size)
{
    struct data_store *s = store_open(spec, why, size);
    if (!s)
        return NULL;
    struct data *d = mem_alloc(1, sizeof *d);
    *d = (struct data){
        .inputs = s->inputs, .classes = s->classes, .targets = s->targets, .store = s};
    d->steps = d->scored = 1;
    if (s->draw) {
        sequences_split(d, spec);
        return d;
    }
    d->order = mem_alloc((size_t)s->n, sizeof *d->order);
    if (s->n_train > 0) {
        for (int i = 0; i < s->n; i++)
            d->order[i] = i;
        d->n[0] = s->n_train;
        d->n[1] = s->n - s->n_train;
    } else {
        split(d, spec);
    }
    /* Of what was read, the first so many: the test stays whole. */
    if (s->bytes && spec->samples > 0 && spec->samples < d->n[0]) {
        memmove(d->order + spec->samples, d->order + d->n[0], (size_t)d->n[1] * sizeof *d->order);
        d->n[0] = spec->samples;
    }
    if (d->n[0] > 0)
        return d;
    snprintf(why, size, "%s: nothing is left to train on", spec->name);
    data_close(d);
    return NULL;
}

void data_close(struct data *d)
{
    if (!d)
        return;
    store_leave(d->store);
    free(d->order);
    free(d);
}

void data_rows(const struct data *d, const int *which, int n, real *x, real *y)
{
    const struct data_store *s = d->store;
    size_t in = (size_t)s->inputs, out = (size_t)s->targets;
    real scale = (real)s->scale, shift = (real)s->shift;
    for (size_t i = 0; s->draw && i < (size_t)n; i++)
        s->draw(s, which[i], x ? x + i * in : NULL, y ? y + i * out : NULL);
    if (s->draw)
        return;
    for (size_t i = 0; i < (size_t)n; i++) {
        size_t at = (size_t)which[i];
        if (x && s->bytes)
            for (size_t k = 0; k < in; k++)
                x[i * in + k] = scale * (real)s->bytes[at * in + k] + shift;
        else if (x)
            for (size_t k = 0; k < in; k++)
                x[i * in + k] = (real)s->x[at * in + k];
        for (size_t k = 0; y && k < out; k++)
            y[i * out + k] = s->label ? (real)s->label[at] : (real)s->y[at * out + k];
    }
}

const uint32_t *data_letters(const struct data *d)
{
    return d->store->letters ? d->store->letters->symbol : NULL;
}
