/* Text as data: the one made from a seed, byte for byte; files; windows; faults. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "check.h"
#include "net/data.h"
#include "net/rhyme.h"

static uint64_t fnv(const char *text)
{
    uint64_t h = 1469598103934665603u;
    for (; *text; text++)
        h = (h ^ (unsigned char)*text) * 1099511628211u;
    return h;
}

/* Made by another program, in another language. */
static void test_rhyme(void)
{
    char *text = rhyme_text(1, 1000);
    CU_ASSERT_EQUAL(strlen(text), 65354);
    CU_ASSERT(fnv(text) == 0xe258ab8dfef7ff06u);
    CU_ASSERT(strncmp(text, "the new blouse sat by the shy log\nthe red house had by the wee dog\n",
                      67) == 0);
    free(text);
    text = rhyme_text(7, 1);
    CHECK_TEXT(text, "the fat men hid to the odd heap\nthe old hog met on the red heap\n");
    free(text);
}

static struct data *open_text(const char *name, int steps, char *why, size_t size)
{
    struct data_spec spec = {.name = name, .steps = steps, .seed = 1};
    why[0] = '\0';
    return data_open(&spec, why, size);
}

/* What stands in a sample's window, and the target of its last step. */
static void window(const struct data *d, int number, char *out)
{
    int K = d->classes, T = d->steps;
    real *x = mem_alloc((size_t)T * (size_t)(K + 1), sizeof *x), *y = x + T * K;
    const uint32_t *letters = data_letters(d);
    data_rows(d, &number, 1, x, y);
    for (int t = 0; t < T; t++) {
        int found = -1;
        for (int k = 0; k < K; k++)
            if (x[t * K + k] == 1)
                found = k;
        CU_ASSERT_FATAL(found >= 0);
        out[t] = (char)letters[found];
        CU_ASSERT(t == 0 || y[t - 1] == (real)found);
    }
    out[T] = (char)letters[(int)y[T - 1]];
    out[T + 1] = '\0';
    free(x);
}

/* Windows of the training part end before the last tenth, which the others are from. */
static void test_windows(void)
{
    char why[300], out[60], *text = rhyme_text(1, 1000);
    struct data *d = open_text("rhyme", 40, why, sizeof why);
    CU_ASSERT_PTR_NOT_NULL_FATAL(d);
    CU_ASSERT(d->classes == 24 && d->steps == 40 && d->scored == 40 && d->live);
    CHECK_TEXT(why, "");
    for (int number = -50; number < 50; number++) {
        window(d, number, out);
        char *last_tenth = text + 65354 - 6535, first = *last_tenth;
        CU_ASSERT_PTR_NOT_NULL(strstr(number < 0 ? last_tenth : text, out));
        *last_tenth = '\0';
        if (number >= 0)
            CU_ASSERT_PTR_NOT_NULL(strstr(text, out));
        *last_tenth = first;
    }
    data_close(d);
    free(text);
}

static void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    fputs(text, f);
    fclose(f);
}

static void test_files(void)
{
    char path[] = "/tmp/text-XXXXXX", name[60], why[600], many[4000] = "";
    int fd = mkstemp(path);
    CU_ASSERT_FATAL(fd >= 0);
    close(fd);
    snprintf(name, sizeof name, "text:%s", path);

    write_file(path, "äbc äbc äbc äbc äbc äbc äbc äbc äbc äbc äbc äbc");
    struct data *d = open_text(name, 2, why, sizeof why);
    CU_ASSERT_PTR_NOT_NULL_FATAL(d);
    CU_ASSERT_EQUAL(d->classes, 4);
    CU_ASSERT(data_letters(d)[0] == ' ' && data_letters(d)[3] == 0xe4);
    data_close(d);
    CU_ASSERT_PTR_NULL(open_text(name, 20, why, sizeof why));
    CU_ASSERT_PTR_NOT_NULL(strstr(why, "found 47 characters; expected at least 220"));

    write_file(path, "one\ntwo\n\xff three\n");
    CU_ASSERT_PTR_NULL(open_text(name, 2, why, sizeof why));
    CU_ASSERT_PTR_NOT_NULL(strstr(why, ":3: found bytes that are no text; expected UTF-8"));

    for (int c = 0; c < 300; c++)
        snprintf(many + strlen(many), sizeof many - strlen(many), "%c%c", 0xc4 + c / 64,
                 0x80 + c % 64);
    write_file(path, many);
    CU_ASSERT_PTR_NULL(open_text(name, 2, why, sizeof why));
    CU_ASSERT_PTR_NOT_NULL(strstr(why, "over 256 different characters"));

    unlink(path);
    CU_ASSERT_PTR_NULL(open_text(name, 2, why, sizeof why));
    CU_ASSERT_PTR_NOT_NULL(strstr(why, path));
    CU_ASSERT_PTR_NULL(open_text("rime", 2, why, sizeof why));
    CU_ASSERT_PTR_NOT_NULL(strstr(why, "found rime"));
    CU_ASSERT_PTR_NOT_NULL(strstr(why, "or text: and a file"));
}

int main(void)
{
    static const struct check checks[] = {
        {"a text made from a seed", test_rhyme},
        {"windows", test_windows},
        {"files", test_files},
        {NULL, NULL},
    };
    return check_main("text", checks);
}
