/* Data sets: made, carried, and read from files that are whole, missing or damaged. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/memory.h"
#include "check.h"
#include "net/data.h"

static char folder[64];
static const char *const files[4] = {"train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                                     "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"};

static struct data *open_data(const char *name, int samples, int outputs, char *why)
{
    struct data_spec spec = {.name = name,
                             .samples = samples,
                             .noise = 0.1,
                             .split = 0.2,
                             .seed = 5,
                             .inputs = 3,
                             .outputs = outputs};
    return data_open(&spec, why, 700);
}

static void test_made(void)
{
    char why[700];
    for (const char *const *name = data_names; *name && strcmp(*name, "digits") != 0; name++) {
        struct data *d = open_data(*name, 100, 3, why), *e = open_data(*name, 100, 3, why);
        CU_ASSERT_FATAL(d && e);
        CU_ASSERT_EQUAL(d->n[0] + d->n[1], 100);
        CU_ASSERT(abs(d->n[1] - 20) <= 2);
        real x[200 * 3], y[200 * 3], again[200 * 3];
        data_rows(d, d->order, 100, x, y);
        data_rows(e, e->order, 100, again, NULL);
        CU_ASSERT(memcmp(x, again, sizeof(real) * 100 * (size_t)d->inputs) == 0);
        int seen[100] = {0}, count[2][3] = {{0}};
        for (int i = 0; i < 100; i++) {
            seen[d->order[i]]++;
            if (d->classes > 0)
                count[i >= d->n[0]][(int)y[i]]++;
        }
        for (int i = 0; i < 100; i++)
            CU_ASSERT_EQUAL(seen[i], 1);
        for (int c = 0; c < d->classes; c++)
            CU_ASSERT(abs(count[0][c] - 4 * count[1][c]) <= 4);
        data_close(d);
        data_close(e);
    }
}

static void test_digits(void)
{
    char why[700];
    struct data *d = open_data("digits", 0, 10, why);
    CU_ASSERT_FATAL(d != NULL);
    CU_ASSERT(d->inputs == 64 && d->classes == 10);
    CU_ASSERT(d->n[0] + d->n[1] == 1797 && abs(d->n[1] - 359) <= 5);
    int all[1797], count[10] = {0};
    real *x = mem_alloc(1797 * 64, sizeof *x), y[1797];
    for (int i = 0; i < 1797; i++)
        all[i] = i;
    data_rows(d, all, 1797, x, y);
    double sum = 0, squares = 0;
    for (int i = 0; i < 1797 * 64; i++)
        sum += (double)x[i], squares += (double)(x[i] * x[i]);
    CHECK_NEAR(sum / (1797 * 64), 0, 1e-5);
    CHECK_NEAR(squares / (1797 * 64), 1, 1e-5);
    for (int i = 0; i < 1797; i++)
        count[(int)y[i]]++;
    static const int published[10] = {178, 182, 177, 183, 181, 182, 181, 179, 174, 180};
    for (int c = 0; c < 10; c++)
        CU_ASSERT_EQUAL(count[c], published[c]);
    /* The first digit's first row: 0 0 5 13 9 1 0 0, of mean 4.884 and deviation 6.017. */
    CHECK_NEAR((double)x[3], (13 - 4.884164579855314) / 6.0167875486751905, 1e-5);
    struct data *few = open_data("digits", 100, 10, why);
    CU_ASSERT(few && few->n[0] == 100 && few->n[1] == d->n[1] && few->store == d->store);
    CU_ASSERT_EQUAL(few->order[100], d->order[d->n[0]]);
    data_close(few);
    data_close(d);
    free(x);
}

/* Bytes of a file of the folder, packed or not. */
static void put(int which, const unsigned char *bytes, size_t n, bool packed)
{
    char path[200];
    for (int gz = 0; gz < 2; gz++) {
        snprintf(path, sizeof path, "%s/%s%s", folder, files[which], gz ? ".gz" : "");
        unlink(path);
    }
    snprintf(path, sizeof path, "%s/%s%s", folder, files[which], packed ? ".gz" : "");
    if (packed) {
        gzFile f = gzopen(path, "wb9");
        gzwrite(f, bytes, (unsigned)n);
        gzclose(f);
    } else {
        FILE *f = fopen(path, "wb");
        if (n > 0)
            fwrite(bytes, 1, n, f);
        fclose(f);
    }
}

/* n images of 2×3 (pixel = running number) or n classes, as IDX. Returns the size. */
static size_t idx(unsigned char *to, int n, bool images)
{
    static const unsigned char sizes[] = {0, 0, 0, 2, 0, 0, 0, 3};
    size_t head = images ? 16 : 8, body = (size_t)n * (images ? 6 : 1);
    memcpy(to, (unsigned char[]){0, 0, 8, images ? 3 : 1, 0, 0, 0, (unsigned char)n}, 8);
    if (images)
        memcpy(to + 8, sizes, 8);
    for (size_t i = 0; i < body; i++)
        to[head + i] = (unsigned char)(images ? i : i % 3);
    return head + body;
}

static void put_whole(bool packed)
{
    unsigned char bytes[200];
    for (int i = 0; i < 4; i++)
        put(i, bytes, idx(bytes, i < 2 ? 7 : 4, i % 2 == 0), packed);
}

static struct data *open_folder(char *why)
{
    char name[100];
    snprintf(name, sizeof name, "idx:%s", folder);
    why[0] = '\0';
    return open_data(name, 0, 3, why);
}

static void test_idx(void)
{
    char why[700];
    for (int packed = 0; packed < 2; packed++) {
        put_whole(packed == 1);
        struct data *d = open_folder(why);
        CU_ASSERT_FATAL(d != NULL);
        CU_ASSERT(d->inputs == 6 && d->classes == 3 && d->n[0] == 7 && d->n[1] == 4);
        real x[12], y[2];
        data_rows(d, (int[]){1, 7}, 2, x, y);
        CU_ASSERT(y[0] == 1 && y[1] == 0);
        CHECK_NEAR((double)x[0], (6 / 255.0 - 0.1307) / 0.3081, 1e-6);
        CHECK_NEAR((double)x[7], (1 / 255.0 - 0.1307) / 0.3081, 1e-6);
        data_close(d);
    }
}

static void refused(const char *expected)
{
    char why[700];
    struct data *d = open_folder(why);
    bool ok = !d && strstr(why, expected);
    CU_ASSERT(ok);
    if (!ok)
        printf("\nsaid \"%s\"; expected \"%s\"\n", why, expected);
    data_close(d);
}

/* A file cut at every length, with every byte of its header turned, and longer than it says. */
static void test_damaged(void)
{
    unsigned char bytes[200] = {0}, bad[200] = {0};
    char why[700];
    for (int which = 0; which < 4; which++) {
        put_whole(false);
        size_t n = idx(bytes, which < 2 ? 7 : 4, which % 2 == 0);
        for (size_t cut = 0; cut < n; cut++) {
            put(which, bytes, cut, false);
            refused("cut short");
            put(which, bytes, cut, true);
            refused("cut short");
        }
        for (size_t i = 0; i < (which % 2 ? 8u : 16u); i++) {
            memcpy(bad, bytes, n);
            bad[i] ^= 0x81;
            put(which, bad, n, i % 2);
            refused(files[which]);
        }
        memcpy(bad, bytes, n);
        put(which, bad, n + 1, true);
        refused("more bytes than its header");
    }
    put_whole(true);
    put(1, bytes, idx(bytes, 6, false), true);
    refused("7 images and 6 labels");
    for (int i = 0; i < 4; i++)
        put(i, NULL, 0, false);
    CU_ASSERT(open_folder(why) == NULL && strlen(why) > 0);
}

/* What is packed is damaged: any byte of the file changed is seen, or changes nothing. */
static void test_damaged_packing(void)
{
    char path[200], why[700];
    put_whole(true);
    snprintf(path, sizeof path, "%s/%s.gz", folder, files[0]);
    unsigned char packed[300], bad[300];
    FILE *f = fopen(path, "rb");
    size_t n = fread(packed, 1, sizeof packed, f);
    fclose(f);
    int seen = 0;
    for (size_t i = 0; i < n; i++) {
        memcpy(bad, packed, n);
        bad[i] ^= 0x55;
        f = fopen(path, "wb");
        fwrite(bad, 1, n, f);
        fclose(f);
        struct data *d = open_folder(why);
        seen += d == NULL;
        data_close(d);
    }
    CU_ASSERT(seen + 10 > (int)n); /* of the wrapping's ten bytes some say nothing */
    for (size_t cut = 0; cut < n; cut++)
        CU_ASSERT(truncate(path, (off_t)(n - 1 - cut)) == 0 && open_folder(why) == NULL);
}

static void test_missing(void)
{
    char why[700];
    CU_ASSERT(!open_data("idx:/nowhere", 0, 3, why) && strstr(why, "/nowhere: No such file"));
    CU_ASSERT(!open_data("fashon", 0, 3, why) && strstr(why, "did you mean fashion?"));
    CU_ASSERT(!open_data("idx:", 0, 3, why) && strstr(why, "expected"));
}

/* Where Debian's package is not installed, and where the images lie in another folder. */
static void test_fashion(void)
{
    char why[700], before[300] = "";
    const char *asked = getenv("CLIPDESCENT_FASHION");
    snprintf(before, sizeof before, "%s", asked ? asked : "");
    setenv("CLIPDESCENT_FASHION", "/nowhere", 1);
    CU_ASSERT(!open_data("fashion", 0, 10, why));
    CU_ASSERT_PTR_NOT_NULL(
        strstr(why, "expected in $CLIPDESCENT_FASHION, /nowhere, the files of Debian's package "
                    "dataset-fashion-mnist; found /nowhere: No such file"));
    CU_ASSERT(!open_data("idx:/none", 0, 3, why) && !strstr(why, "fashion"));
    put_whole(true);
    setenv("CLIPDESCENT_FASHION", folder, 1);
    struct data *own = open_data("fashion", 0, 3, why), *same = open_folder(why);
    CU_ASSERT_FATAL(own && same);
    CU_ASSERT(own->n[0] == same->n[0] && own->n[1] == same->n[1] && own->store == same->store);
    data_close(own);
    data_close(same);
    setenv("CLIPDESCENT_FASHION", before, 1); /* "" is as if it were not set */
    struct data *d = open_data("fashion", 0, 10, why);
    if (!d)
        printf("\n%s\n", why);
    CU_ASSERT_FATAL(d != NULL);
    CU_ASSERT(d->n[0] == 60000 && d->n[1] == 10000 && d->inputs == 784 && d->classes == 10);
    data_close(d);
}

int main(void)
{
    static const struct check checks[] = {
        {"made", test_made},
        {"digits", test_digits},
        {"IDX", test_idx},
        {"damaged", test_damaged},
        {"damaged packing", test_damaged_packing},
        {"missing", test_missing},
        {"fashion", test_fashion},
        {NULL, NULL},
    };
    snprintf(folder, sizeof folder, "/tmp/clipdescent-data-XXXXXX");
    if (!mkdtemp(folder))
        return 1;
    int status = check_main("data", checks);
    char path[200];
    for (int i = 0; i < 8; i++) {
        snprintf(path, sizeof path, "%s/%s%s", folder, files[i % 4], i < 4 ? "" : ".gz");
        unlink(path);
    }
    rmdir(folder);
    return status;
}
