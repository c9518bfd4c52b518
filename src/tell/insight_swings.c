/* Losses that go up and down: whether they go anywhere. */
#include <math.h>
#include <stdio.h>

#include "tell/insight_parts.h"

enum { SWING_BUCKETS = 9, SWING_REST = 12, SWING_LONG = 18 };

struct swing {
    int rose, fell, turns;
    double low, high;
};

/* Rises and falls that take turns: one fall and one rise are no swing. */

/* How often the loss went up and down among the newest buckets, and between what. */
static struct swing swing_among(const struct trace *t, int buckets)
{
    const struct bucket *b = &t->bucket[t->n - buckets];
    struct swing w = {.low = b->loss, .high = b->loss};
    int way = 0; /* the last one it went */
    for (int i = 0; i + 1 < buckets; i++) {
        /* Of several steps to a bucket: ranges that overlap have not gone one way alone. */
        bool rose = b[i + 1].loss_hi > b[i].loss_lo, fell = b[i + 1].loss_lo < b[i].loss_hi;
        int now = rose == fell ? 0 : rose ? 1 : -1;
        w.rose += rose;
        w.fell += fell;
        w.turns += (rose && fell) || (now && way && now != way);
        way = now ? now : way;
        w.low = fmin(w.low, b[i].loss_lo);
        w.high = fmax(w.high, b[i].loss_hi);
    }
    return w;
}

static bool swings(const struct swing *w)
{
    return w->rose >= 3 && w->fell >= 3 && w->turns >= 2 && w->high > 1.001 * w->low;
}

/* Whether the loss goes up and down, and between what. Without it, what is said of a swinging run
 * would change at every step. One that swings at whim is not let go of at once: it swings as long
 * as it rises now and then, and did so often enough among twice as many. */
static bool swing_find(const struct run *r, struct swing *w)
{
    const struct trace *t = &r->trace;
    if (t->n < SWING_BUCKETS)
        return false;
    *w = swing_among(t, SWING_BUCKETS);
    if (swings(w))
        return true;
    if (t->n < SWING_LONG || swing_among(t, SWING_REST).rose == 0)
        return false;
    *w = swing_among(t, SWING_LONG);
    return swings(w);
}

bool is_swinging(const struct run *r)
{
    struct swing w;
    /* From mini-batch to mini-batch the loss goes up and down by itself. */
    return is_going(r) && is_gd(r) && !problem_varies(r->problem) && swing_find(r, &w);
}

/* The mean loss over `buckets` of the trace that end `back` before its end. */
static double mean_loss(const struct trace *t, int back, int buckets)
{
    double sum = 0;
    for (int i = t->n - back - buckets; i < t->n - back; i++)
        sum += t->bucket[i].loss_lo / 2 + t->bucket[i].loss_hi / 2;
    return sum / buckets;
}

enum { STRETCH_MAX = 16, STRETCH_STEP = 4 };

/* How many buckets a stretch has of which means are compared, `back` before the end: four times a
 * whole number, so that a two-cycle has the same mean over each half of it. */
static int stretch_of(const struct trace *t, int back)
{
    int n = (t->n - back) / 3 / STRETCH_STEP * STRETCH_STEP;
    return n < STRETCH_MAX ? n : STRETCH_MAX;
}

/* Means over three stretches that follow each other, each less by more than an eighth of the swing,
 * which means of so many swings hardly are by chance, and by more than a thousandth. What came down
 * and swings since falls no longer: not within the last of them. */
static bool fell(const struct trace *t, double swing, int back)
{
    int n = stretch_of(t, back);
    double before = n > 0 ? mean_loss(t, back + n, n) : NAN;
    double least = fmax(swing / 8, 0.001 * fabs(before));
    return mean_loss(t, back + 2 * n, n) - before > least &&
           before - mean_loss(t, back, n) > least &&
           mean_loss(t, back + n / 2, n / 2) - mean_loss(t, back, n / 2) > least / 2;
}

/* Whether what swings falls all the same, now or at one of the steps just before: what is said is
 * not to change for a step and back. */
static bool swing_falls(const struct run *r, const struct swing *w)
{
    const struct trace *t = &r->trace;
    int n = stretch_of(t, 0);
    bool falls = false;
    for (int back = 0; back < STRETCH_STEP && n > 0; back++)
        falls = falls || fell(t, w->high - w->low, back);
    return falls && mean_loss(t, 0, n) < mean_loss(t, n, n);
}

static bool swing_holds(const struct race *race, const struct run *r)
{
    struct swing w;
    (void)race;
    return is_swinging(r) && swing_find(r, &w) && !swing_falls(r, &w);
}

static bool swing_falls_holds(const struct race *race, const struct run *r)
{
    struct swing w;
    (void)race;
    return is_swinging(r) && swing_find(r, &w) && swing_falls(r, &w);
}

static void swing_falls_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    struct swing w = {.low = NAN, .high = NAN};
    int stretch = stretch_of(&r->trace, 0);
    const char *between[2], *mean[2];
    swing_find(r, &w);
    num_apart(&n, w.low, w.high, between);
    num_apart(&n, mean_loss(&r->trace, stretch, stretch), mean_loss(&r->trace, 0, stretch), mean);
    snprintf(
        buf, size,
        "%s: f goes up and down between %s and %s, but falls on average: its mean over %s steps "
        "fell from %s to %s.",
        r->name, between[0], between[1], count(&n, (uint64_t)stretch * r->trace.stride), mean[0],
        mean[1]);
}

/* How far from 2 it still is the edge: from step to step a run at it is over and under. */
#define EDGE_LOW 1.8

/* η·clip·λ where λ was measured last; NAN where it was not, or what clipping left there is
 * forgotten. */
static double newest_eta_lambda(const struct run *r, uint64_t *step)
{
    const struct trace *t = &r->trace;
    uint64_t ago;
    double clip = NAN, lambda = run_curvature(r, &ago);
    *step = r->now.step - ago;
    if (ago == 0)
        return eta_lambda(r);
    for (int i = t->n - 1; i >= 0 && t->bucket[i].step >= *step; i--)
        if (t->bucket[i].step == *step)
            clip = t->bucket[i].clip;
    return r->clip->turns && r->dim > 1 ? NAN : run_rate(r) * clip * lambda;
}

/* Why it swings, and what a lower lr does. A formula's curvature stays as it is, and under 2/η the
 * run settles; that of a network grows until it is at the edge again (Cohen et al. 2021), and it
 * swings there too. */
static void swing_why(const struct run *r, char *buf, size_t size)
{
    struct numbers n = {.n = 0};
    uint64_t step;
    double product = newest_eta_lambda(r, &step);
    const char *name = r->notes.clipped_steps ? "η·factor·λ" : "η·λ";
    char when[40] = "";
    const char *limit[2];
    if (step != r->now.step)
        snprintf(when, sizeof when, " at step %s", count(&n, step));
    num_apart(&n, product, 2, limit);
    if (!r->problem->kind->measure)
        snprintf(buf, size, "Steps of length %s cross the valley. A lower lr would settle.",
                 num(&n, r->now.step_norm));
    else if (product > EDGE_LOW)
        snprintf(buf, size, "%s = %s%s is %s 2, the edge of stability.", name, limit[0], when,
                 product > 2 ? "over" : "close to");
    else
        snprintf(buf, size, "Its steps are %s long.", num(&n, r->now.step_norm));
}

static void swing_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    struct swing w = {.low = NAN, .high = NAN};
    const char *between[2];
    char why[160];
    swing_find(r, &w);
    num_apart(&n, w.low, w.high, between);
    swing_why(r, why, sizeof why);
    snprintf(buf, size, "%s: f goes up and down between %s and %s. %s", r->name, between[0],
             between[1], why);
}

const struct insight_rule insight_swings[] = {
    {"swing", 660, swing_holds, swing_say, NULL},
    {"swing-falls", 670, swing_falls_holds, swing_falls_say, NULL},
    {.name = NULL},
};
