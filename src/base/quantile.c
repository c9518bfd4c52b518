#include "base/quantile.h"

#include <math.h>
#include <string.h>

#include "base/elementary.h"

/* Two neighbours of which neither could be merged span more than one unit of the scale, which is
 * SPAN units long: at most 2·SPAN entries are left, half of the room. */
static const double SPAN = 128;

static double scale_at(double share)
{
    return SPAN * (0.5 + fn_asin(2 * share - 1) / M_PI);
}

/* The first and the last entry stay alone: they are the least and the greatest number seen. */
static void merge(struct quantiles *q)
{
    int used = (int)q->used, to = 1;
    double before = q->weight[0], from = scale_at(before / q->count);
    for (int i = 1; i < used - 1; i++) {
        double w = q->weight[to], more = q->weight[i], end = (before + more) / q->count;
        if (i > 1 && scale_at(fmin(1, end)) - from <= 1) {
            q->value[to] += (q->value[i] - q->value[to]) * (more / (w + more));
            q->weight[to] = w + more;
        } else {
            to += i > 1;
            from = scale_at(before / q->count);
            q->value[to] = q->value[i];
            q->weight[to] = more;
        }
        before += more;
    }
    to++;
    q->value[to] = q->value[used - 1];
    q->weight[to] = q->weight[used - 1];
    q->used = to + 1;
}

/* Where v goes: after all that are not greater. */
static int place_of(const struct quantiles *q, double v)
{
    int lo = 0, hi = (int)q->used;
    while (lo < hi) {
        int mid = (lo + hi) / 2;
        if (q->value[mid] <= v)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

void quantiles_add(struct quantiles *q, double v)
{
    if ((int)q->used == QUANTILE_ROOM)
        merge(q);
    int used = (int)q->used, at = place_of(q, v);
    size_t after = (size_t)(used - at) * sizeof(double);
    memmove(&q->value[at + 1], &q->value[at], after);
    memmove(&q->weight[at + 1], &q->weight[at], after);
    q->value[at] = v;
    q->weight[at] = 1;
    q->used++;
    q->count++;
}

/* An entry of weight w after `before` others stands at the rank of its middle. */
double quantiles_at(const struct quantiles *q, double p)
{
    int used = (int)q->used;
    double rank = p * (q->count - 1), before = 0, last_rank = 0, last = NAN;
    for (int i = 0; i < used; i++) {
        double middle = before + (q->weight[i] - 1) / 2, v = q->value[i];
        if (rank <= middle || i == used - 1) {
            double t = middle > last_rank ? (rank - last_rank) / (middle - last_rank) : 1;
            return i == 0 ? v : last + (v - last) * t;
        }
        before += q->weight[i];
        last_rank = middle;
        last = v;
    }
    return NAN;
}
