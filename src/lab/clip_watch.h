/* What there is to watch of clipping while a run goes on: norms before and after, the clip ratio,
 * how often it engages, quantiles of the norms; and a rule of thumb beside what the run shows. */
#ifndef LAB_CLIP_WATCH_H
#define LAB_CLIP_WATCH_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Quantiles come from counts in bins of equal ratio, 32 to a factor of two from 2^-57 to 2^71: a
 * step costs a nanosecond or two whatever came before, where keeping the norms sorted would cost
 * more than the step, and a checkpoint copies it (16 KiB). They are within 1/32 of an order
 * statistic next to the exact rank. Norms beyond either end (6.9e-18, under what rounding leaves
 * where θ is 1; 2.4e21, over what squares to the largest float32) count in a bin of their own
 * there, of which nothing is known but that. */
enum { MONITOR_PARTS_LOG2 = 5, MONITOR_FIRST = -57, MONITOR_OCTAVES = 128 };
enum { MONITOR_BINS = (MONITOR_OCTAVES << MONITOR_PARTS_LOG2) + 2 };

/* Steps that the recent mean looks back on: weights fall by 1/MONITOR_RECENT a step. */
enum { MONITOR_RECENT = 100 };

struct monitor {
    double ratio_sum;    /* ratio: ‖clipped gradient‖/‖gradient‖ of an update */
    double ratio_recent; /* with weights that do not add up to one yet; see the function */
    uint32_t bin[MONITOR_BINS];
};

void monitor_clear(struct monitor *m);

/* Half of every count: the shares stay. */
void monitor_halve(struct monitor *m);

static inline int monitor_bin(double norm)
{
    uint64_t bits;
    memcpy(&bits, &norm, sizeof bits);
    /* Of a positive double the exponent and the leading bits of the fraction, as one number. */
    int64_t at = (int64_t)(bits >> (52 - MONITOR_PARTS_LOG2)) -
                 ((int64_t)(1023 + MONITOR_FIRST) << MONITOR_PARTS_LOG2);
    return at < 0 ? 0 : at < MONITOR_BINS - 2 ? (int)at + 1 : MONITOR_BINS - 1;
}

/* An update that was made, of whose gradient clipping left `ratio`. */
static inline void monitor_ratio_add(struct monitor *m, double ratio)
{
    m->ratio_sum += ratio;
    m->ratio_recent += (1.0 / MONITOR_RECENT) * (ratio - m->ratio_recent);
}

/* An update, made or skipped, at gradient norm `norm`. How many there were and how many were
 * clipped the run counts: this is done millions of times a second. */
static inline void monitor_add(struct monitor *m, double norm)
{
    if (++m->bin[monitor_bin(norm)] == UINT32_MAX)
        monitor_halve(m);
}

/* The norm at share p of those added, NAN of none; beyond either end, that end. */
double monitor_quantile(const struct monitor *m, double p);
/* Whether the norm at share p is beyond an end: -1 under the first, 1 at or over the last. */
int monitor_beyond(const struct monitor *m, double p);
/* The norm at share p in three digits: "480"; "<7e-18" or ">2e21" beyond an end, "–" of none.
 * Returns buf. */
const char *monitor_text(const struct monitor *m, double p, char *buf, size_t size);

struct run;
double monitor_ratio(const struct run *r);        /* mean over all updates, NAN of none */
double monitor_ratio_recent(const struct run *r); /* over about the last MONITOR_RECENT */

/* The rule of thumb: a clip ratio long under ½ is over-clipping. Unsure: from mini-batch to
 * mini-batch the ratio changes by more than it is from ½. */
enum monitor_verdict {
    MONITOR_EARLY,
    MONITOR_IDLE,
    MONITOR_CANCELS, /* the optimizer divides by the size of the gradients: the rule is not of it */
    MONITOR_WITHIN,
    MONITOR_UNSURE,
    MONITOR_OVER
};
enum monitor_verdict monitor_judge(const struct run *r);

/* Of Adam and its like: how many components are far over ε and clipped to less than it, so that
 * they move less than half of lr; and how far at most. The run must be settled. */
int monitor_starved(const struct run *r, double *most);
/* Whether clipping shortens few gradients, which is how it serves an optimizer that divides by
 * their size: its means keep a long gradient for long. */
bool monitor_is_rare(const struct run *r);

/* The verdict in words, and beside it what the run shows: "Too much clipping by the rule of thumb:
 * recent clip ratio 0.213, under 0.5. The run is cycling." Of mini-batches f is a mean, and a
 * change is one that chance hardly makes. */
void monitor_say(const struct run *r, char *buf, size_t size);

#endif
