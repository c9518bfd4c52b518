#include "base/npy.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

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

static bool numbers_read(const char *from, bool single, double *v, size_t n, char *why,
                         size_t why_size)
{
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < n; i++) {
            double d;
            float f;
            if (single) {
                memcpy(&f, from + sizeof f * i, sizeof f);
                d = (double)f;
            } else {
                memcpy(&d, from + sizeof d * i, sizeof d);
            }
            if (!isfinite(d)) {
                snprintf(why, why_size, "found %g as number %zu; expected finite ones", d, i);
                return false;
            }
            if (pass == 1)
                v[i] = d;
        }
    return true;
}

static bool parse(const char *file, size_t size, double *v, size_t n, char *why, size_t why_size)
{
    static char header[HEADER_MOST];
    char type[32], order[32], shape[64], wanted[64];
    size_t at = header_read(file, size, header, sizeof header);
    if (at == 0 || !header_value(header, "'descr'", type, sizeof type) ||
        !header_value(header, "'fortran_order'", order, sizeof order) ||
        !header_value(header, "'shape'", shape, sizeof shape)) {
        snprintf(why, why_size, "is no array; expected a .npy file, as numpy.save writes it");
        return false;
    }
    bool single = strcmp(type, "<f4") == 0;
    if (!single && strcmp(type, "<f8") != 0) {
        snprintf(why, why_size, "found numbers of type %s; expected <f8 or <f4", type);
        return false;
    }
    snprintf(wanted, sizeof wanted, "(%zu,)", n);
    if (strcmp(shape, wanted) != 0) {
        snprintf(why, why_size, "found shape %s; expected %s, a number for each parameter", shape,
                 wanted);
        return false;
    }
    size_t bytes = n * (single ? 4 : 8);
    if (size - at != bytes) {
        snprintf(why, why_size, "found %zu bytes of numbers; expected %zu", size - at, bytes);
        return false;
    }
    return numbers_read(file + at, single, v, n, why, why_size);
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
