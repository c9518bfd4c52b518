/* Image sets in IDX files: those of a folder, and the digits the program carries. */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/carry.h"
#include "base/file.h"
#include "base/memory.h"
#include "net/data_parts.h"
#include "net/idx.h"
#include "net/idx_find.h"

CARRY(digits_images, "src/net/digits/images-idx3-ubyte.gz");
CARRY(digits_labels, "src/net/digits/labels-idx1-ubyte.gz");

static bool idx_read(const struct idx_files *files, int part, enum idx_kind kind, struct idx *out,
                     char *why, size_t why_size)
{
    char path[sizeof files->folder + sizeof files->name[0][0] + 1], fault[200], *bytes;
    size_t size;
    snprintf(path, sizeof path, "%s/%s", files->folder, files->name[part][kind]);
    if (!file_read(path, IDX_FILE_MOST, &bytes, &size, fault, sizeof fault)) {
        snprintf(why, why_size, "%s: %s", path, fault);
        return false;
    }
    bool ok = idx_parse(path, (const unsigned char *)bytes, size, kind, out, why, why_size);
    free(bytes);
    return ok;
}

struct pair {
    struct idx x, y; /* images and labels */
};

static void pair_release(struct pair *p)
{
    free(p->x.bytes);
    free(p->y.bytes);
    *p = (struct pair){0};
}

/* Images and labels belong together: as many of one as of the other. On failure nothing is left to
 * be released. */
static bool pair_read(const struct idx_files *files, int part, struct pair *out, char *why,
                      size_t why_size)
{
    *out = (struct pair){0};
    if (!idx_read(files, part, IDX_IMAGES, &out->x, why, why_size))
        return false;
    if (!idx_read(files, part, IDX_LABELS, &out->y, why, why_size)) {
        pair_release(out);
        return false;
    }
    if (out->x.sizes[0] == out->y.sizes[0])
        return true;
    snprintf(why, why_size, "%s: found %d images and %d labels in %s and %s; expected as many",
             files->folder, out->x.sizes[0], out->y.sizes[0], files->name[part][IDX_IMAGES],
             files->name[part][IDX_LABELS]);
    pair_release(out);
    return false;
}

/* Labels that are all of 1 to some number, as EMNIST's letters are, become classes from 0 on. */
static void from_zero(struct idx *labels)
{
    bool seen[256] = {false};
    int most = 0;
    for (size_t i = 0; i < labels->size; i++) {
        seen[labels->bytes[i]] = true;
        most = labels->bytes[i] > most ? labels->bytes[i] : most;
    }
    for (int c = 0; c <= most; c++)
        if (seen[c] != (c > 0))
            return;
    for (size_t i = 0; i < labels->size; i++)
        labels->bytes[i]--;
}

static struct data_store *store_of(const struct pair *p)
{
    const struct idx *x = &p->x, *y = &p->y;
    assert(x->bytes && y->bytes); /* both were parsed */
    struct data_store *s = mem_alloc(1, sizeof *s);
    s->n = x->sizes[0];
    s->inputs = x->sizes[1] * x->sizes[2];
    s->targets = 1;
    s->bytes = x->bytes;
    s->label = y->bytes;
    for (int i = 0; i < s->n; i++)
        if (s->label[i] >= s->classes)
            s->classes = s->label[i] + 1;
    return s;
}

struct data_store *idx_folder(const char *where, char *why, size_t size)
{
    struct idx_files files;
    struct pair train, test = {0};
    if (!idx_find(where, &files, why, size) || !pair_read(&files, 0, &train, why, size))
        return NULL;
    int n_train = train.x.sizes[0];
    bool has_test = files.name[1][IDX_IMAGES][0] != '\0';
    if (has_test && !(pair_read(&files, 1, &test, why, size) &&
                      idx_append(&train.x, &test.x, files.folder, why, size) &&
                      idx_append(&train.y, &test.y, files.folder, why, size))) {
        pair_release(&train);
        pair_release(&test);
        return NULL;
    }
    from_zero(&train.y);
    struct data_store *s = store_of(&train);
    s->n_train = has_test ? n_train : 0;
    /* MNIST's own mean and deviation, as torch's examples have them. */
    s->scale = 1 / (255 * 0.3081);
    s->shift = -0.1307 / 0.3081;
    return s;
}

struct data_store *idx_digits(void)
{
    struct pair p;
    const struct idx *x = &p.x;
    char why[200];
    if (!idx_parse("digits", digits_images, (size_t)(digits_images_end - digits_images), IDX_IMAGES,
                   &p.x, why, sizeof why) ||
        !idx_parse("digits", digits_labels, (size_t)(digits_labels_end - digits_labels), IDX_LABELS,
                   &p.y, why, sizeof why))
        abort(); /* the program itself is damaged */
    struct data_store *s = store_of(&p);
    double sum = 0, squares = 0, n = (double)x->size;
    for (size_t i = 0; i < x->size; i++) {
        sum += x->bytes[i];
        squares += (double)x->bytes[i] * x->bytes[i];
    }
    double mean = sum / n;
    s->scale = 1 / sqrt(squares / n - mean * mean);
    s->shift = -mean * s->scale;
    return s;
}
