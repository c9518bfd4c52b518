#include "net/idx.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/memory.h"

/* Types of numbers, the third byte of a file. */
enum { TYPE_BYTE = 0x08, TYPE_SHORT = 0x0b, TYPE_INT = 0x0c };

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

/* A header as it stands in the file. */
struct header {
    unsigned char magic[4];
    int n_sizes, width; /* bytes a number */
    size_t sizes[IDX_SIZES_MOST], numbers;
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

static bool gzip_begins(const unsigned char *bytes, size_t size)
{
    return size >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b;
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
    while (r->z.avail_out > 0) {
        if (r->ended && gzip_begins(r->z.next_in, r->z.avail_in))
            r->ended = inflateReset(&r->z) != Z_OK; /* the next member: gzip may have several */
        if (r->ended)
            break;
        int rc = inflate(&r->z, Z_NO_FLUSH);
        r->ended = rc == Z_STREAM_END;
        if (rc == Z_BUF_ERROR) /* no more to unpack */
            break;
        if (rc != Z_OK && rc != Z_STREAM_END) {
            r->z.next_out = NULL;
            fail(r, "damaged: %s", r->z.msg ? r->z.msg : "it cannot be unpacked");
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
    if (got == 0 && r->packed && r->z.avail_in > 0)
        return fail(r, "found %u bytes after the end of its gzip data; expected none",
                    r->z.avail_in);
    return got == 0;
}

static bool magic_fits(struct header *h, enum idx_kind kind)
{
    unsigned char type = h->magic[2];
    h->n_sizes = h->magic[3];
    h->width = type == TYPE_BYTE ? 1 : type == TYPE_SHORT ? 2 : type == TYPE_INT ? 4 : 0;
    if (h->magic[0] != 0 || h->magic[1] != 0)
        return false;
    return kind == IDX_IMAGES ? h->width == 1 && h->n_sizes == 3
                              : h->width > 0 && (h->n_sizes == 1 || h->n_sizes == 2);
}

static bool read_magic(struct reader *r, enum idx_kind kind, struct header *h)
{
    if (!take(r, h->magic, 4, "its header"))
        return false;
    if (r->packed && gzip_begins(h->magic, 4))
        return fail(r, "gzipped twice; expected once: unpack it with gunzip");
    if (magic_fits(h, kind))
        return true;
    return fail(r, "found %02x%02x%02x%02x at its start; expected %s", h->magic[0], h->magic[1],
                h->magic[2], h->magic[3],
                kind == IDX_IMAGES ? "00000803, an IDX file of images"
                                   : "00000801, an IDX file of labels (or 00000c02, as of QMNIST)");
}

static bool read_header(struct reader *r, enum idx_kind kind, struct header *h)
{
    unsigned char at[4];
    if (!read_magic(r, kind, h))
        return false;
    h->numbers = 1;
    for (int i = 0; i < h->n_sizes; i++) {
        if (!take(r, at, 4, "a size in its header"))
            return false;
        size_t v = (size_t)at[0] << 24 | (size_t)at[1] << 16 | (size_t)at[2] << 8 | at[3];
        assert(h->numbers > 0 && h->width > 0); /* no size is 0, no type without a width */
        size_t most = IDX_BYTES_MOST / (h->numbers * (size_t)h->width);
        if (v == 0 || v > most)
            return fail(r, "its header says %zu in place %d; expected 1 to %zu", v, i + 1, most);
        h->sizes[i] = v;
        h->numbers *= v;
    }
    return true;
}

/* No deflated byte stands for more than 1032: so much is not to come, and is not allocated. */
static bool can_hold(const struct reader *r, size_t size)
{
    return size / (r->packed ? 1032 : 1) <= r->size;
}

/* Of every row the first number, as a byte, at the front of the same memory. */
static bool narrow(struct reader *r, const struct header *h, unsigned char *bytes)
{
    size_t width = (size_t)h->width, stride = h->numbers / h->sizes[0] * width;
    for (size_t i = 0; i < h->sizes[0]; i++) {
        const unsigned char *from = bytes + i * stride;
        uint32_t v = 0;
        for (size_t k = 0; k < width; k++)
            v = v << 8 | from[k];
        if (v > 255)
            return fail(r, "found %ld as label %zu; expected 0 to 255",
                        width == 2 ? (long)(int16_t)v : (long)(int32_t)v, i);
        bytes[i] = (unsigned char)v;
    }
    return true;
}

static bool read_all(struct reader *r, enum idx_kind kind, struct idx *out)
{
    struct header h;
    if (!read_header(r, kind, &h))
        return false;
    size_t size = h.numbers * (size_t)h.width;
    if (!can_hold(r, size))
        return fail(r, "cut short: its header says %zu bytes; it has %zu", size, r->size);
    out->bytes = mem_alloc(size, 1);
    if (!take(r, out->bytes, size, "data") || !at_end(r))
        return false;
    bool labels = kind == IDX_LABELS;
    if (labels && !narrow(r, &h, out->bytes))
        return false;
    out->size = labels ? h.sizes[0] : size;
    for (int i = 0; i < (labels ? 1 : h.n_sizes); i++)
        out->sizes[i] = (int)h.sizes[i];
    return true;
}

bool idx_parse(const char *name, const unsigned char *bytes, size_t size, enum idx_kind kind,
               struct idx *out, char *why, size_t why_size)
{
    struct reader r = {
        .name = name, .bytes = bytes, .size = size, .why = why, .why_size = why_size};
    r.packed = gzip_begins(bytes, size);
    r.z.next_in = (unsigned char *)(uintptr_t)bytes; /* zlib reads only */
    r.z.avail_in = (uInt)size;
    *out = (struct idx){0};
    if (size > IDX_FILE_MOST)
        return fail(&r, "found %zu bytes; expected at most %d", size, IDX_FILE_MOST);
    if (r.packed && inflateInit2(&r.z, 16 + MAX_WBITS) != Z_OK)
        return fail(&r, "no memory is left to unpack it");
    bool ok = read_all(&r, kind, out);
    if (r.packed)
        inflateEnd(&r.z);
    if (!ok) {
        free(out->bytes);
        *out = (struct idx){0};
    }
    return ok;
}

bool idx_append(struct idx *a, struct idx *b, const char *folder, char *why, size_t why_size)
{
    if (a->sizes[1] != b->sizes[1] || a->sizes[2] != b->sizes[2]) {
        snprintf(why, why_size,
                 "%s: found images of %d×%d to train on and of %d×%d to test; expected one size",
                 folder, a->sizes[1], a->sizes[2], b->sizes[1], b->sizes[2]);
        return false;
    }
    if (a->size > IDX_BYTES_MOST - b->size) {
        snprintf(why, why_size, "%s: found %zu bytes in both parts; expected at most %d", folder,
                 a->size + b->size, IDX_BYTES_MOST);
        return false;
    }
    a->bytes = mem_resize(a->bytes, a->size + b->size, 1);
    memcpy(a->bytes + a->size, b->bytes, b->size);
    a->size += b->size;
    a->sizes[0] += b->sizes[0];
    free(b->bytes);
    b->bytes = NULL;
    return true;
}
