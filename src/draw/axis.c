/* Bounds and positions of an axis. Its ticks are in ticks.c, the plot it belongs to in plot.c. */
#include "draw/axis.h"

#include <math.h>

#include "base/elementary.h"
#include "draw/ticks.h"

static const double LEAST_LOG = 1e-307, MOST = 1e300;

struct axis axis_empty(bool log)
{
    return (struct axis){.lo = INFINITY, .hi = -INFINITY, .log = log};
}

void axis_add(struct axis *a, double v)
{
    if (!isfinite(v) || (a->log && !(v > 0)))
        return;
    v = fmax(-MOST, fmin(MOST, v));
    if (a->log)
        v = fmax(v, LEAST_LOG);
    a->lo = fmin(a->lo, v);
    a->hi = fmax(a->hi, v);
}

/* log10 of what was meant to be a power of ten may be off by a unit in the last place. */
static const double NEARLY = 1e-9;

static void finish_log(struct axis *a)
{
    double lo = floor(fn_log10(a->lo) + NEARLY), hi = ceil(fn_log10(a->hi) - NEARLY);
    if (lo >= hi) { /* all values on one decade: one to each side */
        lo -= 1;
        hi += 1;
    }
    a->lo = fn_pow(10, fmax(lo, -307));
    a->hi = fn_pow(10, fmin(hi, 301));
}

/* An eighth of the span as the step: coarse enough to stand still while a run creeps on, fine
 * enough to waste little of the picture. */
static void finish_linear(struct axis *a)
{
    double size = fmax(fabs(a->lo), fabs(a->hi));
    if (a->lo == a->hi) {
        a->lo -= size > 0 ? size / 10 : 1;
        a->hi += size > 0 ? size / 10 : 1;
    }
    if (!(a->hi - a->lo > 1e-12 * size)) { /* narrower than can be labelled or told apart */
        double middle = a->lo + (a->hi - a->lo) / 2;
        a->lo = middle - 0.5e-12 * size;
        a->hi = middle + 0.5e-12 * size;
    }
    struct nice_step step = nice_step_above((a->hi - a->lo) / 8);
    a->lo = nice_step_times(step, floor(nice_step_count(step, a->lo) + NEARLY));
    a->hi = nice_step_times(step, ceil(nice_step_count(step, a->hi) - NEARLY));
}

void axis_finish(struct axis *a)
{
    if (!(a->lo <= a->hi)) {
        a->lo = a->log ? 0.1 : 0;
        a->hi = 1;
    } else if (a->log) {
        finish_log(a);
    } else {
        finish_linear(a);
    }
}

double axis_at(const struct axis *a, double v, double extent)
{
    if (a->log) {
        double lo = fn_log10(a->lo);
        if (v <= 0)
            v = 5e-324;
        return (fn_log10(v) - lo) / (fn_log10(a->hi) - lo) * extent;
    }
    return (v / 2 - a->lo / 2) / (a->hi / 2 - a->lo / 2) * extent; /* halves: none overflows */
}

double axis_value(const struct axis *a, double at, double extent)
{
    double share = extent > 0 ? at / extent : 0;
    if (a->log) {
        double lo = fn_log10(a->lo);
        return fn_pow(10, lo + (fn_log10(a->hi) - lo) * share);
    }
    return a->lo * (1 - share) + a->hi * share;
}
