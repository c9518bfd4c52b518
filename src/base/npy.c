#include "base/npy.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/half.h"

/* The header is a Python literal, filled up with spaces so that numbers begin at a multiple of 64.
 */
enum { MAGIC = 6, LEAD = 10, ALIGN = 64, HEADER_MOST = 1 << 16 };
static const char magic[MAGIC + 1] = "\x93NUMPY";

_Static_assert(sizeof(double) == 8 && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "numbers are written as they lie in memory");

static void write_header(FILE *out, const char *type, size_t rows, size_t cols)
{
    char shape[64], text[192];
    if (cols > 0)
        snprintf(shape, sizeof shape, "%zu, %zu", rows, cols);
    else
        snprintf(shape, sizeof shape, "%zu,", rows);
    int n = snprintf(text, sizeof text, "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }",
                     type, shape);
    int whole = (LEAD + n + 1 + ALIGN - 1) / ALIGN * ALIGN - LEAD;
    fwrite(magic, 1, MAGIC, out);
    fputc(1, out);
    fputc(0, out);
    fputc(whole & 0xff, out);
    fputc(whole >> 8, out);
    fprintf(out, "%-*s\n", whole - 1, text);
}

void npy_write(FILE *out, const double *v, size_t rows, size_t cols)
{
    write_header(out, "<f8", rows, cols);
    fwrite(v, sizeof *v, rows * (cols > 0 ? cols : 1), out);
}

void npy_write_whole(FILE *out, const double *v, size_t rows)
{
    write_header(out, "<i8", rows, 0);
    for (size_t i = 0; i < rows; i++) {
        int64_t whole = (int64_t)v[i];
        fwrite(&whole, sizeof whole, 1, out);
    }
}

/* What stands behind a key of the header, up to a comma or the end of its brackets. */
static bool header_value(const char *header, const char *key, char *out, size_t size)
{
    const char *at = strstr(header, key);
    if (!at)
        return false;
    at += strlen(key);
    at += strspn(at, "': ");
    size_t n = *at == '(' ? strcspn(at, ")") + 1 : strcspn(at, "',}");
    if (n >= size || n > strlen(at))
        return false;
    memcpy(out, at, n);
    out[n] = '\0';
    return true;
}

/* The header as text, and where the numbers begin; 0: this is no .npy file. */
static size_t header_read(const char *file, size_t size, char *header, size_t header_size)
{
    const unsigned char *byte = (const unsigned char *)file;
    if (size < LEAD + 2 || memcmp(file, magic, MAGIC) != 0 || byte[6] < 1 || byte[6] > 3)
        return 0;
    size_t begin = byte[6] == 1 ? LEAD : LEAD + 2, n = byte[8] + 256u * byte[9];
    if (byte[6] > 1)
        n += (size_t)byte[10] << 16 | (size_t)byte[11] << 24;
    if (n > size - begin || n >= header_size)
        return 0;
    memcpy(header, file + begin, n);
    header[n] = '\0';
    return begin + n;
}

/* A number as it stands in a file: its bytes in either order, 2, 4 or 8 of them. */
struct number_type {
    bool big_end_first;
    size_t width;
};

/* "<f8", ">f2", "=f4": an order and a width in bytes. */
static bool type_read(const char *type, struct number_type *out)
{
    static const char widths[] = "248";
    if (strlen(type) != 3 || !strchr("<>=|", type[0]) || type[1] != 'f' || !strchr(widths, type[2]))
        return false;
    *out = (struct number_type){.big_end_first = type[0] == '>', .width = (size_t)(type[2] - '0')};
    return true;
}

static double number_at(const char *from, struct number_type type)
{
    unsigned char byte[8];
    uint64_t bits = 0;
    memcpy(byte, from, type.width);
    for (size_t k = 0; k < type.width; k++)
        bits = bits << 8 | byte[type.big_end_first ? k : type.width - 1 - k];
    if (type.width == 2)
        return half_value((uint16_t)bits);
    if (type.width == 4) {
        uint32_t low = (uint32_t)bits;
        float f;
        memcpy(&f, &low, sizeof f);
        return (double)f;
    }
    double d;
    memcpy(&d, &bits, sizeof d);
    return d;
}

static bool numbers_read(const char *from, struct number_type type, double *v, size_t n, char *why,
                         size_t why_size)
{
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < n; i++) {
            double d = number_at(from + type.width * i, type);
            if (!isfinite(d)) {
                snprintf(why, why_size, "found %g as number %zu; expected finite ones", d, i);
                return false;
            }
            if (pass == 1)
                v[i] = d;
        }
    return true;
}

/* Whether a shape is n numbers in a row: (n,), and in a table of one column (n, 1) or line (1, n),
 * as in any more axes of one. */
static bool shape_is_row(const char *shape, size_t n)
{
    const char *at = shape + (*shape == '(');
    bool seen = false;
    while (*at && *at != ')') {
        char *end;
        unsigned long long size = strtoull(at, &end, 10);
        if (end == at || (size != 1 && (seen || size != n)))
            return false;
        seen |= size == n && n != 1;
        at = end + strspn(end, "L, "); /* Python 2 wrote 5L */
    }
    return *at == ')' && (seen || n == 1);
}

static bool parse(const char *file, size_t size, double *v, size_t n, char *why, size_t why_size)
{
    static char header[HEADER_MOST];
    char name[32], order[32], shape[64];
    struct number_type type;
    size_t at = header_read(file, size, header, sizeof header);
    if (at == 0 || !header_value(header, "'descr'", name, sizeof name) ||
        !header_value(header, "'fortran_order'", order, sizeof order) ||
        !header_value(header, "'shape'", shape, sizeof shape)) {
        snprintf(why, why_size, "is no array; expected a .npy file, as numpy.save writes it");
        return false;
    }
    if (!type_read(name, &type)) {
        snprintf(why, why_size,
                 "found numbers of type %s; expected f8, f4 or f2, as astype('f8') "
                 "makes them",
                 name);
        return false;
    }
    if (!shape_is_row(shape, n)) {
        snprintf(why, why_size, "found shape %s; expected (%zu,), a number for each parameter",
                 shape, n);
        return false;
    }
    size_t bytes = n * type.width;
    if (size - at != bytes) {
        snprintf(why, why_size, "found %zu bytes of numbers; expected %zu", size - at, bytes);
        return false;
    }
    return numbers_read(file + at, type, v, n, why, why_size);
}

bool npy_read(const char *path, double *v, size_t n, char *why, size_t why_size)
{
    char *file;
    size_t size;
    /* One of another size is read too, so that the message can say its shape. */
    size_t most = (n > (1u << 20) ? n : 1u << 20) * 8 * 2 + HEADER_MOST;
    if (!file_read(path, most, &file, &size, why, why_size))
        return false;
    bool ok = parse(file, size, v, n, why, why_size);
    free(file);
    return ok;
}
