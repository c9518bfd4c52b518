/* Files that others wrote: recordings, image sets, NumPy's arrays. */
#include <math.h>
#include <string.h>

#include "backend/cast_read.h"
#include "base/npy.h"
#include "command/marker.h"
#include "fuzz/fuzz.h"
#include "net/idx.h"
#include "session/marker_points.h"

void fuzz_cast(const uint8_t *bytes, size_t n)
{
    static struct scene scene;
    const char *path = fuzz_file(bytes, n);
    struct report r;
    struct cast_read c;
    report_init(&r);
    cast_read(&c, path, &r);
    fuzz_report(&r);
    for (int m = -1; m < 3 && c.session.length > 0; m++) {
        struct text yaml = {0};
        points_find(c.session.at, m, &yaml);
        text_release(&yaml);
    }
    cast_read_release(&c);
    report_init(&r);
    marker_scene(&scene, path, NULL, &r);
    fuzz_report(&r);
}

void fuzz_idx(const uint8_t *bytes, size_t n)
{
    for (int kind = IDX_IMAGES; kind <= IDX_LABELS; kind++) {
        struct idx out;
        char why[80] = "", *copy = fuzz_copy(bytes, n);
        bool ok =
            idx_parse("f", (unsigned char *)copy, n, (enum idx_kind)kind, &out, why, sizeof why);
        free(copy);
        HOLDS(ok == (out.bytes != NULL) && ok == (why[0] == '\0') && strlen(why) < sizeof why);
        if (!ok)
            continue;
        size_t size = 1;
        unsigned sum = 0;
        for (int i = 0; i < (kind == IDX_IMAGES ? 3 : 1); i++)
            size *= (size_t)out.sizes[i];
        HOLDS(size == out.size && size > 0 && size <= IDX_BYTES_MOST);
        for (size_t i = 0; i < size; i++)
            sum += out.bytes[i];
        HOLDS(sum <= 255 * size);
        free(out.bytes);
    }
}

void fuzz_npy(const uint8_t *bytes, size_t n)
{
    enum { MOST = 64 };
    double v[MOST];
    char why[200] = "";
    if (n == 0)
        return;
    size_t wanted = bytes[0] % (MOST + 1);
    for (size_t i = 0; i < MOST; i++)
        v[i] = 7;
    bool ok = npy_read(fuzz_file(bytes + 1, n - 1), v, wanted, why, sizeof why);
    HOLDS(ok == (why[0] == '\0'));
    for (size_t i = 0; i < MOST; i++)
        HOLDS(ok && i < wanted ? isfinite(v[i]) != 0 : v[i] == 7);
}
