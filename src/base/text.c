#include "base/text.h"

#include <assert.h>
#include <locale.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"

static void text_reserve(struct text *t, size_t more)
{
    size_t want = t->length + more + 1;
    if (want <= t->room)
        return;
    size_t room = t->room < 64 ? 64 : t->room;
    while (room < want)
        room += room / 2;
    t->at = mem_resize(t->at, room, 1);
    t->room = room;
}

void text_add_bytes(struct text *t, const char *s, size_t n)
{
    text_reserve(t, n);
    assert(t->at);
    if (n > 0)
        memcpy(t->at + t->length, s, n);
    t->length += n;
    t->at[t->length] = '\0';
}

void text_add(struct text *t, const char *s)
{
    text_add_bytes(t, s, strlen(s));
}

void text_printf(struct text *t, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    text_reserve(t, 0);
    int n = vsnprintf(t->at + t->length, t->room - t->length, fmt, args);
    if (n >= 0 && (size_t)n >= t->room - t->length) {
        text_reserve(t, (size_t)n);
        n = vsnprintf(t->at + t->length, t->room - t->length, fmt, again);
    }
    if (n > 0)
        t->length += (size_t)n;
    t->at[t->length] = '\0';
    va_end(again);
    va_end(args);
}

void text_cut(struct text *t, size_t length)
{
    t->length = length;
    if (t->at)
        t->at[length] = '\0';
}

void text_clear(struct text *t)
{
    text_cut(t, 0);
}

void text_release(struct text *t)
{
    free(t->at);
    *t = (struct text){0};
}

/* Numbers read and look the same in every locale. The C locale is a static object of the library:
 * asking for it allocates nothing. */
static locale_t locale_c(void)
{
    return newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

const char *number_text(char *buf, size_t size, double v, int digits)
{
    if (isnan(v)) { /* the sign of a NaN says nothing */
        snprintf(buf, size, "nan");
        return buf;
    }
    locale_t before = uselocale(locale_c());
    snprintf(buf, size, "%.*g", digits < 1 ? 1 : digits, v == 0 ? 0 : v);
    uselocale(before);
    char *e = isfinite(v) ? strchr(buf, 'e') : NULL;
    if (!e)
        return buf;
    char *to = e + 1, *from = e + 1;
    if (*from == '-')
        *to++ = *from++;
    from += strspn(from, "+0");
    memmove(to, from, strlen(from) + 1);
    return buf;
}

double number_rounded(double v, int digits)
{
    char buf[32];
    double rounded = v;
    locale_t before = uselocale(locale_c());
    snprintf(buf, sizeof buf, "%.*e", digits - 1, v);
    uselocale(before);
    number_read(buf, &rounded);
    return isfinite(rounded) || !isfinite(v) ? rounded : v; /* the greatest numbers round to none */
}

const char *percent_text(char *buf, size_t size, double share, int decimals)
{
    double unit = decimals > 0 ? 0.1 : 1;
    double shown = round(share / unit) * unit;
    locale_t before = uselocale(locale_c());
    if (isnan(share))
        snprintf(buf, size, "–");
    else if (share == 0 || share == 100)
        snprintf(buf, size, share == 0 ? "0" : "100");
    else if (share < unit * (1 - 1e-12))
        snprintf(buf, size, decimals > 0 ? "<0.1" : "<1");
    else if (shown >= 100)
        snprintf(buf, size, decimals > 0 ? ">99.9" : ">99");
    else
        snprintf(buf, size, "%.*f", decimals > 0 ? 1 : 0, shown);
    uselocale(before);
    return buf;
}

const char *share_text(char *buf, size_t size, uint64_t n, uint64_t of, int decimals)
{
    double share = of ? 100 * (double)n / (double)of : NAN;
    /* Beyond 2^53 a quotient may round to 1. */
    return percent_text(buf, size, n < of ? fmin(share, nextafter(100, 0)) : share, decimals);
}

bool number_read(const char *s, double *v)
{
    const char *end = s + strspn(s, "+-");
    bool word = strcasecmp(end, "inf") == 0 || strcasecmp(end, "nan") == 0 ||
                strcasecmp(end, "infinity") == 0;
    if (end - s > 1 || (!word && (*s == '\0' || end[strspn(end, "0123456789.eE+-")] != '\0')))
        return false; /* strtod would take spaces, hexadecimal and nan(...) */
    char *stop;
    double read = strtod_l(s, &stop, locale_c());
    if (stop == s || *stop != '\0' || (!word && isinf(read)))
        return false;
    *v = read;
    return true;
}

/* Length of the valid sequence at s (n > 0 bytes), 0 if missing; its code point into *c.
 * Unicode 15, table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF. */
static int utf8_sequence(const unsigned char *s, size_t n, uint32_t *c)
{
    if (s[0] < 0x80) {
        *c = s[0];
        return 1;
    }
    int length = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (s[0] < 0xc2 || s[0] > 0xf4 || (size_t)length > n)
        return 0;
    *c = s[0] & (0x7fu >> length);
    for (int i = 1; i < length; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return 0;
        *c = *c << 6 | (s[i] & 0x3f);
    }
    bool valid = *c >= least[length] && *c <= 0x10ffff && !(*c >= 0xd800 && *c <= 0xdfff);
    return valid ? length : 0;
}

uint32_t utf8_next(const char **s)
{
    if (**s == '\0')
        return 0;
    uint32_t c = 0xfffd;
    int n = utf8_sequence((const unsigned char *)*s, strnlen(*s, 4), &c);
    *s += n > 0 ? n : 1;
    return n > 0 ? c : 0xfffd;
}

int utf8_put(char *buf, uint32_t c)
{
    if (c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        c = 0xfffd;
    int n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (int i = n - 1; i > 0; i--, c >>= 6)
        buf[i] = (char)(0x80 | (c & 0x3f));
    buf[0] = (char)(lead[n] | c);
    buf[n] = '\0';
    return n;
}

size_t utf8_span(const char *s, size_t n)
{
    uint32_t c;
    for (size_t i = 0; i < n;) {
        int length = utf8_sequence((const unsigned char *)s + i, n - i, &c);
        if (length == 0)
            return i;
        i += (size_t)length;
    }
    return n;
}

bool utf8_valid(const char *s, size_t n)
{
    return utf8_span(s, n) == n;
}

bool utf8_invisible(uint32_t c)
{
    static const uint32_t range[][2] = {
        {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x0610, 0x061A},
        {0x061C, 0x061C}, {0x064B, 0x065F}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF},
        {0x200B, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x206F}, {0x20D0, 0x20FF},
        {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}, {0xE0000, 0xE0FFF},
    };
    if (c < 0x300)
        return c == 0xAD;
    for (size_t i = 0; i < sizeof range / sizeof *range; i++)
        if (c >= range[i][0] && c <= range[i][1])
            return true;
    return false;
}

int utf8_columns(const char *s)
{
    int columns = 0;
    for (uint32_t c; (c = utf8_next(&s)) != 0;)
        columns += !utf8_invisible(c);
    return columns;
}

bool word_among(const char *words, const char *word)
{
    size_t n = strlen(word);
    for (const char *at = words; *at; at += strcspn(at, " "), at += *at == ' ')
        if (strcspn(at, " ") == n && strncasecmp(at, word, n) == 0)
            return true;
    return false;
}

void text_add_shown(struct text *t, const char *s)
{
    while (*s) {
        const char *from = s;
        uint32_t c = utf8_next(&s);
        size_t n = (size_t)(s - from);
        bool control = c < 0x20 || (c >= 0x7f && c < 0xa0);
        bool invalid = c == 0xfffd && n == 1;
        if (!control && !invalid)
            text_add_bytes(t, from, n);
        else
            for (size_t i = 0; i < n; i++)
                text_printf(t, "\\x%02x", (unsigned char)from[i]);
    }
}

const char *text_shown(char *buf, size_t size, const char *s)
{
    struct text t = {0};
    text_add_shown(&t, s);
    snprintf(buf, size, "%s", t.at ? t.at : "");
    text_release(&t);
    return buf;
}
