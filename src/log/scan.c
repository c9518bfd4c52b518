#include "log/scan.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "log/number.h"

enum { DEPTH_MAX = 8 };

struct object {
    struct log_reader *r;
    const char *end;
    size_t n_prefix;
    char prefix[LOG_KEY_TEXT];
};

static const char *skip_blanks(const char *s, const char *end)
{
    while (s < end && (*s == ' ' || *s == '\t' || *s == '\n' || *s == '\r'))
        s++;
    return s;
}

/* Behind the quote that ends the text which begins at s with one; NULL: it has no end. */
static const char *skip_text(const char *s, const char *end)
{
    char quote = *s++;
    while (s < end && *s != quote)
        s += *s == '\\' ? 2 : 1;
    return s < end ? s + 1 : NULL;
}

/* A number in quotes may have a percent sign, or "of how many" behind it: "10/600". */
static bool text_number(const char *s, const char *end, double *v)
{
    const char *after = log_number_grouped(skip_blanks(s, end), end, v);
    if (!after)
        return false;
    if (after < end && *after == '/') {
        double all;
        const char *rest = log_number(after + 1, end, &all);
        after = rest ? rest : after;
    }
    after += after < end && *after == '%';
    return skip_blanks(after, end) == end;
}

/* Behind the word and bracket that Python puts before a number: "tensor(", "np.float64("; s if
 * missing. */
static const char *skip_wrapper(const char *s, const char *end)
{
    const char *at = s;
    while (at < end && (isalnum((unsigned char)*at) || *at == '.' || *at == '_'))
        at++;
    return at > s && at < end && *at == '(' ? at + 1 : s;
}

static const char *read_value(struct object *o, const char *s, const char *key, size_t n,
                              int depth);

static void give(struct object *o, const char *key, size_t n, double v)
{
    char name[LOG_KEY_TEXT];
    if (o->n_prefix == 0) {
        log_number_of(o->r, key, n, v);
    } else if (o->n_prefix + n < sizeof name) {
        memcpy(name, o->prefix, o->n_prefix);
        memcpy(name + o->n_prefix, key, n);
        log_number_of(o->r, name, o->n_prefix + n, v);
    }
}

/* An object from its brace on. NULL: it is cut, or none. */
static const char *read_members(struct object *o, const char *s, int depth)
{
    const char *end = o->end;
    s = skip_blanks(s + 1, end);
    if (s < end && *s == '}')
        return s + 1;
    while (s < end && (*s == '"' || *s == '\'')) {
        const char *key = s + 1, *after = skip_text(s, end);
        if (!after)
            return NULL;
        size_t n = (size_t)(after - 1 - key);
        s = skip_blanks(after, end);
        if (s == end || *s != ':')
            return NULL;
        s = read_value(o, skip_blanks(s + 1, end), key, n, depth);
        if (!s)
            return NULL;
        s = skip_blanks(s, end);
        if (s < end && *s == '}')
            return s + 1;
        if (s == end || *s != ',')
            return NULL;
        s = skip_blanks(s + 1, end);
    }
    return NULL;
}

static const char *read_inner(struct object *o, const char *s, const char *key, size_t n, int depth)
{
    size_t before = o->n_prefix;
    if (depth >= DEPTH_MAX || before + n + 1 >= sizeof o->prefix)
        return NULL;
    memcpy(o->prefix + before, key, n);
    o->prefix[before + n] = '.';
    o->n_prefix += n + 1;
    s = read_members(o, s, depth + 1);
    o->n_prefix = before;
    return s;
}

/* Of a list the first number counts: the learning rates of groups. */
static const char *read_list(struct object *o, const char *s, const char *key, size_t n)
{
    double v;
    const char *first = skip_blanks(s + 1, o->end);
    if (first < o->end && log_number(first, o->end, &v))
        give(o, key, n, v);
    int depth = 0;
    for (; s && s < o->end; s++) {
        if (*s == '"' || *s == '\'') {
            s = skip_text(s, o->end);
            if (!s)
                return NULL;
            s--;
        } else if (*s == '[' || *s == '{' || *s == '(') {
            depth++;
        } else if ((*s == ']' || *s == '}' || *s == ')') && --depth == 0) {
            return s + 1;
        }
    }
    return NULL;
}

static const char *read_value(struct object *o, const char *s, const char *key, size_t n, int depth)
{
    double v;
    if (s >= o->end)
        return NULL;
    if (*s == '"' || *s == '\'') {
        const char *after = skip_text(s, o->end);
        if (after && text_number(s + 1, after - 1, &v))
            give(o, key, n, v);
        return after;
    }
    if (*s == '{')
        return read_inner(o, s, key, n, depth);
    if (*s == '[' || *s == '(')
        return read_list(o, s, key, n);
    const char *after = log_number(s, o->end, &v);
    if (after) {
        give(o, key, n, v);
        return after;
    }
    const char *inner = skip_wrapper(s, o->end);
    if (inner > s && log_number(inner, o->end, &v))
        give(o, key, n, v);
    after = s; /* true, null, None, tensor(0.5), ... */
    int depth_of = 0;
    for (; after < o->end && (depth_of > 0 || (*after != ',' && *after != '}')); after++)
        depth_of += *after == '(' ? 1 : *after == ')' ? -1 : 0;
    return after < o->end && after > s ? after : NULL;
}

bool log_scan_object(struct log_reader *r, const char *line, size_t n)
{
    struct object o = {.r = r, .end = line + n};
    const char *brace = line;
    for (; (brace = memchr(brace, '{', (size_t)(o.end - brace))); brace++) {
        const char *next = skip_blanks(brace + 1, o.end);
        if (next == o.end || *next == '"' || *next == '\'')
            return read_members(&o, brace, 0) != NULL;
    }
    return true; /* not there */
}

void log_read_object(struct log_reader *r, const char *line, size_t n)
{
    log_begin(r);
    if (log_scan_object(r, line, n))
        log_end(r);
    else
        r->counts.cut++;
}

/* Letters and digits of ASCII alone, whatever the locale: lines are UTF-8. */
static inline bool is_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool is_key_letter(char c)
{
    switch (c) {
    case '_':
    case '.':
    case '/':
    case '%':
    case '+':
    case '-':
    case '#':
    case '@':
        return true;
    default:
        return is_letter(c) || is_digit(c);
    }
}

/* What stands between a key and its number. */
static inline bool joins(char c)
{
    return c == ' ' || c == '\t' || c == '=' || c == ':' || c == '\'' || c == '"' || c == '[' ||
           c == '(';
}

/* Where a number may end: not in the middle of a word, a date or a version. */
static bool ends_number(const char *s, const char *end)
{
    if (s == end || is_blank(*s))
        return true;
    switch (*s) {
    case ',':
    case ';':
    case '|':
    case ']':
    case ')':
    case '}':
    case '\'':
    case '"':
    case '%':
    case '/':
        return true;
    case ':':
    case '.':
        return s + 1 == end || is_blank(s[1]);
    case 's': /* seconds */
        return s + 1 == end || !(is_letter(s[1]) || is_digit(s[1]));
    default:
        return false;
    }
}

static inline bool begins_number(const char *line, const char *s)
{
    char c = *s;
    if (s > line && !joins(s[-1]))
        return false;
    return is_digit(c) || c == '-' || c == '+' || c == '.' ||
           (s > line && ((c | 0x20) == 'n' || (c | 0x20) == 'i'));
}

/* Where the key before `at` ends; *sign: what divides it from the number is = or :. */
static const char *key_end(const char *from, const char *at, bool *sign)
{
    const char *end = at;
    while (end > from && joins(end[-1])) {
        *sign |= end[-1] == '=' || end[-1] == ':';
        end--;
    }
    return end;
}

/* The word before a bracket that Python puts about a number: loss=tensor(0.5). */
static const char *skip_wrapper_back(const char *from, const char *at, const char *end)
{
    static const char *const words[] = {"tensor", "np.float32", "np.float64", "array"};
    if (end == at || *end != '(')
        return end;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i]);
        if ((size_t)(end - from) > n && memcmp(end - n, words[i], n) == 0 &&
            strchr(" =:", end[-(ptrdiff_t)n - 1]))
            return end - n;
    }
    return end;
}

/* The key between `from`, where what came before ends, and the number v from `at` to `after`: all
 * the words there are, if they mean something together ("lm loss"), or else the last one. Returns
 * where the number ends. */
static const char *pair(struct log_reader *r, const char *from, const char *at, const char *after,
                        const char *stop, double v)
{
    bool sign = false;
    const char *end = key_end(from, at, &sign);
    const char *outer = skip_wrapper_back(from, at, end);
    if (outer < end)
        end = key_end(from, outer, &sign);
    while (from < end && !isalpha((unsigned char)*from) && *from != '_')
        from++;
    if (from == end)
        return after;
    struct log_meaning m = {.field = LOG_IS_NOTHING};
    const char *word = end;
    while (word > from && is_key_letter(word[-1]))
        word--;
    if (sign && word > from)
        m = log_keys_find(&r->keys, from, (size_t)(end - from));
    if (m.field == LOG_IS_NOTHING && word < end)
        m = log_keys_find(&r->keys, word, (size_t)(end - word));
    if (m.field == LOG_IS_NOTHING) {
        log_number_is(r, m, v);
        return after;
    }
    const char *grouped = log_number_grouped(at, stop, &v);
    log_number_is(r, m, v);
    return grouped && grouped > after ? grouped : after;
}

/* A key begins anew behind each of these. */
static inline bool divides(const char *line, const char *s, const char *end)
{
    switch (*s) {
    case '|':
    case ',':
    case ';':
    case ']':
    case '}':
    case ')':
    case '\t':
        return true;
    case '-':
        return s > line && s[-1] == ' ' && s + 1 < end && s[1] == ' ';
    default:
        return false;
    }
}

void log_scan_pairs(struct log_reader *r, const char *line, size_t n)
{
    const char *end = line + n, *from = line;
    for (const char *s = line; s < end; s++) {
        double v;
        if (divides(line, s, end) && s + 1 < end) {
            from = s + 1;
            continue;
        }
        if (!begins_number(line, s))
            continue;
        const char *after = log_number(s, end, &v);
        if (!after || !ends_number(after, end)) {
            while (s + 1 < end && is_key_letter(s[1]))
                s++; /* over the rest of the word */
            continue;
        }
        after = pair(r, from, s, after, end, v);
        from = after;
        s = after - 1;
    }
}

void log_read_pairs(struct log_reader *r, const char *line, size_t n)
{
    const char *word = r->format->from, *at = word ? memmem(line, n, word, strlen(word)) : NULL;
    if (at) {
        n -= (size_t)(at - line);
        line = at;
    }
    log_begin(r);
    log_scan_pairs(r, line, n);
    log_end(r);
}

bool log_number_after(const char *line, size_t n, const char *word, double *v)
{
    const char *at = memmem(line, n, word, strlen(word));
    if (!at)
        return false;
    at += strlen(word);
    at = skip_blanks(at, line + n);
    return log_number(at, line + n, v) != NULL;
}
