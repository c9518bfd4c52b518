/* What is said of mini-batches, where a single step proves nothing: means over stretches of steps,
 * and what a loss that is a mean over many answers does to learning rate and threshold. */
#include <math.h>
#include <stdio.h>

#include "lab/clip_watch.h"
#include "tell/insight_parts.h"

/* Buckets of the trace in a stretch. What is said of the last whole one stands until the next. */
enum { STRETCH = 50 };

/* How many whole stretches a run has behind it. */
static int stretches(const struct run *r)
{
    return r->trace.n / STRETCH;
}

static double mean_loss(const struct run *r, int stretch)
{
    double sum = 0;
    for (int i = 0; i < STRETCH; i++)
        sum += r->trace.bucket[stretch * STRETCH + i].loss;
    return sum / STRETCH;
}

/* The mean over the last whole stretch; NAN before the first. */
static double recent(const struct run *r)
{
    int n = stretches(r);
    return n > 0 ? mean_loss(r, n - 1) : NAN;
}

/* Its first and its last step. */
static uint64_t stretch_first(const struct run *r, int stretch)
{
    return r->trace.bucket[stretch * STRETCH].step;
}

static uint64_t stretch_last(const struct run *r, int stretch)
{
    return r->trace.bucket[stretch * STRETCH + STRETCH - 1].step + r->trace.stride - 1;
}

/* The bucket with the largest gradient from one stretch to the end of the last whole one. */
static const struct bucket *largest_gradient(const struct run *r, int from)
{
    const struct bucket *b = r->trace.bucket, *largest = &b[from * STRETCH];
    for (int i = from * STRETCH; i < stretches(r) * STRETCH; i++)
        if (b[i].grad_hi > largest->grad_hi)
            largest = &b[i];
    return largest;
}

/* The stretch with the least mean loss before the last. */
static int best_stretch(const struct run *r)
{
    int best = 0;
    for (int k = 1; k < stretches(r) - 1; k++)
        if (mean_loss(r, k) < mean_loss(r, best))
            best = k;
    return best;
}

/* A run that had learned, by half of its first loss, and has lost half of that again. */
static bool lost_holds(const struct race *race, const struct run *r)
{
    (void)race;
    if (!is_going(r) || stretches(r) < 2)
        return false;
    double first = r->trace.bucket[0].loss, best = mean_loss(r, best_stretch(r));
    return best < first / 2 && recent(r) > (first + best) / 2;
}

static uint64_t lost_since(const struct run *r)
{
    return stretches(r) < 2 ? 0 : largest_gradient(r, best_stretch(r))->step;
}

static void lost_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    int best = best_stretch(r);
    const struct bucket *large = largest_gradient(r, best);
    snprintf(buf, size,
             "%s lost what it had learned: mean loss now %s, %s up to step %s. At step %s ‖∇f‖ was "
             "%s; its median is %s.",
             r->name, num(&n, recent(r)), num(&n, mean_loss(r, best)),
             count(&n, stretch_last(r, best)), count(&n, large->step), num(&n, large->grad_hi),
             num(&n, monitor_quantile(r->monitor, 0.5)));
}

/* Worse than where it began, by more than mini-batches differ. */
static bool worse_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return is_going(r) && stretches(r) > 0 && recent(r) > 1.5 * r->trace.bucket[0].loss_hi;
}

static uint64_t worse_since(const struct run *r)
{
    return stretches(r) > 0 ? largest_gradient(r, 0)->step : 0;
}

static void worse_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    const struct bucket *large = largest_gradient(r, 0);
    snprintf(buf, size,
             "%s: its mean loss, %s, is over the loss it began with, %s. At step %s ‖∇f‖ was %s.",
             r->name, num(&n, recent(r)), num(&n, r->trace.bucket[0].loss), count(&n, large->step),
             num(&n, large->grad_hi));
}

/* A loss T times as large, with the same steps: lr and γ follow, and from h <= L0 + L1·‖∇f‖ with h
 * and ‖∇f‖ both T times as large so does L0, but not L1. Zaremba et al. 2014 sum over 35 steps. */
static bool units_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return is_going(r) && is_gd(r) && r->problem->answers > 1 &&
           (is_clip(r, CLIP_HARD) || is_clip(r, CLIP_SOFT));
}

static void units_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    double answers = r->problem->answers;
    snprintf(
        buf, size,
        "%s: the sum of %s answers needs lr = %s, γ = %s. The loss is their mean; L0 of the sum "
        "is %s times as large, L1 the same.",
        r->name, knob(&n, answers), num(&n, r->knobs.lr / answers), num(&n, run_gamma(r) * answers),
        knob(&n, answers));
}

static uint64_t since_begin(const struct run *r)
{
    (void)r;
    return 0;
}

/* The next best of the others by that mean; NULL if r is not the best of several by a tenth. */
static const struct run *runner_up(const struct race *race, const struct run *r)
{
    const struct run *next = NULL;
    for (int i = 0; i < race->n; i++) {
        const struct run *o = &race->run[i];
        if (o == r || o->now.status == RUN_DIVERGED)
            continue;
        if (!(recent(o) > recent(r)))
            return NULL;
        if (!next || recent(o) < recent(next))
            next = o;
    }
    return next && recent(r) < 0.9 * recent(next) ? next : NULL;
}

static bool leads_holds(const struct race *race, const struct run *r)
{
    return is_going(r) && runner_up(race, r);
}

static void leads_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    struct numbers n = {.n = 0};
    const struct run *next = runner_up(race, r);
    int last = stretches(r) - 1;
    snprintf(buf, size, "%s leads: mean loss %s over steps %s to %s. Next: %s with %s.", r->name,
             num(&n, recent(r)), count(&n, stretch_first(r, last)),
             count(&n, stretch_last(r, last)), next->name, num(&n, recent(next)));
}

static bool mean_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return is_going(r) && stretches(r) > 0;
}

static void mean_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    int last = stretches(r) - 1;
    int used = snprintf(buf, size, "%s: its mean loss is %s over steps %s to %s", r->name,
                        num(&n, recent(r)), count(&n, stretch_first(r, last)),
                        count(&n, stretch_last(r, last)));
    if (used < 0 || (size_t)used >= size)
        return;
    if (last > 0)
        snprintf(buf + used, size - (size_t)used, ", before that %s.",
                 num(&n, mean_loss(r, last - 1)));
    else
        snprintf(buf + used, size - (size_t)used, ".");
}

static bool noisy_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return is_going(r);
}

static void noisy_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    snprintf(buf, size,
             "%s: each step sees other samples, so its loss and gradient are noisy. Means of %d "
             "steps follow.",
             r->name, STRETCH);
}

const struct insight_rule insight_batches[] = {
    {"batch-lost", 690, lost_holds, lost_say, lost_since},
    {"batch-worse", 685, worse_holds, worse_say, worse_since},
    {"units", 390, units_holds, units_say, since_begin},
    {"batch-lost-rest", 125, lost_holds, lost_say, NULL},
    {"batch-worse-rest", 124, worse_holds, worse_say, NULL},
    {"batch-leads", 122, leads_holds, leads_say, NULL},
    {"units-rest", 110, units_holds, units_say, NULL},
    {"batch-mean", 55, mean_holds, mean_say, NULL},
    {"batch-noisy", 45, noisy_holds, noisy_say, NULL},
    {.name = NULL},
};
