#include "base/report.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

void report_init(struct report *r)
{
    *r = (struct report){0};
}

void report_release(struct report *r)
{
    for (int i = 0; i < r->kept; i++)
        free(r->line[i]);
    free(r->line);
    free(r->place);
    report_init(r);
}

/* n: how much of the line is its file. */
static void keep_in_order(struct report *r, char *line, size_t n, int place)
{
    int at = r->kept++;
    for (; at > 0 && r->place[at - 1] > place; at--) {
        const char *before = r->line[at - 1];
        if (strncmp(before, line, n) != 0 || before[n] != ':')
            break;
        r->line[at] = r->line[at - 1];
        r->place[at] = r->place[at - 1];
    }
    r->line[at] = line;
    r->place[at] = place;
}

void report_add(struct report *r, const char *file, int line, const char *fmt, ...)
{
    if (r->count++ >= REPORT_MAX)
        return;
    if (!r->line) {
        r->line = mem_alloc(REPORT_MAX, sizeof *r->line);
        r->place = mem_alloc(REPORT_MAX, sizeof *r->place);
    }
    char message[1024];
    va_list args;
    va_start(args, fmt);
    vsnprintf(message, sizeof message, fmt, args);
    va_end(args);
    struct text t = {0};
    text_add_shown(&t, file);
    size_t n = t.length;
    if (line > 0)
        text_printf(&t, ":%d", line);
    text_add(&t, ": ");
    text_add_shown(&t, message);
    keep_in_order(r, t.at, n, line);
}

void report_print(const struct report *r, FILE *out)
{
    for (int i = 0; i < r->kept; i++)
        fprintf(out, "%s\n", r->line[i]);
    if (r->count > r->kept)
        fprintf(out, "... and %d more\n", r->count - r->kept);
}

enum { NAME_MAX_LENGTH = 47 };

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* Letters to insert, delete, change or swap with their neighbour to get from a to b, small and
 * capital letters taken as equal (Damerau 1964, in the restricted form). */
static int name_distance(const char *a, const char *b)
{
    int n = (int)strlen(a), m = (int)strlen(b);
    int d[NAME_MAX_LENGTH + 1][NAME_MAX_LENGTH + 1];
    for (int i = 0; i <= n; i++)
        d[i][0] = i;
    for (int j = 0; j <= m; j++)
        d[0][j] = j;
    for (int i = 1; i <= n; i++) {
        for (int j = 1; j <= m; j++) {
            int ai = tolower((unsigned char)a[i - 1]), bj = tolower((unsigned char)b[j - 1]);
            d[i][j] = least(d[i - 1][j] + 1, d[i][j - 1] + 1);
            d[i][j] = least(d[i][j], d[i - 1][j - 1] + (ai != bj));
            if (i > 1 && j > 1 && ai == tolower((unsigned char)b[j - 2]) &&
                bj == tolower((unsigned char)a[i - 2]))
                d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
        }
    }
    return d[n][m];
}

int name_index(const char *const *names, const char *name)
{
    for (int i = 0; names[i]; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    return -1;
}

const char *name_nearest(const char *word, const char *const *names)
{
    const char *best = NULL;
    int best_distance = NAME_MAX_LENGTH;
    size_t length = strlen(word);
    if (length > NAME_MAX_LENGTH)
        return NULL;
    for (; *names; names++) {
        size_t n = strlen(*names);
        if (n > NAME_MAX_LENGTH)
            continue;
        int distance = name_distance(word, *names);
        int allowed = (int)(length > n ? length : n) / 3;
        if (distance <= allowed && distance < best_distance) {
            best = *names;
            best_distance = distance;
        }
    }
    return best;
}

const char *name_expect(char *buf, size_t size, const char *word, const char *const *names)
{
    const char *nearest = name_nearest(word, names);
    struct text t = {0};
    if (nearest) /* first: a list of names may be long */
        text_printf(&t, " (did you mean %s?)", nearest);
    text_add(&t, !names[0] ? "; none is known" : names[1] ? "; expected one of " : "; expected ");
    for (int i = 0; names[i]; i++)
        text_printf(&t, "%s%s", i > 0 ? ", " : "", names[i]);
    snprintf(buf, size, "%s", t.at);
    text_release(&t);
    return buf;
}
