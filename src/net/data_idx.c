/* IDX: a magic number of four bytes (0, 0, 8 for bytes, how many sizes), the sizes as four bytes
 * each, big end first, then the bytes themselves; gzipped or not (yann.lecun.com/exdb/mnist). */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/file.h"
#include "base/memory.h"
#include "net/data_parts.h"

enum { FILE_MOST = 1 << 30, BYTES_MOST = 1 << 30, SIZES_MOST = 3 };

/* The carried files, put into the program by the assembler. */
#define CARRY(name, path)                                                                          \
    __asm__(".section .rodata\n.balign 16\n.global " #name "\n" #name ":\n.incbin \"" path         \
            "\"\n.global " #name "_end\n" #name "_end:\n.byte 0\n.previous\n");                    \
    extern const unsigned char name[], name##_end[]
CARRY(digits_images, "src/net/digits/images-idx3-ubyte.gz");
CARRY(digits_labels, "src/net/digits/labels-idx1-ubyte.gz");

struct idx {
    int sizes[SIZES_MOST], n_sizes;
    size_t size; /* of bytes */
    unsigned char *bytes;
};

/* A file in memory, read from front to back. */
struct reader {
    const char *name; /* in messages */
    const unsigned char *bytes;
    size_t size, at; /* at: of plain files */
    bool packed, ended;
    z_stream z;
    char *why;
    size_t why_size;
};

static bool fail(struct reader *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static bool fail(struct reader *r, const char *fmt, ...)
{
    va_list args;
    int used = snprintf(r->why, r->why_size, "%s: ", r->name);
    va_start(args, fmt);
    if (used >= 0 && (size_t)used < r->why_size)
        vsnprintf(r->why + used, r->why_size - (size_t)used, fmt, args);
    va_end(args);
    return false;
}

/* The next n bytes, unpacked; how many there were, or -1: damaged. */
static long unpack(struct reader *r, unsigned char *to, size_t n)
{
    if (!r->packed) {
        size_t left = r->size - r->at, got = n < left ? n : left;
        memcpy(to, r->bytes + r->at, got);
        r->at += got;
        return (long)got;
    }
    r->z.next_out = to;
    r->z.avail_out = (uInt)n;
    while (r->z.avail_out > 0 && !r->ended) {
        int rc = inflate(&r->z, Z_NO_FLUSH);
        r->ended = rc == Z_STREAM_END;
        if (rc == Z_BUF_ERROR) /* no more to unpack */
            break;
        if (rc != Z_OK && rc != Z_STREAM_END) {
            r->z.next_out = NULL;
            fail(r, "damaged: %s", r->z.msg ? r->z.msg : "cannot be unpacked");
            return -1;
        }
    }
    r->z.next_out = NULL; /* the caller's memory is not to be remembered */
    return (long)(n - r->z.avail_out);
}

static bool take(struct reader *r, unsigned char *to, size_t n, const char *what)
{
    long got = unpack(r, to, n);
    if (got >= 0 && (size_t)got < n)
        fail(r, "cut short: found %ld bytes of %s; expected %zu", got, what, n);
    return got == (long)n;
}

/* Nothing more is to come, and the checksum is right. */
static bool at_end(struct reader *r)
{
    unsigned char more;
    long got = unpack(r, &more, 1);
    if (got > 0)
        return fail(r, "found more bytes than its header says");
    if (got == 0 && r->packed && !r->ended)
        return fail(r, "cut short: its checksum is missing");
    return got == 0;
}

static bool read_header(struct reader *r, int n_sizes, struct idx *out)
{
    unsigned char head[4 + 4 * SIZES_MOST];
    if (!take(r, head, 4 + 4 * (size_t)n_sizes, "its header"))
        return false;
    if (head[0] != 0 || head[1] != 0 || head[2] != 8 || head[3] != n_sizes)
        return fail(r, "found %02x%02x%02x%02x at its start; expected 000008%02x, an IDX file",
                    head[0], head[1], head[2], head[3], n_sizes);
    size_t size = 1;
    for (int i = 0; i < n_sizes; i++) {
        const unsigned char *at = head + 4 + 4 * i;
        uint32_t v = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
        if (v == 0 || v > BYTES_MOST / size)
            return fail(r, "its header says %lu in place %d; expected 1 to %lu", (unsigned long)v,
                        i + 1, (unsigned long)(BYTES_MOST / size));
        out->sizes[i] = (int)v;
        size *= v;
    }
    out->n_sizes = n_sizes;
    out->size = size;
    return true;
}

/* No deflated byte stands for more than 1032: so much is not to come, and is not allocated. */
static bool can_hold(const struct reader *r, size_t size)
{
    return size / (r->packed ? 1032 : 1) <= r->size;
}

static bool read_all(struct reader *r, int n_sizes, struct idx *out)
{
    if (!read_header(r, n_sizes, out))
        return false;
    if (!can_hold(r, out->size))
        return fail(r, "cut short: its header says %zu bytes; it has %zu", out->size, r->size);
    out->bytes = mem_alloc(out->size, 1);
    return take(r, out->bytes, out->size, "data") && at_end(r);
}

/* n_sizes: 3 for images, 1 for classes. On failure nothing is to be freed. */
static bool idx_parse(const char *name, const unsigned char *bytes, size_t size, int n_sizes,
                      struct idx *out, char *why, size_t why_size)
{
    struct reader r = {
        .name = name, .bytes = bytes, .size = size, .why = why, .why_size = why_size};
    r.packed = size > 2 && bytes[0] == 0x1f && bytes[1] == 0x8b;
    r.z.next_in = (unsigned char *)(uintptr_t)bytes; /* zlib reads only */
    r.z.avail_in = (uInt)size;
    *out = (struct idx){0};
    if (r.packed && inflateInit2(&r.z, 16 + MAX_WBITS) != Z_OK)
        return fail(&r, "cannot be unpacked");
    bool ok = read_all(&r, n_sizes, out);
    if (r.packed)
        inflateEnd(&r.z);
    if (!ok)
        free(out->bytes);
    return ok;
}

static bool idx_read(const char *folder, const char *stem, int n_sizes, struct idx *out, char *why,
                     size_t why_size)
{
    char path[600], fault[200], *bytes;
    size_t size;
    bool found = false;
    for (int packed = 1; packed >= 0 && !found; packed--) {
        snprintf(path, sizeof path, "%s/%s%s", folder, stem, packed ? ".gz" : "");
        found = file_read(path, FILE_MOST, &bytes, &size, fault, sizeof fault);
    }
    if (!found) {
        snprintf(why, why_size, "%s[.gz]: %s", path, fault);
        return false;
    }
    bool ok = idx_parse(path, (const unsigned char *)bytes, size, n_sizes, out, why, why_size);
    free(bytes);
    return ok;
}

/* Images and classes belong together: as many of one as of the other. */
static bool idx_pair(const char *folder, const char *part, struct idx *x, struct idx *y, char *why,
                     size_t why_size)
{
    char stem[64];
    snprintf(stem, sizeof stem, "%s-images-idx3-ubyte", part);
    if (!idx_read(folder, stem, 3, x, why, why_size))
        return false;
    snprintf(stem, sizeof stem, "%s-labels-idx1-ubyte", part);
    if (!idx_read(folder, stem, 1, y, why, why_size)) {
        free(x->bytes);
        return false;
    }
    if (x->sizes[0] == y->sizes[0])
        return true;
    snprintf(why, why_size, "%s: found %d images and %d classes of part %s; expected as many",
             folder, x->sizes[0], y->sizes[0], part);
    free(x->bytes);
    free(y->bytes);
    return false;
}

static struct data_store *store_of(struct idx *x, struct idx *y)
{
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

/* b behind a; b's bytes are freed. */
static void append(struct idx *a, struct idx *b)
{
    assert(a->bytes && b->bytes);
    a->bytes = mem_resize(a->bytes, a->size + b->size, 1);
    memcpy(a->bytes + a->size, b->bytes, b->size);
    a->size += b->size;
    a->sizes[0] += b->sizes[0];
    free(b->bytes);
}

struct data_store *idx_folder(const char *folder, char *why, size_t size)
{
    struct idx x, y, test_x, test_y;
    if (!idx_pair(folder, "train", &x, &y, why, size))
        return NULL;
    bool ok = idx_pair(folder, "t10k", &test_x, &test_y, why, size);
    if (ok && (x.sizes[1] != test_x.sizes[1] || x.sizes[2] != test_x.sizes[2])) {
        snprintf(why, size, "%s: found images of %d×%d to train and of %d×%d to test; expected one",
                 folder, x.sizes[1], x.sizes[2], test_x.sizes[1], test_x.sizes[2]);
        free(test_x.bytes);
        free(test_y.bytes);
        ok = false;
    }
    if (!ok) {
        free(x.bytes);
        free(y.bytes);
        return NULL;
    }
    int n_train = x.sizes[0];
    append(&x, &test_x);
    append(&y, &test_y);
    struct data_store *s = store_of(&x, &y);
    s->n_train = n_train;
    /* MNIST's own mean and deviation, as torch's examples have them. */
    s->scale = 1 / (255 * 0.3081);
    s->shift = -0.1307 / 0.3081;
    return s;
}

struct data_store *idx_digits(void)
{
    struct idx x, y;
    char why[200];
    if (!idx_parse("digits", digits_images, (size_t)(digits_images_end - digits_images), 3, &x, why,
                   sizeof why) ||
        !idx_parse("digits", digits_labels, (size_t)(digits_labels_end - digits_labels), 1, &y, why,
                   sizeof why))
        abort(); /* the program itself is damaged */
    assert(x.bytes && y.bytes);
    struct data_store *s = store_of(&x, &y);
    double sum = 0, squares = 0, n = (double)x.size;
    for (size_t i = 0; i < x.size; i++) {
        sum += x.bytes[i];
        squares += (double)x.bytes[i] * x.bytes[i];
    }
    double mean = sum / n;
    s->scale = 1 / sqrt(squares / n - mean * mean);
    s->shift = -mean * s->scale;
    return s;
}
