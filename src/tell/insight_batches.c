/* What is said of mini-batches, where a single step proves nothing: means over stretches of steps,
 * and what a loss that is a mean over many answers does to learning rate and threshold. */
#include <math.h>

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
static bool lost(const struct run *r)
{
    if (!is_going(r) || stretches(r) < 2)
        return false;
    double first = r->trace.bucket[0].loss, best = mean_loss(r, best_stretch(r));
    return best < first / 2 && recent(r) > (first + best) / 2;
}

static uint64_t lost_since(const struct run *r)
{
    return stretches(r) < 2 ? 0 : largest_gradient(r, best_stretch(r))->step;
}

/* Worse than where it began, by more than mini-batches differ. */
HOLDS(worse, is_going(r) && stretches(r) > 0 && recent(r) > 1.5 * r->trace.bucket[0].loss_hi)

static uint64_t worse_since(const struct run *r)
{
    return stretches(r) > 0 ? largest_gradient(r, 0)->step : 0;
}

/* A loss T times as large, with the same steps: lr and γ follow, and from h <= L0 + L1·‖∇f‖ with h
 * and ‖∇f‖ both T times as large so does L0, but not L1. Zaremba et al. 2014 sum over 35 steps. */
HOLDS(units, is_going(r) && is_gd(r) && r->problem->answers > 1 &&
                 (is_clip(r, CLIP_HARD) || is_clip(r, CLIP_SOFT)))

/* By a tenth of that mean. */
static const struct run *next_best(const struct race *race, const struct run *r)
{
    const struct run *next = runner_up(race, r, recent);
    return next && recent(r) < 0.9 * recent(next) ? next : NULL;
}

AMONG(leads, is_going(r) && next_best(race, r))
WORDS(next_name, next_best(race, r)->name)
HOLDS(has_mean, is_going(r) && stretches(r) > 0)

CHOOSE(mean_text, stretches(r) > 1
                      ? "{run}: its mean loss is {recent|recent-before} over steps "
                        "{recent-first} to {recent-last}, before that "
                        "{recent-before|recent}."
                      : "{run}: its mean loss is {recent} over steps {recent-first} to "
                        "{recent-last}.")

#define NUMBERS(X)                                                                                 \
    X(recent_of, "recent", MEASURED, recent(r))                                                    \
    X(recent_before, "recent-before", MEASURED, mean_loss(r, stretches(r) - 2))                    \
    X(recent_first, "recent-first", COUNTED, (double)stretch_first(r, stretches(r) - 1))           \
    X(recent_last, "recent-last", COUNTED, (double)stretch_last(r, stretches(r) - 1))              \
    X(next_recent, "second-recent", MEASURED, recent(next_best(race, r)))                          \
    X(best_mean, "best-mean", MEASURED, mean_loss(r, best_stretch(r)))                             \
    X(best_last, "best-last", COUNTED, (double)stretch_last(r, best_stretch(r)))                   \
    X(lost_step, "lost-step", COUNTED, (double)largest_gradient(r, best_stretch(r))->step)         \
    X(lost_grad, "lost-grad", MEASURED, largest_gradient(r, best_stretch(r))->grad_hi)             \
    X(median_grad, "median-grad", MEASURED, monitor_quantile(r->monitor, 0.5))                     \
    X(first_loss, "first-loss", MEASURED, r->trace.bucket[0].loss)                                 \
    X(worse_step, "worse-step", COUNTED, (double)largest_gradient(r, 0)->step)                     \
    X(worse_grad, "worse-grad", MEASURED, largest_gradient(r, 0)->grad_hi)                         \
    X(answers, "answers", AS_SET, r->problem->answers)                                             \
    X(sum_lr, "sum-lr", MEASURED, r->knobs.lr / r->problem->answers)                               \
    X(sum_gamma, "sum-gamma", MEASURED, run_gamma(r) * r->problem->answers)                        \
    X(stretch, "stretch", COUNTED, STRETCH)

NUMBER_TABLE(NUMBERS)

static const struct words words[] = {{"second-by-mean", next_name}, {.name = NULL}};

static const char lost_text[] =
    "{run} lost what it had learned: mean loss now {recent}, {best-mean} up to step {best-last}. "
    "At step {lost-step} ‖∇f‖ was {lost-grad}; its median is {median-grad}.";
static const char worse_text[] =
    "{run}: its mean loss, {recent}, is over the loss it began with, {first-loss}. At step "
    "{worse-step} ‖∇f‖ was {worse-grad}.";
static const char units_text[] =
    "{run}: the loss is a mean of {answers} answers. For their sum the same steps need lr = "
    "{sum-lr} and γ = {sum-gamma}. Its L0 is {answers} times as large, its L1 the same.";

static const struct insight_rule rules[] = {
    {"batch-lost", 690, .holds = lost, .since = lost_since, .text = lost_text},
    {"batch-worse", 685, .holds = worse, .since = worse_since, .text = worse_text},
    {"units", 390, .holds = units, .since = since_begin, .text = units_text},
    {"batch-lost-rest", 125, .holds = lost, .text = lost_text},
    {"batch-worse-rest", 124, .holds = worse, .text = worse_text},
    {"batch-leads", 122, .among = leads,
     .text = "{run} leads: mean loss {recent} over steps {recent-first} to {recent-last}. "
             "Next: {second-by-mean} with {second-recent}."},
    {"units-rest", 110, .holds = units, .text = units_text},
    {"batch-mean", 55, .holds = has_mean, .choose = mean_text},
    {"batch-noisy", 45, .holds = is_going,
     .text = "{run}: each step sees other samples, so its loss and gradient are noisy. Means of "
             "{stretch} steps follow."},
    {.name = NULL},
};

const struct theme insight_batches = {ABOUT_BATCHES, rules, numbers, words};
