/* The objects of one array of a JSON file, however it is laid out: each is read as a line. */
#include <string.h>

#include "log/reader_parts.h"

enum { OUTSIDE, IN_ARRAY, DONE };

static void take(struct log_reader *r)
{
    if (r->passing)
        r->counts.too_long++;
    else
        reader_line(r, r->line, r->n_line);
    r->n_line = 0;
    r->passing = false;
}

static void keep(struct log_reader *r, char c)
{
    if (r->n_line < LOG_LINE_MAX && !r->passing)
        r->line[r->n_line++] = c;
    else
        r->passing = true;
}

static void in_text(struct log_reader *r, char c)
{
    struct log_array *a = &r->array;
    if (a->escaped)
        a->escaped = false;
    else if (c == '\\')
        a->escaped = true;
    else if (c == '"')
        a->in_text = false;
    if (a->in_text && a->depth == 1 && a->n_last < sizeof a->last)
        a->last[a->n_last++] = c;
}

static bool is_wanted(const struct log_reader *r)
{
    size_t n = strlen(r->format->array);
    return r->array.n_last == n && memcmp(r->array.last, r->format->array, n) == 0;
}

static void between(struct log_reader *r, char c)
{
    struct log_array *a = &r->array;
    switch (c) {
    case '"':
        a->in_text = true;
        a->n_last = a->depth == 1 ? 0 : a->n_last;
        break;
    case '{':
    case '[':
        a->depth++;
        if (c == '[' && a->depth == 2 && a->state == OUTSIDE && is_wanted(r))
            a->state = IN_ARRAY;
        break;
    case '}':
    case ']':
        a->depth--;
        if (a->state == IN_ARRAY && a->depth == 1)
            a->state = DONE;
        break;
    default:
        break;
    }
}

void reader_array(struct log_reader *r, const char *bytes, size_t n)
{
    struct log_array *a = &r->array;
    for (size_t i = 0; i < n; i++) {
        bool was_within = a->state == IN_ARRAY && a->depth >= 3;
        if (a->in_text)
            in_text(r, bytes[i]);
        else
            between(r, bytes[i]);
        bool within = a->state == IN_ARRAY && a->depth >= 3;
        if (was_within || within)
            keep(r, bytes[i]);
        if (was_within && !within)
            take(r);
    }
    r->half = a->depth > 0;
}
