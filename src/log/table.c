/* Tables: CSV, TSV, and with semicolons. */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "log/number.h"
#include "log/scan.h"

/* The cell at *s, without blanks and quotes about it, and *s behind its delimiter (or beyond end,
 * after the last one). */
static const char *next_cell(const char **s, const char *end, char delimiter, size_t *n)
{
    const char *from = *s, *to;
    if (from < end && *from == '"') {
        const char *quote = memchr(from + 1, '"', (size_t)(end - from - 1));
        to = quote ? quote : end;
        const char *after = quote ? memchr(quote, delimiter, (size_t)(end - quote)) : NULL;
        *s = after ? after + 1 : end + 1;
        from++;
    } else {
        const char *after = memchr(from, delimiter, (size_t)(end - from));
        to = after ? after : end;
        *s = to + 1;
    }
    while (from < to && isspace((unsigned char)*from))
        from++;
    while (to > from && isspace((unsigned char)to[-1]))
        to--;
    *n = (size_t)(to - from);
    return from;
}

static char delimiter_of(const char *line, size_t n)
{
    return memchr(line, '\t', n) ? '\t' : memchr(line, ',', n) ? ',' : ';';
}

bool log_is_header(const char *line, size_t n)
{
    const char *s = line, *end = line + n;
    char delimiter = delimiter_of(line, n);
    int cells = 0, found = 0;
    while (s <= end && cells < LOG_COLUMNS_MAX) {
        size_t length;
        double v;
        const char *cell = next_cell(&s, end, delimiter, &length);
        struct log_meaning m = log_guess(cell, length);
        const char *after = log_number(cell, cell + length, &v);
        if (length > 0 && after == cell + length)
            return false; /* a number names no column */
        if (length > 0 && memchr(cell, '=', length))
            return false;
        if (length > 0 && memchr(cell, ':', length))
            return false;
        cells++;
        found += m.field == LOG_LOSS || m.field == LOG_NORM;
    }
    return cells > 1 && found > 0;
}

/* Any line of names is one where the user says which of them is what. */
static bool is_asked_header(const struct log_reader *r, const char *line, size_t n)
{
    for (int i = 0; i < LOG_FIELDS; i++)
        if (r->asked[i] && log_line_has(line, n, r->asked[i]) && !isdigit((unsigned char)*line))
            return true;
    return false;
}

static void read_header(struct log_reader *r, const char *line, size_t n)
{
    const char *s = line, *end = line + n;
    r->delimiter = delimiter_of(line, n);
    r->n_columns = 0;
    r->run_column = -1;
    while (s <= end && r->n_columns < LOG_COLUMNS_MAX) {
        size_t length;
        const char *cell = next_cell(&s, end, r->delimiter, &length);
        if (length == 3 && memcmp(cell, "run", 3) == 0)
            r->run_column = r->n_columns;
        r->column[r->n_columns++] = log_keys_find(&r->keys, cell, length);
    }
}

void log_read_table(struct log_reader *r, const char *line, size_t n)
{
    const char *s = line, *end = line + n;
    bool number = n > 0 && (isdigit((unsigned char)*line) || strchr(",;\t-", *line));
    if (n == 0)
        return;
    if (!number && (log_is_header(line, n) || is_asked_header(r, line, n))) {
        read_header(r, line, n);
        return;
    }
    if (r->n_columns == 0)
        return;
    log_begin(r);
    int i = 0;
    for (; s <= end && i < r->n_columns; i++) {
        size_t length;
        double v;
        const char *cell = next_cell(&s, end, r->delimiter, &length);
        if (i == r->run_column)
            log_run_is(r, cell, length);
        else if (r->column[i].field != LOG_IS_NOTHING && length > 0 &&
                 log_number(cell, cell + length, &v) == cell + length)
            log_number_is(r, r->column[i], v);
    }
    if (i < r->n_columns)
        r->counts.cut++; /* the last number may be half of one */
    else
        log_end(r);
}
