/* Image sets under the names and in the forms they are handed out in. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/memory.h"
#include "check.h"
#include "net/data.h"
#include "net/idx.h"
#include "shell.h"

static struct shell shell;

/* What a file holds. Labels are 0, 1, 2 again and again unless said. */
enum form {
    NONE,
    IMAGES,     /* n of 2×3 pixels, the first pixel its number */
    LABELS,     /* bytes */
    FROM_ONE,   /* 1, 2, 3 */
    NO_ZERO,    /* 1, 3 */
    ROWS,       /* QMNIST's: eight whole numbers each, of which the first is the class */
    SHORTS,     /* whole numbers of two bytes */
    LARGE,      /* whole numbers, one of them 256 */
    BELOW,      /* whole numbers, one of them -1 */
    WIDE,       /* images of 3×3 */
    FLOATS,     /* images of type 0d */
    NEXT = 100, /* a folder of that name with images in it */
};
enum wrap { PLAIN, GZIP, TWICE, TRAIL, MEMBERS };

static unsigned char *four(unsigned char *to, unsigned v)
{
    for (int k = 0; k < 4; k++)
        to[k] = (unsigned char)(v >> (24 - 8 * k));
    return to + 4;
}

static unsigned label_of(enum form form, int i)
{
    switch (form) {
    case FROM_ONE:
        return (unsigned)(1 + i % 3);
    case NO_ZERO:
        return i % 2 ? 3 : 1;
    case LARGE:
        return i == 4 ? 256 : 0;
    case BELOW:
        return i == 4 ? 0xffffffff : 0;
    default:
        return (unsigned)(i % 3);
    }
}

static size_t labels(unsigned char *to, int n, enum form form)
{
    bool shorts = form == SHORTS, ints = form == ROWS || form == LARGE || form == BELOW;
    unsigned char *at = four(to, shorts ? 0xb01 : form == ROWS ? 0xc02 : ints ? 0xc01 : 0x801);
    at = four(at, (unsigned)n);
    if (form == ROWS)
        at = four(at, 8);
    for (int i = 0; i < n; i++) {
        unsigned char whole[4];
        four(whole, label_of(form, i));
        size_t width = ints ? 4 : shorts ? 2 : 1;
        memcpy(at, whole + 4 - width, width);
        at += width;
        for (unsigned k = 1; k < 8 && form == ROWS; k++)
            at = four(at, 1000000 * k);
    }
    return (size_t)(at - to);
}

static size_t content(unsigned char *to, int n, enum form form)
{
    if (form != IMAGES && form != WIDE && form != FLOATS)
        return labels(to, n, form);
    unsigned rows = form == WIDE ? 3 : 2;
    unsigned char *at = four(four(four(to, form == FLOATS ? 0xd03 : 0x803), (unsigned)n), rows);
    at = four(at, 3);
    for (int i = 0; i < n; i++)
        for (unsigned k = 0; k < rows * 3; k++)
            *at++ = (unsigned char)(k ? k : (unsigned)i);
    return (size_t)(at - to);
}

static void write_packed(const char *path, const char *mode, const void *bytes, size_t n)
{
    gzFile f = gzopen(path, mode);
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    CU_ASSERT_EQUAL(gzwrite(f, bytes, (unsigned)n), (int)n);
    CU_ASSERT_EQUAL(gzclose(f), Z_OK);
}

static void write_plain(const char *path, const char *mode, const void *bytes, size_t n)
{
    FILE *f = fopen(path, mode);
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    CU_ASSERT_EQUAL(fwrite(bytes, 1, n, f), n);
    CU_ASSERT_EQUAL(fclose(f), 0);
}

static void put(const char *name, int n, enum form form, enum wrap wrap)
{
    unsigned char bytes[2000], packed[2000];
    char path[400];
    snprintf(path, sizeof path, "%s/%s", shell.folder, name);
    if (form >= NEXT) {
        CU_ASSERT_EQUAL(mkdir(path, 0700), 0);
        snprintf(path, sizeof path, "%s/%s/%s", shell.folder, name, name);
        form -= NEXT;
    }
    size_t size = content(bytes, n, form);
    if (wrap == PLAIN) {
        write_plain(path, "wb", bytes, size);
        return;
    }
    size_t first = wrap == MEMBERS ? 11 : size;
    write_packed(path, "wb", bytes, first);
    if (wrap == MEMBERS)
        write_packed(path, "ab", bytes + first, size - first);
    if (wrap == TRAIL)
        write_plain(path, "ab", "junk!", 5);
    if (wrap == TWICE) {
        FILE *f = fopen(path, "rb");
        CU_ASSERT_PTR_NOT_NULL_FATAL(f);
        size_t n_packed = fread(packed, 1, sizeof packed, f);
        fclose(f);
        write_packed(path, "wb", packed, n_packed);
    }
}

struct file {
    const char *name;
    int n;
    enum form form;
    enum wrap wrap;
};

static struct data *open_set(const char *which, char *why, size_t size)
{
    char name[300];
    snprintf(name, sizeof name, "idx:%s%s%s", shell.folder, which ? "/" : "", which ? which : "");
    struct data_spec spec = {.name = name, .split = 0.2, .seed = 3, .inputs = 6, .outputs = 3};
    return data_open(&spec, why, size);
}

enum { FILES_MOST = 6 };

static void put_all(const struct file *files)
{
    CU_ASSERT_TRUE_FATAL(shell_begin(&shell));
    for (int i = 0; i < FILES_MOST && files[i].name; i++)
        put(files[i].name, files[i].n, files[i].form, files[i].wrap);
}

#define TRAIN_IMAGES "train-images-idx3-ubyte"
#define TRAIN_LABELS "train-labels-idx1-ubyte"
#define TEST_IMAGES  "t10k-images-idx3-ubyte"
#define TEST_LABELS  "t10k-labels-idx1-ubyte"

static const struct {
    struct file files[FILES_MOST];
    const char *which; /* NULL: the folder's */
    int train, test, classes;
} taken[] = {
    {{{"train-images.idx3-ubyte", 30, IMAGES, PLAIN},
      {"train-labels.idx1-ubyte", 30, LABELS, PLAIN},
      {"t10k-images.idx3-ubyte.gz", 12, IMAGES, GZIP},
      {"t10k-labels.idx1-ubyte", 12, LABELS, PLAIN}},
     NULL,
     30,
     12,
     3},
    {{{"emnist-letters-train-images-idx3-ubyte.gz", 30, IMAGES, GZIP},
      {"emnist-letters-train-labels-idx1-ubyte.gz", 30, FROM_ONE, GZIP},
      {"emnist-letters-test-images-idx3-ubyte.gz", 12, IMAGES, GZIP},
      {"emnist-letters-test-labels-idx1-ubyte.gz", 12, FROM_ONE, GZIP},
      {"emnist-letters-mapping.txt", 1, LABELS, PLAIN}},
     NULL,
     30,
     12,
     3},
    {{{"emnist-mnist-train-images-idx3-ubyte", 20, IMAGES, PLAIN},
      {"emnist-mnist-train-labels-idx1-ubyte", 20, LABELS, PLAIN},
      {"emnist-letters-train-images-idx3-ubyte", 30, IMAGES, PLAIN},
      {"emnist-letters-train-labels-idx1-ubyte", 30, LABELS, PLAIN}},
     "emnist-mnist",
     17,
     3,
     3},
    {{{"qmnist-train-images-idx3-ubyte", 30, IMAGES, PLAIN},
      {"qmnist-train-labels-idx2-int.gz", 30, ROWS, GZIP},
      {"qmnist-test-images-idx3-ubyte", 12, IMAGES, PLAIN},
      {"qmnist-test-labels-idx2-int", 12, ROWS, PLAIN}},
     NULL,
     30,
     12,
     3},
    {{{TRAIN_IMAGES, 30, IMAGES, PLAIN}, {TRAIN_LABELS, 30, SHORTS, PLAIN}}, NULL, 24, 6, 3},
    /* Of two forms the gzipped one; of two sets the one without a name of its own. */
    {{{TRAIN_IMAGES, 9, IMAGES, PLAIN},
      {TRAIN_IMAGES ".gz", 30, IMAGES, GZIP},
      {TRAIN_LABELS, 30, LABELS, PLAIN},
      {"other-train-images-idx3-ubyte", 3, IMAGES, PLAIN}},
     NULL,
     24,
     6,
     3},
    {{{TRAIN_IMAGES, 30, IMAGES + NEXT, PLAIN}, {TRAIN_LABELS, 30, LABELS + NEXT, PLAIN}},
     NULL,
     24,
     6,
     3},
    {{{TRAIN_IMAGES, 30, IMAGES, MEMBERS}, {TRAIN_LABELS, 30, LABELS, MEMBERS}}, NULL, 24, 6, 3},
    /* A class that is missing is no beginning at 1. */
    {{{TRAIN_IMAGES, 30, IMAGES, PLAIN}, {TRAIN_LABELS, 30, NO_ZERO, PLAIN}}, NULL, 24, 6, 4},
};

static void sets_are_taken(void)
{
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) {
        char why[700] = "";
        put_all(taken[i].files);
        struct data *d = open_set(taken[i].which, why, sizeof why);
        if (!d)
            printf("\nset %zu: %s\n", i, why);
        CU_ASSERT_FATAL(d != NULL);
        CU_ASSERT(d->n[0] == taken[i].train && d->n[1] == taken[i].test);
        CU_ASSERT_EQUAL(d->classes, taken[i].classes);
        CU_ASSERT_EQUAL(d->inputs, 6);
        int which[2] = {4, 29}; /* of all taken, these are the fifth and the last to train on */
        real x[12], y[2];
        if (taken[i].train + taken[i].test >= 30) {
            data_rows(d, which, 2, x, y);
            CHECK_NEAR((double)x[6], (29 / 255.0 - 0.1307) / 0.3081, 1e-6);
            CU_ASSERT_EQUAL(y[1], taken[i].classes == 4 ? 3 : 2);
            CU_ASSERT_EQUAL(y[0], 1);
        }
        data_close(d);
        shell_end(&shell);
    }
}

static const struct {
    struct file files[FILES_MOST];
    const char *which, *says;
} refused[] = {
    {{{TRAIN_IMAGES ".gz", 30, IMAGES, TWICE}, {TRAIN_LABELS, 30, LABELS, PLAIN}},
     NULL,
     TRAIN_IMAGES ".gz: gzipped twice; expected once: unpack it with gunzip"},
    {{{TRAIN_IMAGES ".gz", 30, IMAGES, TRAIL}, {TRAIN_LABELS, 30, LABELS, PLAIN}},
     NULL,
     TRAIN_IMAGES ".gz: found 5 bytes after the end of its gzip data"},
    {{{TRAIN_IMAGES, 30, LABELS, PLAIN}, {TRAIN_LABELS, 30, IMAGES, PLAIN}},
     NULL,
     "found 00000801 at its start; expected 00000803, an IDX file of images"},
    {{{TRAIN_IMAGES, 30, FLOATS, PLAIN}, {TRAIN_LABELS, 30, LABELS, PLAIN}},
     NULL,
     "found 00000d03 at its start; expected 00000803"},
    {{{TRAIN_IMAGES, 30, IMAGES, PLAIN}, {TRAIN_LABELS, 30, LARGE, PLAIN}},
     NULL,
     "found 256 as label 4; expected 0 to 255"},
    {{{TRAIN_IMAGES, 30, IMAGES, PLAIN}, {TRAIN_LABELS, 30, BELOW, PLAIN}},
     NULL,
     "found -1 as label 4; expected 0 to 255"},
    {{{TRAIN_IMAGES, 30, IMAGES, PLAIN}},
     NULL,
     "found " TRAIN_IMAGES " alone; expected " TRAIN_LABELS "[.gz] as well"},
    {{{"q-test-labels-idx1-ubyte", 30, LABELS, PLAIN}},
     NULL,
     "alone; expected q-train-images-idx3-ubyte[.gz] as well"},
    {{{TRAIN_IMAGES, 30, IMAGES, PLAIN},
      {TRAIN_LABELS, 30, LABELS, PLAIN},
      {TEST_IMAGES, 12, IMAGES, PLAIN}},
     NULL,
     "found " TEST_IMAGES " alone; expected " TEST_LABELS "[.gz] as well"},
    {{{TRAIN_IMAGES, 30, IMAGES, PLAIN},
      {TRAIN_LABELS, 30, LABELS, PLAIN},
      {TEST_IMAGES, 12, WIDE, PLAIN},
      {TEST_LABELS, 12, LABELS, PLAIN}},
     NULL,
     "found images of 2×3 to train on and of 3×3 to test; expected one size"},
    {{{TRAIN_IMAGES ".xz", 30, IMAGES, PLAIN}, {TRAIN_LABELS ".xz", 30, LABELS, PLAIN}},
     NULL,
     "found " TRAIN_IMAGES ".xz; expected an IDX file, plain or in .gz: unpack"},
    {{{"emnist-mnist-train-images-idx3-ubyte", 20, IMAGES, PLAIN},
      {"emnist-mnist-train-labels-idx1-ubyte", 20, LABELS, PLAIN},
      {"emnist-letters-train-images-idx3-ubyte", 30, IMAGES, PLAIN},
      {"emnist-letters-train-labels-idx1-ubyte", 30, LABELS, PLAIN}},
     NULL,
     "found several sets: emnist-letters, emnist-mnist; expected one: write idx:"},
    {{{TRAIN_IMAGES, 30, IMAGES, PLAIN}, {TRAIN_LABELS, 30, LABELS, PLAIN}},
     "none",
     "found no IDX files whose names begin with none; expected " TRAIN_IMAGES},
    {{{"pictures.zip", 30, IMAGES, PLAIN}}, NULL, "found no IDX files; expected " TRAIN_IMAGES},
    {{{"restrain-images-idx3-ubyte", 30, IMAGES, PLAIN}}, NULL, "found no IDX files; expected"},
};

static void the_cause_is_named(void)
{
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        char why[700] = "";
        put_all(refused[i].files);
        struct data *d = open_set(refused[i].which, why, sizeof why);
        if (d || !strstr(why, refused[i].says))
            printf("\nset %zu: found \"%s\"; expected \"%s\"\n", i, why, refused[i].says);
        CU_ASSERT(d == NULL && strstr(why, refused[i].says) != NULL);
        data_close(d);
        shell_end(&shell);
    }
}

/* Sizes whose product, or product with the width of a number, has no room in 32 or 64 bits. */
static void sizes_cannot_overflow(void)
{
    static const unsigned sizes[][3] = {{0x10000, 0x10000, 1},
                                        {0xffffffff, 0xffffffff, 0xffffffff},
                                        {0x8000, 0x8000, 2},
                                        {0x40000001, 1, 1},
                                        {1, 0, 1}};
    struct idx out;
    char why[300];
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        unsigned char bytes[64] = {0};
        four(bytes, 0x803);
        for (int k = 0; k < 3; k++)
            four(bytes + 4 + 4 * (size_t)k, sizes[i][k]);
        CU_ASSERT(!idx_parse("f", bytes, sizeof bytes, IDX_IMAGES, &out, why, sizeof why));
        CU_ASSERT_PTR_NOT_NULL(strstr(why, "f: its header says"));
        CU_ASSERT_PTR_NULL(out.bytes);
    }
    unsigned char bytes[64] = {0};
    four(four(four(bytes, 0xc02), 0x10000), 0x1001); /* times 4: over 2^30 */
    CU_ASSERT(!idx_parse("f", bytes, sizeof bytes, IDX_LABELS, &out, why, sizeof why));
    CU_ASSERT_PTR_NOT_NULL(strstr(why, "its header says 4097 in place 2; expected 1 to 4096"));
}

/* Both parts stand in one block, of images and of labels; nothing is touched where it is too much.
 */
static void parts_together_cannot_overflow(void)
{
    char why[300];
    int half = IDX_BYTES_MOST / 2;
    struct idx a = {.sizes = {half + 1, 1, 1}, .size = (size_t)half + 1}, b = a;
    CU_ASSERT_FALSE(idx_append(&a, &b, "here", why, sizeof why));
    CU_ASSERT_PTR_NOT_NULL(strstr(why, "here: found 1073741826 bytes in both parts; expected at "
                                       "most 1073741824"));
    CU_ASSERT(a.sizes[0] == half + 1 && !a.bytes);
    unsigned char *x = mem_alloc(6, 1), *y = mem_alloc(12, 1);
    memset(y, 7, 12);
    a = (struct idx){.sizes = {1, 2, 3}, .size = 6, .bytes = x};
    b = (struct idx){.sizes = {2, 2, 3}, .size = 12, .bytes = y};
    CU_ASSERT_TRUE(idx_append(&a, &b, "here", why, sizeof why));
    CU_ASSERT(a.sizes[0] == 3 && a.size == 18 && a.bytes[5] == 0 && a.bytes[17] == 7 && !b.bytes);
    free(a.bytes);
}

static const struct check checks[] = {
    {"sets are taken", sets_are_taken},
    {"the cause is named", the_cause_is_named},
    {"sizes cannot overflow", sizes_cannot_overflow},
    {"parts together cannot overflow", parts_together_cannot_overflow},
    {NULL, NULL},
};

int main(void)
{
    return check_main("idx", checks);
}
