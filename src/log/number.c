#include "log/number.h"

#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

/* Powers of ten that a double holds exactly. */
static const double tens[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                              1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                              1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
enum { TENS = 22, DIGITS_MAX = 800 };
static const uint64_t exact = UINT64_C(1) << 53;

static const char *read_word(const char *s, const char *end, bool minus, double *v)
{
    static const struct {
        const char *word;
        double is;
    } words[] = {{"infinity", INFINITY}, {"inf", INFINITY}, {"nan", NAN}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i].word);
        if ((size_t)(end - s) >= n && strncasecmp(s, words[i].word, n) == 0) {
            *v = minus ? -words[i].is : words[i].is;
            return s + n;
        }
    }
    return NULL;
}

/* The slow way, of digits and powers that are not exact. */
static const char *read_long(const char *s, const char *stop, double *v)
{
    char buf[DIGITS_MAX];
    size_t n = (size_t)(stop - s);
    if (n >= sizeof buf)
        return NULL;
    memcpy(buf, s, n);
    buf[n] = '\0';
    return number_read(buf, v) ? stop : NULL;
}

static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The exponent at s, if one is there; *e grows by it. */
static const char *read_exponent(const char *s, const char *end, int *e)
{
    const char *at = s + 1;
    bool minus = at < end && *at == '-';
    int power = 0;
    if (at < end && (*at == '-' || *at == '+'))
        at++;
    if (at >= end || !is_digit(*at))
        return s;
    for (; at < end && is_digit(*at); at++)
        power = power < 100000 ? power * 10 + (*at - '0') : power;
    *e += minus ? -power : power;
    return at;
}

/* With a whole number under 2⁵³ and a power of ten up to 22 both are exact, so that one
 * multiplication or division rounds once: the nearest double (Clinger 1990). */
const char *log_number(const char *s, const char *end, double *v)
{
    const char *at = s;
    uint64_t whole = 0;
    int digits = 0, e = 0;
    bool minus = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+'))
        at++;
    if (at < end && (*at | 0x20) >= 'a' && (*at | 0x20) <= 'z')
        return read_word(at, end, minus, v);
    for (; at < end && is_digit(*at); at++, digits++)
        whole = whole < exact ? whole * 10 + (uint64_t)(*at - '0') : UINT64_MAX;
    if (at < end && *at == '.') {
        at++;
        for (; at < end && is_digit(*at); at++, digits++, e--)
            whole = whole < exact ? whole * 10 + (uint64_t)(*at - '0') : UINT64_MAX;
    }
    if (digits == 0)
        return NULL;
    if (at < end && (*at == 'e' || *at == 'E'))
        at = read_exponent(at, end, &e);
    if (whole > exact || e > TENS || e < -TENS)
        return read_long(s, at, v);
    double read = e < 0 ? (double)whole / tens[-e] : (double)whole * tens[e];
    *v = minus ? -read : read;
    return at;
}

enum { GROUPED_MAX = 64 };

static bool is_group(const char *s, const char *end)
{
    return end - s >= 4 && *s == ',' && is_digit(s[1]) && is_digit(s[2]) && is_digit(s[3]) &&
           (end - s == 4 || !is_digit(s[4]));
}

const char *log_number_grouped(const char *s, const char *end, double *v)
{
    char buf[GROUPED_MAX];
    const char *at = s;
    size_t n = 0;
    while (at < end && n < 4 && (is_digit(*at) || (at == s && (*at == '-' || *at == '+'))))
        buf[n++] = *at++;
    size_t first = n - (n > 0 && !is_digit(buf[0]));
    if (first < 1 || first > 3 || !is_group(at, end))
        return log_number(s, end, v);
    for (; is_group(at, end) && n + 3 < sizeof buf; at += 4, n += 3)
        memcpy(buf + n, at + 1, 3);
    if (at < end && *at == '.' && n + 1 < sizeof buf) {
        buf[n++] = *at++;
        while (at < end && is_digit(*at) && n < sizeof buf)
            buf[n++] = *at++;
    }
    return log_number(buf, buf + n, v) ? at : NULL;
}
