/* Knobs: how far a notch turns. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/elementary.h"
#include "base/param.h"
#include "base/text.h"

/* R10 of ISO 3, its rounded values, with 1.6 and 3.15 as on dials. */
static const char *const r10[10] = {"1", "1.25", "1.6", "2", "2.5", "3.15", "4", "5", "6.3", "8"};

/* Term k of the series, k = 0 at 1, read from its decimal digits so that it is the number that a
 * person would type: 0.1, not 0.1 and a bit. 0 or INFINITY beyond the range of doubles. */
static double series(int k)
{
    int term = (k % 10 + 10) % 10;
    char digits[32];
    double v = INFINITY;
    snprintf(digits, sizeof digits, "%se%d", r10[term], (k - term) / 10);
    number_read(digits, &v);
    return v;
}

static bool same(double a, double b)
{
    return isfinite(b) && fabs(a - b) <= 1e-9 * fabs(b);
}

static double nudge_log(double now, int notches)
{
    /* Series and powers of ten differ by under a term. */
    int k = (int)floor(10 * fn_log10(now)) - 1;
    while (series(k + 1) <= now || same(now, series(k + 1)))
        k++;
    if (same(now, series(k)))
        return series(k + notches);
    if (notches % 10 == 0) { /* decades keep what is between two terms */
        double by = fn_pow(10, abs(notches) / 10);
        return notches > 0 ? now * by : now / by;
    }
    return series(k + notches + (notches < 0)); /* down, the first notch ends at the lower term */
}

static double nudge_free(const struct param *p, double now, int notches)
{
    bool log_scale = p->log_scale && (p->kind == PARAM_REAL || p->kind == PARAM_COUNT);
    if (!log_scale)
        return now + notches;
    if (!(now > 0))
        return notches > 0 ? 1e-6 : now;
    if (isinf(now))
        return notches < 0 ? 1e6 : now;
    double next = nudge_log(now, notches);
    if (p->kind == PARAM_COUNT) {
        next = nearbyint(next);
        if (next == now)
            next += notches > 0 ? 1 : -1;
    }
    return isfinite(next) && next > 0 ? next : now;
}

double param_nudge(const struct param *p, double now, int notches)
{
    if (isnan(now) || notches == 0 || p->kind == PARAM_TEXT || p->kind == PARAM_LIST)
        return now;
    double lo = p->min, hi = p->max;
    if (p->kind == PARAM_FLAG)
        lo = 0, hi = 1;
    if (p->kind == PARAM_CHOICE) {
        lo = 0, hi = -1;
        while (p->choices[(int)hi + 1])
            hi++;
    }
    double next = fmin(nudge_free(p, now, notches), hi);
    if (p->open_min && !(next > lo))
        return now; /* there is no least value to stop at */
    return fmax(next, lo);
}
