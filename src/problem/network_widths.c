/* The widths of a network as text. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "problem/network_parts.h"

/* A whole number from 1 to most at *at, which moves on past it. */
static bool read_count(const char **at, long most, int *out)
{
    char *end;
    if (**at < '0' || **at > '9')
        return false;
    long v = strtol(*at, &end, 10);
    *at = end;
    *out = (int)v;
    return v >= 1 && v <= most;
}

int widths_read(const char *text, int *widths, char *why, size_t size)
{
    static const char between[] = " -,";
    int n = 0;
    const char *at = text + strspn(text, between);
    while (*at) {
        int width, times = 1;
        bool ok = read_count(&at, WIDTH_MOST, &width);
        if (ok && *at == '*') {
            at++;
            ok = read_count(&at, WIDTHS_MAX, &times);
        }
        if (!ok || (*at && !strchr(between, *at))) {
            snprintf(why, size,
                     "found \"%.60s\"; expected widths of 1 to %d from input to output, as "
                     "784 256*9 10",
                     text, WIDTH_MOST);
            return 0;
        }
        for (; times > 0 && n <= WIDTHS_MAX; times--, n++)
            if (n < WIDTHS_MAX)
                widths[n] = width;
        at += strspn(at, between);
    }
    if (n >= 2 && n <= WIDTHS_MAX)
        return n;
    snprintf(why, size, "found %s%d widths; expected 2 to %d, from input to output",
             n > WIDTHS_MAX ? "over " : "", n > WIDTHS_MAX ? WIDTHS_MAX : n, WIDTHS_MAX);
    return 0;
}

void widths_text(const int *widths, int n, char *buf, size_t size)
{
    size_t used = 0;
    buf[0] = '\0';
    for (int i = 0, times; i < n && used < size; i += times) {
        for (times = 1; i + times < n && widths[i + times] == widths[i];)
            times++;
        used += (size_t)snprintf(buf + used, size - used, "%s%d", i > 0 ? "-" : "", widths[i]);
        if (times == 2 && used < size)
            used += (size_t)snprintf(buf + used, size - used, "-%d", widths[i]);
        else if (times > 2 && used < size)
            used += (size_t)snprintf(buf + used, size - used, "×%d", times);
    }
}
