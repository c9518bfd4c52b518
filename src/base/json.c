#include "base/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 32 };

void json_add_text(struct text *t, const char *s, size_t n)
{
    text_add(t, "\"");
    for (size_t from = 0, i = 0; i <= n; i++) {
        unsigned char c = i < n ? (unsigned char)s[i] : 0;
        if (i < n && c >= 0x20 && c != '"' && c != '\\' && c != 0x7f)
            continue;
        text_add_bytes(t, s + from, i - from);
        from = i + 1;
        if (i == n)
            break;
        if (c == '"' || c == '\\')
            text_printf(t, "\\%c", c);
        else if (c == '\r' || c == '\n')
            text_add(t, c == '\r' ? "\\r" : "\\n");
        else
            text_printf(t, "\\u%04x", c);
    }
    text_add(t, "\"");
}

void json_blanks(const char **s)
{
    *s += strspn(*s, " \t\r\n");
}

bool json_take(const char **s, char c)
{
    if (**s != c)
        return false;
    (*s)++;
    json_blanks(s);
    return true;
}

/* The four digits behind \u, or -1. */
static long code_unit(const char *s)
{
    char digits[5] = "";
    if (strspn(s, "0123456789abcdefABCDEF") < 4)
        return -1;
    memcpy(digits, s, 4);
    return strtol(digits, NULL, 16);
}

/* What is written behind a backslash. Halves of a pair that stand alone are no letter. */
static bool read_escape(const char **s, struct text *out)
{
    static const char escape[] = "\"\\/bfnrt", is[] = "\"\\/\b\f\n\r\t";
    const char *at = **s ? strchr(escape, **s) : NULL;
    char utf8[5];
    if (at) {
        text_add_bytes(out, is + (at - escape), 1);
        (*s)++;
        return true;
    }
    long c = **s == 'u' ? code_unit(*s + 1) : -1;
    if (c < 0)
        return false;
    *s += 5;
    if (c >= 0xd800 && c < 0xdc00 && (*s)[0] == '\\' && (*s)[1] == 'u') {
        long low = code_unit(*s + 2);
        if (low >= 0xdc00 && low < 0xe000) {
            c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
            *s += 6;
        }
    }
    c = c >= 0xd800 && c < 0xe000 ? 0xfffd : c;
    text_add_bytes(out, utf8, (size_t)utf8_put(utf8, (uint32_t)c));
    return true;
}

bool json_read_text(const char **s, struct text *out)
{
    if (*(*s)++ != '"')
        return false;
    text_add(out, "");
    for (;;) {
        const char *from = *s;
        while (**s != '"' && **s != '\\' && (unsigned char)**s >= 0x20)
            (*s)++;
        text_add_bytes(out, from, (size_t)(*s - from));
        if (**s == '"')
            break;
        if (*(*s)++ != '\\' || !read_escape(s, out))
            return false;
    }
    (*s)++;
    json_blanks(s);
    return true;
}

bool json_read_number(const char **s, double *v)
{
    char *end;
    const char *c = *s + (**s == '-');
    size_t whole = strspn(c, "0123456789");
    if (whole == 0 || (c[0] == '0' && whole > 1))
        return false;
    c += whole;
    if (*c == '.') {
        size_t digits = strspn(c + 1, "0123456789");
        if (digits == 0)
            return false;
        c += 1 + digits;
    }
    if (*c == 'e' || *c == 'E') {
        c += 1 + (c[1] == '+' || c[1] == '-');
        size_t digits = strspn(c, "0123456789");
        if (digits == 0)
            return false;
        c += digits;
    }
    *v = strtod(*s, &end); /* LC_NUMERIC is C */
    if (end != c)
        return false; /* it reads more than JSON has: 0x10 */
    *s = end;
    json_blanks(s);
    return true;
}

static bool read_word(const char **s, const char *word)
{
    size_t n = strlen(word);
    if (strncmp(*s, word, n) != 0)
        return false;
    *s += n;
    json_blanks(s);
    return true;
}

bool json_read_null(const char **s)
{
    return read_word(s, "null");
}

bool json_next(const char **s, char open, char close, bool *first, bool *ok)
{
    bool begins = *first;
    *first = false;
    if (!*ok || (begins && !json_take(s, open))) {
        *ok = false;
        return false;
    }
    if (begins ? json_take(s, close) : !json_take(s, ',')) {
        *ok = begins || json_take(s, close);
        return false;
    }
    return true;
}

static bool skip(const char **s, int depth)
{
    struct text none = {0};
    double number;
    bool first = true, ok = depth > 0, object = **s == '{';
    if (**s == '"') {
        ok = ok && json_read_text(s, &none);
        text_release(&none);
        return ok;
    }
    if (!object && **s != '[')
        return ok && (read_word(s, "true") || read_word(s, "false") || read_word(s, "null") ||
                      json_read_number(s, &number));
    while (json_next(s, object ? '{' : '[', object ? '}' : ']', &first, &ok)) {
        if (object)
            ok = json_read_text(s, &none) && json_take(s, ':');
        text_clear(&none);
        ok = ok && skip(s, depth - 1);
    }
    text_release(&none);
    return ok;
}

bool json_skip(const char **s)
{
    return skip(s, DEPTH_MAX);
}
