/* curses says ESC [39m ESC (B ESC [m for "plain": more than half of a frame was such changes. */
#include "backend/thin.h"

#include <stdbool.h>
#include <string.h>

enum { CHANGE_MAX = 32 }; /* bytes: a terminal takes sixteen numbers at least */

/* Length of the change of attributes that begins at s, or 0. */
static size_t change_length(const char *s, size_t n)
{
    size_t i = 2;
    if (n < 3 || s[0] != '\033' || s[1] != '[')
        return 0;
    while (i < n && ((s[i] >= '0' && s[i] <= '9') || s[i] == ';'))
        i++;
    return i < n && s[i] == 'm' ? i + 1 : 0;
}

static bool resets(const char *change)
{
    char first = change[2], second = first == '0' ? change[3] : 'm';
    return first == 'm' || (first == '0' && (second == ';' || second == 'm'));
}

size_t thin(char *s, size_t n)
{
    size_t out = 0, begun = 0; /* begun: where the change that ends at out begins */
    bool joins = false;
    for (size_t i = 0; i < n;) {
        size_t length = change_length(s + i, n - i);
        if (s[i] == '\017') {
            i++;
        } else if (n - i >= 3 && memcmp(s + i, "\033(B", 3) == 0) {
            i += 3;
        } else if (length == 0) {
            joins = false;
            s[out++] = s[i++];
        } else {
            if (joins && resets(s + i)) {
                out = begun;
                joins = false;
            }
            joins = joins && out - begun + length < CHANGE_MAX;
            size_t skip = joins ? 2 : 0; /* ESC [ is there already */
            if (joins)
                s[out - 1] = ';';
            else
                begun = out;
            memmove(s + out, s + i + skip, length - skip);
            out += length - skip;
            i += length;
            joins = true;
        }
    }
    return out;
}

/* Length of the repetition that begins at s, or 0. */
static size_t repeat_length(const char *s, size_t n, int *times)
{
    enum { TIMES_MAX = 10000 };
    size_t i = 2;
    *times = 0;
    if (n < 3 || s[0] != '\033' || s[1] != '[')
        return 0;
    for (; i < n && s[i] >= '0' && s[i] <= '9'; i++)
        *times = *times < TIMES_MAX ? 10 * *times + s[i] - '0' : TIMES_MAX;
    return i < n && s[i] == 'b' ? i + 1 : 0;
}

void add_written_out(struct text *to, const char *s, size_t n)
{
    size_t from = 0, glyph = 0; /* what is not yet appended; where the last glyph begins */
    int times;
    if (n == 0)
        return; /* s may be NULL, to which nothing may be added */
    for (size_t i = 0; i < n;) {
        size_t length = repeat_length(s + i, n - i, &times);
        if (length == 0) {
            if (((unsigned char)s[i] & 0xc0) != 0x80)
                glyph = i;
            i++;
            continue;
        }
        text_add_bytes(to, s + from, i - from);
        for (int k = 0; k < times; k++)
            text_add_bytes(to, s + glyph, i - glyph);
        from = i += length;
        glyph = i;
    }
    text_add_bytes(to, s + from, n - from);
}
