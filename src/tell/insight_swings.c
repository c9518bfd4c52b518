/* Losses that go up and down: whether they go anywhere. */
#include <math.h>

#include "tell/insight_parts.h"

enum { SWING_BUCKETS = 9, SWING_REST = 12, SWING_LONG = 18 };

/* A loss that goes up and down is read at every eighth bucket alone, so that the caption stands for
 * as long: one that is gone at the next step cannot be read. */
enum { HELD = 8 };

/* How many buckets of the trace are read: all but those since the last reading, and the newest one
 * while it fills. */
static int reading_end(const struct trace *t)
{
    int whole = t->n - (t->stride > 1);
    return whole > 0 ? (whole - 1) / HELD * HELD + 1 : 0;
}

struct swing {
    int rose, fell, turns;
    double low, high;
};

/* Rises and falls that take turns: one fall and one rise are no swing. */

/* How often the loss went up and down among the last buckets before `end`, and between what. */
static struct swing swing_among(const struct trace *t, int end, int buckets)
{
    const struct bucket *b = &t->bucket[end - buckets];
    struct swing w = {.low = b->loss, .high = b->loss};
    int way = 0; /* the last one it went */
    for (int i = 0; i + 1 < buckets; i++) {
        /* Of several steps to a bucket: ranges that overlap have not gone one way alone. */
        bool rose = b[i + 1].loss_hi > b[i].loss_lo, fell = b[i + 1].loss_lo < b[i].loss_hi;
        int now = rose == fell ? 0 : rose ? 1 : -1;
        bool turn = (rose && fell) || (now && way && now != way);
        w.rose += rose;
        w.fell += fell;
        if (turn && w.turns++ == 0) { /* what it came down to this is no part of the swing */
            w.low = b[i].loss_lo;
            w.high = b[i].loss_hi;
        }
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
static bool swing_find(const struct trace *t, int end, struct swing *w)
{
    if (end < SWING_BUCKETS)
        return false;
    *w = swing_among(t, end, SWING_BUCKETS);
    if (swings(w))
        return true;
    if (end < SWING_LONG || swing_among(t, end, SWING_REST).rose == 0)
        return false;
    *w = swing_among(t, end, SWING_LONG);
    return swings(w);
}

bool is_swinging(const struct run *r)
{
    struct swing w;
    /* From mini-batch to mini-batch the loss goes up and down by itself. */
    return is_going(r) && is_gd(r) && !problem_varies(r->problem) &&
           swing_find(&r->trace, reading_end(&r->trace), &w);
}

/* The mean loss over `buckets` of the trace before `end`. */
static double mean_loss(const struct trace *t, int end, int buckets)
{
    double sum = 0;
    for (int i = end - buckets; i < end; i++)
        sum += t->bucket[i].loss_lo / 2 + t->bucket[i].loss_hi / 2;
    return sum / buckets;
}

enum { STRETCH_MAX = 16, STRETCH_STEP = 4 };

/* How many buckets a stretch has of which means are compared: four times a whole number, so that a
 * two-cycle has the same mean over each half of it. */
static int stretch_of(int end)
{
    int n = end / 3 / STRETCH_STEP * STRETCH_STEP;
    return n < STRETCH_MAX ? n : STRETCH_MAX;
}

/* Means over three stretches that follow each other, each less by more than an eighth of the swing,
 * which means of so many swings hardly are by chance, and by more than a thousandth. What came down
 * and swings since falls no longer: not within the last of them, nor from over the swing. */
static bool fell(const struct trace *t, int end, const struct swing *w)
{
    int n = stretch_of(end);
    if (n == 0)
        return false;
    double before = mean_loss(t, end - n, n);
    double least = fmax((w->high - w->low) / 8, 0.001 * fabs(before));
    return mean_loss(t, end, n) <= w->high && mean_loss(t, end - 2 * n, n) - before > least &&
           before - mean_loss(t, end, n) > least &&
           mean_loss(t, end - n / 2, n / 2) - mean_loss(t, end, n / 2) > least / 2;
}

/* Where the last reading but one or the last ends at which what swings falls all the same; 0: at
 * neither. */
static int falls_until(const struct run *r, struct swing *w)
{
    const struct trace *t = &r->trace;
    int end = reading_end(t);
    for (int k = 0; k < 2; k++, end -= HELD)
        if (swing_find(t, end, w) && fell(t, end, w))
            return end;
    return 0;
}

static bool swing(const struct run *r)
{
    struct swing w;
    return is_swinging(r) && falls_until(r, &w) == 0;
}

static bool falls(const struct run *r)
{
    struct swing w;
    return is_swinging(r) && falls_until(r, &w) > 0;
}

/* What is said of a swing is said of it there. */
static int swing_read(const struct run *r, struct swing *w)
{
    int end = falls_until(r, w);
    if (end > 0)
        return end;
    end = reading_end(&r->trace);
    swing_find(&r->trace, end, w);
    return end;
}

static struct swing swing_of(const struct run *r)
{
    struct swing w = {.low = NAN, .high = NAN};
    swing_read(r, &w);
    return w;
}

/* How far from 2 it still is the edge: from step to step a run at it is over and under. */
#define EDGE_LOW 1.8

/* The step at which λ was measured last. */
static uint64_t measured_step(const struct run *r)
{
    uint64_t ago;
    run_curvature(r, &ago);
    return r->now.step - ago;
}

/* η·clip·λ there; NAN where it was not measured, or what clipping left there is forgotten. */
static double measured_eta_lambda(const struct run *r)
{
    const struct trace *t = &r->trace;
    uint64_t ago;
    double clip = NAN, lambda = run_curvature(r, &ago);
    if (ago == 0)
        return eta_lambda(r);
    for (int i = t->n - 1; i >= 0 && t->bucket[i].step >= r->now.step - ago; i--)
        if (t->bucket[i].step == r->now.step - ago)
            clip = t->bucket[i].clip;
    return r->clip->turns && r->dim > 1 ? NAN : run_rate(r) * clip * lambda;
}

/* Why it swings, and what a lower lr does. A formula's curvature stays as it is, and under 2/η the
 * run settles; that of a network grows until it is at the edge again (Cohen et al. 2021), and it
 * swings there too. */
static const char *swing_why(UNUSED const struct race *race, const struct run *r)
{
    double product = measured_eta_lambda(r);
    if (!r->problem->kind->measure)
        return "Steps of length {stride} cross the valley. A lower lr would settle.";
    if (product > EDGE_LOW)
        return is_beyond(product, 2) ? "{swing-product} = {measured-reach|2}{swing-when} is over "
                                       "2, the edge of stability."
               : is_beyond(2, product)
                   ? "{swing-product} = {measured-reach|2}{swing-when} is close to 2, the edge of "
                     "stability."
                   : "{swing-product} is 2{swing-when}, the edge of stability.";
    return "Its steps are {stride} long.";
}

WORDS(swing_product, r->notes.clipped_steps ? "η·factor·λ" : "η·λ")
WORDS(swing_when, measured_step(r) != r->now.step ? " at step {measured-step}" : "")

/* The mean over a stretch of which means are compared: the last, or the one before. */
static double stretch_mean(const struct run *r, int back)
{
    struct swing w;
    int end = swing_read(r, &w), n = stretch_of(end);
    return mean_loss(&r->trace, end - back * n, n);
}

static uint64_t stretch_steps(const struct run *r)
{
    struct swing w;
    return (uint64_t)stretch_of(swing_read(r, &w)) * r->trace.stride;
}

static uint64_t swing_step(const struct run *r)
{
    struct swing w;
    return r->trace.bucket[swing_read(r, &w) - 1].step + r->trace.stride - 1;
}

#define NUMBERS(X)                                                                                 \
    X(swing_until, "swing-until", COUNTED, (double)swing_step(r))                                  \
    X(swing_low, "swing-low", MEASURED, swing_of(r).low)                                           \
    X(swing_high, "swing-high", MEASURED, swing_of(r).high)                                        \
    X(swing_steps, "swing-steps", COUNTED, (double)stretch_steps(r))                               \
    X(swing_before, "swing-before", MEASURED, stretch_mean(r, 1))                                  \
    X(swing_mean, "swing-mean", MEASURED, stretch_mean(r, 0))                                      \
    X(measured_reach, "measured-reach", MEASURED, measured_eta_lambda(r))                          \
    X(measured_at, "measured-step", COUNTED, (double)measured_step(r))

NUMBER_TABLE(NUMBERS)

static const struct words words[] = {
    {"swing-why", swing_why},
    {"swing-product", swing_product},
    {"swing-when", swing_when},
    {.name = NULL},
};

static const struct insight_rule rules[] = {
    {"swing", 660, .holds = swing,
     .text = "{run}: f goes up and down between {swing-low|swing-high} and {swing-high|swing-low}. "
             "{swing-why}"},
    {"swing-falls", 670, .holds = falls,
     .text = "{run}: f goes up and down between {swing-low|swing-high} and {swing-high|swing-low}, "
             "but falls on average: its mean over {swing-steps} steps fell from "
             "{swing-before|swing-mean} to {swing-mean|swing-before} by step {swing-until}."},
    {.name = NULL},
};

const struct theme insight_swings = {ABOUT_STEPS, rules, numbers, words};
