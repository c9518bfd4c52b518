/* A reader, and bytes to lines. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "log/reader_parts.h"

void reader_clear(struct log_reader *r)
{
    r->counts = (struct log_counts){.bytes = r->counts.bytes};
    r->half = r->is_waiting = r->passing = false;
    r->last_step = r->line_step = NAN;
    r->last_run = r->first_rank = r->rank = r->other_rank = -1;
    r->others = 0;
    r->rows = 0;
    r->epoch = r->base = r->top = 0;
    r->line_notes = 0;
    r->n_columns = 0;
    r->run_column = -1;
    r->n_line = 0;
    r->to_skip = 0;
    r->n_runs = 0;
    r->array = (struct log_array){0};
    r->now = (struct log_record){.rank = -1};
}

void log_reader_init(struct log_reader *r, struct log_sink sink, const struct log_format *format,
                     const char *const *asked)
{
    memset(r, 0, sizeof *r);
    r->sink = sink;
    r->format = r->fixed = format;
    for (int i = 0; i < LOG_FIELDS; i++)
        r->asked[i] = asked ? asked[i] : NULL;
    r->line = mem_alloc(LOG_LINE_MAX + 1, 1);
    r->clean = mem_alloc(LOG_LINE_MAX + 1, 1);
    r->head = mem_alloc(LOG_HEAD, 1);
    r->column = mem_alloc(LOG_COLUMNS_MAX, sizeof *r->column);
    reader_clear(r);
}

void log_reader_release(struct log_reader *r)
{
    reader_forget_trial(r);
    free(r->line);
    free(r->clean);
    free(r->head);
    free(r->column);
    r->line = r->clean = r->head = NULL;
    r->column = NULL;
}

/* "[default3]:", "[rank3]:", "[Rank 3]", before or among what else a line begins with; -1: none. */
static int rank_of(const char *line, size_t n)
{
    static const char *const words[] = {"[default", "[rank", "[Rank ", "(rank", "rank=", "RANK "};
    if (n == 0 || (*line != '[' && *line != '(' && *line != 'r' && *line != 'R' &&
                   !isdigit((unsigned char)*line)))
        return -1;
    n = n < 96 ? n : 96;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *at = memmem(line, n, words[i], strlen(words[i]));
        int rank = 0;
        if (!at)
            continue;
        at += strlen(words[i]);
        if (at >= line + n || !isdigit((unsigned char)*at))
            continue;
        for (; at < line + n && isdigit((unsigned char)*at) && rank < 100000000; at++)
            rank = rank * 10 + (*at - '0');
        return rank;
    }
    return -1;
}

void reader_line(struct log_reader *r, const char *line, size_t n)
{
    r->counts.lines++;
    if (n == 0 || !r->format->read || !log_line_is(r->format, line, n))
        return;
    r->rank = rank_of(line, n);
    r->format->read(r, line, n);
}

/* Behind the escape sequence that begins at s, before end: CSI up to its last letter, a string up
 * to BEL or ESC \, else the escape and a letter. A carriage return ends it too, and stays. */
static const char *skip_escape(const char *s, const char *end)
{
    const char *stop = memchr(s, '\r', (size_t)(end - s));
    end = stop ? stop : end;
    s++;
    if (s == end)
        return end;
    if (*s == '[') {
        for (s++; s < end && !(*s >= 0x40 && *s <= 0x7e); s++)
            ;
        return s < end ? s + 1 : end;
    }
    if (*s == ']' || *s == 'P' || *s == '_' || *s == '^') {
        for (s++; s < end && *s != 7 && *s != 27; s++)
            ;
        return s == end ? end : *s == 7 ? s + 1 : s + 1 < end ? s + 2 : end;
    }
    return s + 1;
}

/* A line with bytes that steer a terminal: they go, and what a carriage return writes over is a
 * line of its own, as progress bars write them. */
static void unclean_line(struct log_reader *r, const char *line, size_t n)
{
    size_t to = 0;
    for (const char *s = line, *end = line + n; s < end;) {
        if (*s == '\033') {
            s = skip_escape(s, end);
        } else if (*s == '\r') {
            reader_line(r, r->clean, to);
            to = 0;
            s++;
        } else {
            char c = *s++;
            if ((unsigned char)c >= 0x20 || c == '\t')
                r->clean[to++] = c;
        }
    }
    if (to > 0)
        reader_line(r, r->clean, to);
}

static void take_line(struct log_reader *r, const char *line, size_t n)
{
    if (memchr(line, '\r', n) || memchr(line, '\033', n) || memchr(line, '\0', n))
        unclean_line(r, line, n);
    else
        reader_line(r, line, n);
}

/* Keeps a piece of a line until its end comes. */
static void keep(struct log_reader *r, const char *bytes, size_t n)
{
    if (r->passing)
        return;
    if (r->n_line + n > LOG_LINE_MAX) {
        r->counts.too_long++;
        r->passing = true;
        r->n_line = 0;
        return;
    }
    memcpy(r->line + r->n_line, bytes, n);
    r->n_line += n;
}

/* A progress bar may never end its line: what a carriage return has ended is taken at once. Bytes
 * before `from` were looked through. */
static void take_returned(struct log_reader *r, size_t from)
{
    if (r->passing || r->n_line < 2 || from >= r->n_line - 1)
        return;
    const char *at = memrchr(r->line + from, '\r', r->n_line - 1 - from);
    if (!at)
        return;
    size_t used = (size_t)(at - r->line) + 1;
    take_line(r, r->line, used);
    r->n_line -= used;
    memmove(r->line, r->line + used, r->n_line);
}

static void reader_lines(struct log_reader *r, const char *bytes, size_t n)
{
    const char *end = bytes + n;
    while (bytes < end) {
        const char *stop = memchr(bytes, '\n', (size_t)(end - bytes));
        if (!stop) {
            size_t from = r->n_line > 0 ? r->n_line - 1 : 0;
            keep(r, bytes, (size_t)(end - bytes));
            take_returned(r, from);
            break;
        }
        if (r->n_line == 0 && !r->passing) {
            if (stop - bytes <= LOG_LINE_MAX)
                take_line(r, bytes, (size_t)(stop - bytes));
            else
                r->counts.too_long++;
        } else {
            keep(r, bytes, (size_t)(stop - bytes));
            if (!r->passing)
                take_line(r, r->line, r->n_line);
            r->n_line = 0;
            r->passing = false;
        }
        bytes = stop + 1;
    }
    r->half = r->n_line > 0 || r->passing;
}

/* Takes what must be skipped from the half record. */
static void skip(struct log_reader *r)
{
    size_t n = r->to_skip < r->n_line ? (size_t)r->to_skip : r->n_line;
    memmove(r->line, r->line + n, r->n_line - n);
    r->n_line -= n;
    r->to_skip -= n;
}

/* Records of a binary log: what is not whole is kept. None that is taken is longer than there is
 * room for. */
static void reader_binary(struct log_reader *r, const unsigned char *bytes, size_t n)
{
    while (n > 0) {
        size_t room = LOG_LINE_MAX - r->n_line, take = n < room ? n : room;
        memcpy(r->line + r->n_line, bytes, take);
        r->n_line += take;
        bytes += take;
        n -= take;
        do {
            skip(r);
            size_t used = r->format->take(r, (const unsigned char *)r->line, r->n_line);
            memmove(r->line, r->line + used, r->n_line - used);
            r->n_line -= used;
        } while (r->to_skip > 0 && r->n_line > 0);
    }
    r->half = r->n_line > 0 || r->to_skip > 0;
}

void reader_bytes(struct log_reader *r, const char *bytes, size_t n)
{
    if (r->format->binary)
        reader_binary(r, (const unsigned char *)bytes, n);
    else if (r->format->array)
        reader_array(r, bytes, n);
    else
        reader_lines(r, bytes, n);
}

/* A line that ends as an object or a table of Megatron's does is whole; any other may be cut in the
 * middle of a number. */
void reader_last(struct log_reader *r)
{
    if (r->format->binary || r->format->array || r->n_line == 0 || r->passing)
        return;
    size_t n = r->n_line;
    while (n > 0 && isspace((unsigned char)r->line[n - 1]))
        n--;
    char last = n > 0 ? r->line[n - 1] : 0;
    if (last != '}' && last != '|' && last != ']')
        return;
    r->n_line = 0;
    r->half = false;
    take_line(r, r->line, n);
}

void log_reader_feed(struct log_reader *r, const char *bytes, size_t n)
{
    r->counts.bytes += n;
    while (!r->decided && n > 0) {
        size_t room = LOG_HEAD - r->n_head, take = n < room ? n : room;
        memcpy(r->head + r->n_head, bytes, take);
        r->n_head += take;
        bytes += take;
        n -= take;
        if (r->n_head == LOG_HEAD)
            reader_decide(r, true);
    }
    if (n > 0)
        reader_bytes(r, bytes, n);
}

void log_reader_settle(struct log_reader *r)
{
    if (!r->decided && r->n_head != r->tried)
        reader_decide(r, false);
    reader_flush(r);
}

void log_reader_end(struct log_reader *r)
{
    if (!r->decided && r->n_head != r->tried)
        reader_decide(r, false);
    if (r->format)
        reader_last(r);
    reader_flush(r);
}

void log_reader_again(struct log_reader *r)
{
    reader_flush(r);
    r->n_line = 0;
    r->to_skip = 0;
    r->passing = r->half = false;
    r->array = (struct log_array){0};
    if (!r->decided && r->n_head > 0 && r->head[r->n_head - 1] != '\n') {
        /* The half line of the head does not belong to the new file. */
        while (r->n_head > 0 && r->head[r->n_head - 1] != '\n')
            r->n_head--;
        r->fed = r->fed < r->n_head ? r->fed : r->n_head;
    }
    if (r->format && r->format->whole) {
        struct log_counts counts = r->counts;
        reader_clear(r);
        r->n_head = r->decided ? r->n_head : 0;
        r->fed = 0;
        r->counts.bytes = counts.bytes;
        r->sink.restart(r->sink.ctx);
    }
}
