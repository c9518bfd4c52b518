#include "draw/ticks.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/elementary.h"
#include "draw/axis.h"

static const double NEARLY = 1e-9;

struct nice_step nice_step_above(double v)
{
    int power = (int)floor(fn_log10(v));
    double digit = v / fn_pow(10, power);
    if (digit <= 1 + NEARLY)
        return (struct nice_step){1, power};
    if (digit <= 2 + NEARLY)
        return (struct nice_step){2, power};
    if (digit <= 5 + NEARLY)
        return (struct nice_step){5, power};
    return (struct nice_step){1, power + 1};
}

static struct nice_step next_step(struct nice_step s)
{
    if (s.digit == 5)
        return (struct nice_step){1, s.power + 1};
    s.digit = s.digit == 1 ? 2 : 5;
    return s;
}

/* Below 1 a division by an exact power of ten: 3/10 is the double that prints as 0.3, 3·0.1 is not.
 */
double nice_step_times(struct nice_step s, double count)
{
    if (count == 0)
        return 0; /* never -0 */
    if (s.power < 0 && s.power >= -300)
        return count * s.digit / fn_pow(10, -s.power);
    return count * s.digit * fn_pow(10, s.power);
}

double nice_step_count(struct nice_step s, double v)
{
    if (s.power < 0 && s.power >= -300)
        return v * fn_pow(10, -s.power) / s.digit;
    return v / fn_pow(10, s.power) / s.digit;
}

/* One format an axis: fixed with the decimals of the step, or, away from everyday sizes, with the
 * exponent of the largest tick on all of them. */
static void label_linear(struct tick *t, int n, int power)
{
    double size = 0;
    for (int i = 0; i < n; i++)
        size = fmax(size, fabs(t[i].value));
    int exponent = size > 0 ? (int)floor(fn_log10(size) + NEARLY) : 0;
    for (int i = 0; i < n; i++) {
        if (exponent >= -3 && exponent < 6)
            snprintf(t[i].label, sizeof t[i].label, "%.*f", power < 0 ? -power : 0, t[i].value);
        else if (t[i].value == 0)
            snprintf(t[i].label, sizeof t[i].label, "0");
        else
            snprintf(t[i].label, sizeof t[i].label, "%.*fe%d",
                     exponent > power ? exponent - power : 0,
                     nice_step_count((struct nice_step){1, exponent}, t[i].value), exponent);
    }
}

static int drop_alike(struct tick *t, int n)
{
    int kept = 0;
    for (int i = 0; i < n; i++)
        if (kept == 0 || (t[i].value > t[kept - 1].value && strcmp(t[i].label, t[kept - 1].label)))
            t[kept++] = t[i];
    return kept;
}

static int ticks_linear(const struct axis *a, int max, struct tick *out)
{
    double first, last;
    struct nice_step step = nice_step_above(fmax((a->hi - a->lo) / (max + 1), 1e-320));
    for (;; step = next_step(step)) {
        first = ceil(nice_step_count(step, a->lo) - NEARLY);
        last = floor(nice_step_count(step, a->hi) + NEARLY);
        if (!isfinite(first) || !isfinite(last))
            return 0;
        if (last - first < max)
            break;
    }
    for (int i = 0; i <= (int)(last - first); i++)
        out[i].value = nice_step_times(step, first + i);
    label_linear(out, (int)(last - first) + 1, step.power);
    return drop_alike(out, (int)(last - first) + 1);
}

static void label_decade(struct tick *t, int decade, bool unicode)
{
    static const char *const high[10] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    char digits[8];
    snprintf(digits, sizeof digits, "%d", decade);
    if (!unicode) {
        snprintf(t->label, sizeof t->label, "1e%s", digits);
        return;
    }
    strcpy(t->label, "10");
    for (const char *d = digits; *d; d++)
        strcat(t->label, *d == '-' ? "⁻" : high[*d - '0']);
}

static int floor_div(int a, int b)
{
    return a / b - (a % b < 0);
}

static void tick_decade(struct tick *t, int decade, bool unicode)
{
    t->value = fn_pow(10, decade);
    label_decade(t, decade, unicode);
}

/* One tick says nothing of how much a row is: where only one of a stride is in sight, the ends. */
static int ticks_decades(int lo, int hi, int max, bool unicode, struct tick *out)
{
    static const int strides[] = {1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000};
    int n = 0;
    for (int i = 0; i < (int)(sizeof strides / sizeof *strides); i++) {
        int by = strides[i], first = -floor_div(-lo, by), last = floor_div(hi, by);
        if (last - first >= max)
            continue;
        for (int k = first; k <= last; k++)
            tick_decade(&out[n++], k * by, unicode);
        break;
    }
    if (n < 2 && max >= 2 && lo < hi) {
        tick_decade(&out[0], lo, unicode);
        tick_decade(&out[1], hi, unicode);
        n = 2;
    }
    return n;
}

/* Fewer than two decades in sight: 1, 2 and 5 times each, or, between two of those, as if linear.
 */
static int ticks_within(const struct axis *a, int max, struct tick *out)
{
    int n = 0, decade = (int)floor(fn_log10(a->lo) + NEARLY);
    for (int i = 0; i < 9 && n <= max && n < TICKS_MAX; i++) {
        struct nice_step s = {i % 3 == 0 ? 1 : i % 3 == 1 ? 2 : 5, decade + i / 3};
        double v = nice_step_times(s, 1);
        if (v < a->lo * (1 - NEARLY) || v > a->hi * (1 + NEARLY))
            continue;
        snprintf(out[n].label, sizeof out[n].label, "%de%d", s.digit, s.power);
        out[n++].value = v;
    }
    return n >= 2 && n <= max ? n : ticks_linear(a, max, out);
}

int axis_ticks(const struct axis *a, int max, bool unicode, struct tick *out)
{
    if (max > TICKS_MAX)
        max = TICKS_MAX;
    if (max <= 0 || !(a->lo < a->hi) || !isfinite(a->lo) || !isfinite(a->hi))
        return 0;
    if (a->log) {
        int lo = (int)ceil(fn_log10(a->lo) - NEARLY), hi = (int)floor(fn_log10(a->hi) + NEARLY);
        return hi > lo ? ticks_decades(lo, hi, max, unicode, out) : ticks_within(a, max, out);
    }
    return ticks_linear(a, max, out);
}
