/* Spikes: norms over SPIKE times the median of the rows before them. */
#include <math.h>
#include <string.h>

#include "watch/checks.h"

enum { WINDOW = 50, LEAST = 10 };
static const double spike_times = 4;

/* The last WINDOW norms, sorted beside, so that their median costs nothing. */
struct window {
    int n, next;
    double ring[WINDOW], sorted[WINDOW];
};

static int place_of(const struct window *w, double v)
{
    int i = 0;
    while (i < w->n && w->sorted[i] < v)
        i++;
    return i;
}

static void window_add(struct window *w, double v)
{
    if (w->n == WINDOW) {
        int old = place_of(w, w->ring[w->next]);
        memmove(&w->sorted[old], &w->sorted[old + 1],
                (size_t)(w->n - old - 1) * sizeof w->sorted[0]);
        w->n--;
    }
    int at = place_of(w, v);
    memmove(&w->sorted[at + 1], &w->sorted[at], (size_t)(w->n - at) * sizeof w->sorted[0]);
    w->sorted[at] = v;
    w->n++;
    w->ring[w->next] = v;
    w->next = (w->next + 1) % WINDOW;
}

/* Keeps the `most` greatest, in order. */
static int keep(struct spike *out, int n, int most, const struct spike *s)
{
    if (n == most) {
        int least = 0;
        for (int i = 1; i < n; i++)
            least = out[i].times < out[least].times ? i : least;
        if (out[least].times >= s->times)
            return n;
        memmove(&out[least], &out[least + 1], (size_t)(n - least - 1) * sizeof *out);
        n--;
    }
    out[n] = *s;
    return n + 1;
}

int watch_spikes(const struct log_track *t, struct spike *out, int most, int *all)
{
    struct window w = {0};
    int n = 0, last = -1;
    *all = 0;
    for (int i = 0; i < t->n; i++) {
        const struct log_span *norm = &t->row[i].norm;
        if (!isfinite(norm->first))
            continue;
        double median = w.n > 0 ? w.sorted[w.n / 2] : NAN;
        if (w.n >= LEAST && median > 0 && norm->hi > spike_times * median) {
            struct spike s = {t->row[i].step, norm->hi, norm->hi / median, i};
            bool same = last >= 0 && i - last == 1; /* row beside row is one spike */
            last = i;
            if (same && n > 0 && out[n - 1].row == i - 1 && out[n - 1].norm >= s.norm) {
                out[n - 1].row = i;
                continue;
            }
            if (same && n > 0 && out[n - 1].row == i - 1)
                n--;
            *all += !same;
            n = keep(out, n, most, &s);
        }
        window_add(&w, norm->first);
    }
    return n;
}
