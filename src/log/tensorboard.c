/* TensorBoard event files: records with checksums, each an Event of Protocol Buffers, of which the
 * few fields that matter are read here. tensorflow/core/util/event.proto,
 * tensorflow/core/framework/summary.proto and tensor.proto; the records:
 * tsl/lib/io/record_writer.h. */
#include <stdint.h>
#include <string.h>

#include "log/reader.h"

enum { HEAD = 12, FOOT = 4 }; /* length and its checksum; that of the bytes */
enum { VARINT = 0, FIXED64 = 1, BYTES = 2, FIXED32 = 5 };
enum { DT_FLOAT = 1, DT_DOUBLE = 2 };

/* CRC-32C (Castagnoli), a bit at a time into a table made once. */
static uint32_t crc(const unsigned char *s, size_t n)
{
    static uint32_t table[256];
    if (table[1] == 0)
        for (uint32_t i = 0; i < 256; i++) {
            uint32_t c = i;
            for (int k = 0; k < 8; k++)
                c = c & 1 ? c >> 1 ^ 0x82f63b78u : c >> 1;
            table[i] = c;
        }
    uint32_t c = 0xffffffffu;
    for (size_t i = 0; i < n; i++)
        c = table[(c ^ s[i]) & 0xff] ^ c >> 8;
    return ~c;
}

/* As records keep it: turned and moved on, so that a checksum of checksums is no trap. */
static uint32_t masked(uint32_t c)
{
    return (c >> 15 | c << 17) + 0xa282ead8u;
}

static uint64_t little(const unsigned char *s, int bytes)
{
    uint64_t v = 0;
    for (int i = bytes - 1; i >= 0; i--)
        v = v << 8 | s[i];
    return v;
}

struct bytes {
    const unsigned char *at, *end;
};

struct field {
    int number, wire;
    uint64_t value; /* VARINT, FIXED64, FIXED32 */
    struct bytes in;
};

static bool read_varint(struct bytes *b, uint64_t *v)
{
    *v = 0;
    for (int shift = 0; shift < 64 && b->at < b->end; shift += 7) {
        unsigned char c = *b->at++;
        *v |= (uint64_t)(c & 0x7f) << shift;
        if (!(c & 0x80))
            return true;
    }
    return false;
}

static bool read_field(struct bytes *b, struct field *f)
{
    uint64_t key, n;
    if (b->at >= b->end || !read_varint(b, &key))
        return false;
    f->number = (int)(key >> 3 & 0xffff);
    f->wire = (int)(key & 7);
    int fixed = f->wire == FIXED64 ? 8 : f->wire == FIXED32 ? 4 : 0;
    if (f->wire == VARINT)
        return read_varint(b, &f->value);
    if (fixed > 0) {
        if (b->end - b->at < fixed)
            return false;
        f->value = little(b->at, fixed);
        b->at += fixed;
        return true;
    }
    if (f->wire != BYTES || !read_varint(b, &n) || n > (uint64_t)(b->end - b->at))
        return false;
    f->in = (struct bytes){b->at, b->at + n};
    b->at += n;
    return true;
}

static double as_float(uint64_t bits)
{
    uint32_t low = (uint32_t)bits;
    float v;
    memcpy(&v, &low, sizeof v);
    return v;
}

static double as_double(uint64_t bits)
{
    double v;
    memcpy(&v, &bits, sizeof v);
    return v;
}

/* A tensor of one number, float or double, in whichever of its fields that stands. */
static bool read_tensor(struct bytes b, double *v)
{
    struct field f = {0};
    int type = 0;
    bool found = false;
    while (read_field(&b, &f)) {
        size_t n = f.wire == BYTES ? (size_t)(f.in.end - f.in.at) : 0;
        if (f.number == 1 && f.wire == VARINT)
            type = (int)(f.value & 0xff);
        bool is_float = type == DT_FLOAT && (f.number == 4 || f.number == 5);
        bool is_double = type == DT_DOUBLE && (f.number == 4 || f.number == 6);
        if (is_float && (n == 4 || f.wire == FIXED32)) {
            *v = as_float(n == 4 ? little(f.in.at, 4) : f.value);
            found = true;
        } else if (is_double && (n == 8 || f.wire == FIXED64)) {
            *v = as_double(n == 8 ? little(f.in.at, 8) : f.value);
            found = true;
        }
    }
    return found;
}

static void read_value(struct log_reader *r, struct bytes b)
{
    struct field f = {0};
    struct bytes tag = {NULL, NULL};
    double v = 0;
    bool found = false;
    while (read_field(&b, &f)) {
        if (f.number == 1 && f.wire == BYTES) {
            tag = f.in;
        } else if (f.number == 2 && f.wire == FIXED32) {
            v = as_float(f.value);
            found = true;
        } else if (f.number == 8 && f.wire == BYTES) {
            found = read_tensor(f.in, &v) || found;
        }
    }
    if (found && tag.at)
        log_number_of(r, (const char *)tag.at, (size_t)(tag.end - tag.at), v);
}

static void read_event(struct log_reader *r, struct bytes b)
{
    struct field f = {0};
    uint64_t step = 0; /* a zero is not written */
    log_begin(r);
    while (read_field(&b, &f)) {
        struct field value;
        if (f.number == 2 && f.wire == VARINT)
            step = f.value;
        for (struct bytes in = f.in; f.number == 5 && f.wire == BYTES && read_field(&in, &value);)
            if (value.number == 1 && value.wire == BYTES)
                read_value(r, value.in);
    }
    log_field_is(r, LOG_STEP, (double)step);
    log_end(r);
}

static bool knows(const char *head, size_t n)
{
    const unsigned char *s = (const unsigned char *)head;
    return n >= HEAD && little(s + 8, 4) == masked(crc(s, 8));
}

/* Where a length is wrong nothing says where the next record begins: what follows is passed over.
 */
static size_t take(struct log_reader *r, const unsigned char *bytes, size_t n)
{
    size_t at = 0;
    while (n - at >= HEAD) {
        const unsigned char *s = bytes + at;
        uint64_t length = little(s, 8);
        if (little(s + 8, 4) != masked(crc(s, 8))) {
            r->counts.bad_sums++;
            return n;
        }
        if (length > LOG_LINE_MAX - HEAD - FOOT) { /* a graph or a picture */
            r->counts.too_long++;
            r->to_skip = length + HEAD + FOOT;
            break;
        }
        if (n - at < HEAD + length + FOOT)
            break;
        const unsigned char *data = s + HEAD;
        if (little(data + length, 4) == masked(crc(data, (size_t)length)))
            read_event(r, (struct bytes){data, data + length});
        else
            r->counts.bad_sums++;
        at += HEAD + (size_t)length + FOOT;
    }
    return at;
}

const struct log_format log_tensorboard = {
    .name = "tensorboard",
    .title = "TensorBoard event files (events.out.tfevents.*)",
    .step = "the step of the event",
    .values = "tags like loss, grad_norm, learning_rate, or --loss-key, --norm-key, --lr-key",
    .note = "values are floats of 32 bits; checksums are checked",
    .guess = true,
    .binary = true,
    .knows = knows,
    .take = take,
};
