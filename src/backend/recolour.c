#include "backend/recolour.h"

#include <string.h>

#include "draw/theme.h"

_Static_assert(16 + ROLES <= 256, "an index for every role");

enum { NUMBERS_MAX = 32 };

/* Reads the numbers of the attribute change at s. Returns its length; 0: s begins no such change.
 */
static size_t change_read(const char *s, size_t n, int *number, int *count)
{
    size_t i = 2;
    *count = 0;
    if (n < 3 || s[0] != '\033' || s[1] != '[')
        return 0;
    for (int value = 0; i < n; i++) {
        if (s[i] >= '0' && s[i] <= '9') {
            value = value * 10 + (s[i] - '0');
            continue;
        }
        if ((s[i] != ';' && s[i] != 'm') || *count == NUMBERS_MAX || value > 0xffff)
            return 0;
        number[(*count)++] = value;
        value = 0;
        if (s[i] == 'm')
            return i + 1;
    }
    return 0;
}

static void change_write(struct text *out, const int *number, int count, int theme)
{
    const char *before = "\033[";
    for (int i = 0; i < count; i++, before = ";") {
        bool colour = (number[i] == 38 || number[i] == 48) && i + 2 < count && number[i + 1] == 5;
        int rgb = -1;
        if (colour && number[i + 2] >= 16 && number[i + 2] < 16 + ROLES)
            rgb = theme_ink(theme, (enum role)(number[i + 2] - 16)).rgb;
        if (rgb >= 0) {
            text_printf(out, "%s%d;2;%d;%d;%d", before, number[i], rgb >> 16, rgb >> 8 & 255,
                        rgb & 255);
            i += 2;
        } else {
            text_printf(out, "%s%d", before, number[i]);
        }
    }
    text_add(out, "m");
}

void recolour(struct text *out, const char *s, size_t n, int theme)
{
    int number[NUMBERS_MAX], count;
    for (size_t i = 0; i < n;) {
        size_t length = change_read(s + i, n - i, number, &count);
        const char *next = memchr(s + i + 1, '\033', n - i - 1);
        size_t plain = next ? (size_t)(next - (s + i)) : n - i;
        if (length == 0) {
            text_add_bytes(out, s + i, plain);
            i += plain;
        } else if (count == 1 && number[0] == 0) {
            text_add(out, "\033[m");
            i += length;
        } else {
            change_write(out, number, count, theme);
            i += length;
        }
    }
}
