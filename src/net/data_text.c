/* Text as sequences: at every step the character, and as its target the next one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "net/data_parts.h"
#include "net/rhyme.h"

enum { COUPLETS = 1000, BYTES_MOST = 1 << 24, TEST_PART = 10 };

/* Windows that begin in the last tenth of the text are to test, and none of the others reaches into
 * it. */
static void draw_window(const struct data_store *s, int number, real *x, real *y)
{
    const struct data_letters *l = s->letters;
    int K = s->classes, first_test = l->n - l->n / TEST_PART;
    struct rng rng = sequence_rng(s, number);
    int from = number < 0 ? first_test : 0, end = number < 0 ? l->n : first_test;
    int at = from + (int)rng_below(&rng, (uint64_t)(end - from - s->steps));
    for (int i = 0; x && i < s->inputs; i++)
        x[i] = 0;
    for (int t = 0; t < s->steps; t++) {
        if (x)
            x[t * K + l->at[at + t]] = 1;
        if (y)
            y[t] = (real)l->at[at + t + 1];
    }
}

static int by_number(const void *a, const void *b)
{
    uint32_t p = *(const uint32_t *)a, q = *(const uint32_t *)b;
    return (p > q) - (p < q);
}

static int index_of(const struct data_letters *l, int n, uint32_t c)
{
    int lo = 0, hi = n - 1;
    while (lo < hi) {
        int mid = (lo + hi) / 2;
        if (l->symbol[mid] < c)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

/* The characters of valid UTF-8, numbered in the order of their code points. Returns how many there
 * are, up to one more than there may be. */
static int take_letters(struct data_letters *l, const char *text)
{
    static const int most = DATA_LETTERS_MAX;
    size_t room = strlen(text) + 1;
    uint32_t *all = mem_alloc(room, sizeof *all), *sorted = mem_alloc(room, sizeof *sorted);
    int kinds = 0;
    for (const char *at = text; *at;)
        all[l->n++] = utf8_next(&at);
    memcpy(sorted, all, (size_t)l->n * sizeof *all);
    qsort(sorted, (size_t)l->n, sizeof *sorted, by_number);
    for (int i = 0; i < l->n && kinds <= most; i++)
        if (i == 0 || sorted[i] != sorted[i - 1]) {
            if (kinds < most)
                l->symbol[kinds] = sorted[i];
            kinds++;
        }
    l->at = mem_alloc((size_t)l->n + 1, sizeof *l->at);
    for (int i = 0; i < l->n && kinds <= most; i++)
        l->at[i] = (unsigned char)index_of(l, kinds, all[i]);
    free(all);
    free(sorted);
    return kinds;
}

/* The line of a text where it is no UTF-8 any more. */
static int line_of_fault(const char *text, size_t size)
{
    int line = 1;
    for (size_t i = 0; i < size; line++) {
        const char *end = memchr(text + i, '\n', size - i);
        size_t n = end ? (size_t)(end - text) - i + 1 : size - i;
        if (!utf8_valid(text + i, n) || memchr(text + i, '\0', n))
            return line;
        i += n;
    }
    return line;
}

static char *text_of(const struct data_spec *spec, char *why, size_t size)
{
    char path[512], fault[200], *text;
    size_t bytes;
    if (strcmp(spec->name, "rhyme") == 0)
        return rhyme_text(spec->seed, COUPLETS);
    data_path(spec, "text:", path, sizeof path);
    if (!file_read(path, BYTES_MOST, &text, &bytes, fault, sizeof fault)) {
        snprintf(why, size, "%s: %s; expected a text", path, fault);
        return NULL;
    }
    if (utf8_valid(text, bytes) && strlen(text) == bytes)
        return text;
    snprintf(why, size, "%s:%d: found bytes that are no text; expected UTF-8", path,
             line_of_fault(text, bytes));
    free(text);
    return NULL;
}

bool text_known(const char *name)
{
    return strcmp(name, "rhyme") == 0 || (strncmp(name, "text:", 5) == 0 && name[5] != '\0');
}

struct data_store *text_new(const struct data_spec *spec, char *why, size_t size)
{
    char *text = text_of(spec, why, size);
    if (!text)
        return NULL;
    struct data_store *s = mem_alloc(1, sizeof *s);
    s->letters = mem_alloc(1, sizeof *s->letters);
    s->classes = take_letters(s->letters, text);
    free(text);
    int least = TEST_PART * (spec->steps + 2);
    if (s->classes > DATA_LETTERS_MAX)
        snprintf(why, size, "found over %d different characters; expected at most as many",
                 DATA_LETTERS_MAX);
    else if (s->letters->n < least)
        snprintf(why, size,
                 "found %d characters; expected at least %d, ten times what a sequence of length "
                 "%d takes",
                 s->letters->n, least, spec->steps);
    else {
        s->steps = s->scored = s->targets = spec->steps;
        s->inputs = s->steps * s->classes;
        s->symbols = true;
        s->draw = draw_window;
        s->seed = spec->seed;
        s->users = 1;
        return s;
    }
    store_free(s);
    return NULL;
}
