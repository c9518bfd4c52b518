/* What is measured beside the run: test data against training data, and ways to measure curvature
 * against each other. */
#include <math.h>

#include "tell/insight_parts.h"

/* By how much the test loss is to rise, and the training loss to fall: chance moves both. */
#define RISE 1.1
#define FALL 0.95
/* By how many standard errors chance seldom parts the two. */
#define CHANCE 2.0
/* By how many points in a hundred the test must be worse, and to have learned less. */
#define GAP 3.0
/* The training loss of one that has learned, as a share of its first. */
#define LEARNED 0.8

/* Exams, five in a row. One alone may be a dip, or a run that is thrown about. */
enum { EXAMS = 5 };

struct exams {
    uint64_t step, last;        /* of the one in the middle; of the newest */
    double median[2], range[2]; /* of their losses, each part's */
};

static bool is_scored(const struct score *s)
{
    return isfinite(s->loss[PART_TRAIN]) && isfinite(s->loss[PART_TEST]);
}

/* The scores of a run, oldest first. Captions are made one after the other. */
static int scores_of(const struct run *r, const struct score **score)
{
    static struct score room[TRACE_BUCKETS + 1];
    const struct trace *t = &r->trace;
    struct score now = run_score(r);
    int n = 0;
    for (int i = 0; i < t->n; i++)
        if (is_scored(&t->bucket[i].score))
            room[n++] = t->bucket[i].score;
    if (is_scored(&now) && (n == 0 || room[n - 1].step < now.step))
        room[n++] = now; /* of a bucket that had one already */
    *score = room;
    return n;
}

static struct exams exams_at(const struct score *s)
{
    struct exams e = {.step = s[EXAMS / 2].step, .last = s[EXAMS - 1].step};
    for (int part = 0; part < 2; part++) {
        double v[EXAMS];
        for (int i = 0; i < EXAMS; i++) {
            int at = i;
            for (; at > 0 && v[at - 1] > s[i].loss[part]; at--)
                v[at] = v[at - 1];
            v[at] = s[i].loss[part];
        }
        e.median[part] = v[EXAMS / 2];
        e.range[part] = v[EXAMS - 1] - v[0];
    }
    return e;
}

/* Whether b's median is over a's by more than either five differ among themselves. */
static bool is_over(const struct exams *a, const struct exams *b, int part)
{
    return b->median[part] - a->median[part] > fmax(a->range[part], b->range[part]);
}

/* The newest five exams against the best five before them. */
static bool overfit(const struct run *r, struct exams *then, struct exams *now)
{
    const struct score *s;
    int n = scores_of(r, &s);
    if (n < 2 * EXAMS)
        return false;
    *now = exams_at(&s[n - EXAMS]);
    *then = exams_at(s);
    for (int i = 1; i <= n - 2 * EXAMS; i++) {
        struct exams e = exams_at(&s[i]);
        if (e.median[PART_TEST] < then->median[PART_TEST])
            *then = e;
    }
    return now->median[PART_TEST] > RISE * then->median[PART_TEST] &&
           now->median[PART_TRAIN] < FALL * then->median[PART_TRAIN] &&
           is_over(then, now, PART_TEST) && is_over(now, then, PART_TRAIN);
}

static bool overfits(const struct run *r)
{
    struct exams then, now;
    return is_going(r) && overfit(r, &then, &now);
}

/* The newest high of the test loss after its least: one that goes on rising is news. */
static uint64_t overfits_since(const struct run *r)
{
    const struct score *s;
    struct exams then = {.last = 0}, high;
    if (!overfit(r, &then, &high))
        return 0;
    int n = scores_of(r, &s);
    double most = 0;
    for (int i = 0; i + EXAMS <= n; i++) {
        struct exams e = exams_at(&s[i]);
        if (e.step > then.last && e.median[PART_TEST] >= most) {
            high = e;
            most = e.median[PART_TEST];
        }
    }
    return high.last;
}

static struct exams exams_then(const struct run *r)
{
    struct exams then = {.step = 0}, now;
    overfit(r, &then, &now);
    return then;
}

static struct exams exams_now(const struct run *r)
{
    struct exams then, now = {.step = 0};
    overfit(r, &then, &now);
    return now;
}

/* The standard error of the difference between the two accuracies, of so many samples each. */
static double right_error(const struct run *r, const struct score *s)
{
    double variance = 0;
    for (int part = 0; part < 2; part++)
        variance += s->right[part] * (1 - s->right[part]) / r->problem->samples[part];
    return sqrt(variance);
}

/* Of samples drawn by chance one part may be the easier before anything is learned: the test is to
 * have gained less. */
static bool gap(const struct run *r)
{
    const struct score *s;
    int n = scores_of(r, &s);
    if (n < 2 || !is_going(r))
        return false;
    const struct score *first = s, *now = &s[n - 1];
    double learned = now->right[PART_TRAIN] - first->right[PART_TRAIN];
    double carried = now->right[PART_TEST] - first->right[PART_TEST];
    return now->loss[PART_TRAIN] < LEARNED * first->loss[PART_TRAIN] &&
           100 * (learned - carried) >= GAP &&
           100 * (now->right[PART_TRAIN] - now->right[PART_TEST]) >= GAP &&
           now->right[PART_TRAIN] - now->right[PART_TEST] > CHANCE * right_error(r, now);
}

static struct score newest_score(const struct run *r)
{
    const struct score *s;
    int n = scores_of(r, &s);
    return s[n - 1];
}

enum { ESTIMATE_POINTS = 10 };

/* Of one run. Captions are made one after the other. */
static struct estimate estimate_of(const struct run *r, enum curvature which)
{
    static double room[4 * TRACE_BUCKETS];
    return fit_estimate(&r, 1, which, room);
}

AMONG(estimators, is_going(r) && race_measures(race, CURVATURE_RANDOM) &&
                      estimate_of(r, CURVATURE_RANDOM).n >= ESTIMATE_POINTS &&
                      isfinite(estimate_of(r, CURVATURE_SHARPNESS).line.r2) &&
                      isfinite(estimate_of(r, CURVATURE_RANDOM).ratio))

#define NUMBERS(X)                                                                                 \
    X(exams, "exams", COUNTED, EXAMS)                                                              \
    X(test_then, "test-then", MEASURED, exams_then(r).median[PART_TEST])                           \
    X(test_now, "test-now", MEASURED, exams_now(r).median[PART_TEST])                              \
    X(train_then, "train-then", MEASURED, exams_then(r).median[PART_TRAIN])                        \
    X(train_now, "train-now", MEASURED, exams_now(r).median[PART_TRAIN])                           \
    X(exams_step, "exams-then", COUNTED, (double)exams_then(r).step)                               \
    X(exams_step_now, "exams-now", COUNTED, (double)exams_now(r).step)                             \
    X(scored, "scored", COUNTED, (double)newest_score(r).step)                                     \
    X(train_right, "train-right", MEASURED, 100 * newest_score(r).right[PART_TRAIN])               \
    X(test_right, "test-right", MEASURED, 100 * newest_score(r).right[PART_TEST])                  \
    X(top_r2, "top-r2", DECIMALS, estimate_of(r, CURVATURE_SHARPNESS).line.r2)                     \
    X(path_r2, "path-r2", DECIMALS, estimate_of(r, CURVATURE_PATH).line.r2)                        \
    X(random_r2, "random-r2", DECIMALS, estimate_of(r, CURVATURE_RANDOM).line.r2)                  \
    X(path_ratio, "path-ratio", MEASURED, estimate_of(r, CURVATURE_PATH).ratio)                    \
    X(random_ratio, "random-ratio", MEASURED, estimate_of(r, CURVATURE_RANDOM).ratio)              \
    X(article_ratio, "article-ratio", MEASURED, estimate_of(r, CURVATURE_WRITTEN).ratio)

NUMBER_TABLE(NUMBERS)

/* What it comes to is at the front, where a narrow screen has room. */
static const char overfits_text[] =
    "{run} overfits: test loss rose from {test-then} to {test-now} while training loss fell from "
    "{train-then} to {train-now}. (Medians of {exams}, about steps {exams-then} and {exams-now}.)";

static const struct insight_rule rules[] = {
    {"estimators", 340, .among = estimators,
     .text = "{run}: a fitted line has R² {top-r2} for λ, {path-r2} along the step, {random-r2} in "
             "random directions. These measure {path-ratio} and {random-ratio} times λ; the "
             "article's formula {article-ratio} times."},
    {"overfits", 680, .holds = overfits, .since = overfits_since, .text = overfits_text},
    {"overfits-rest", 290, .holds = overfits, .text = overfits_text},
    {"gap", 240, .holds = gap,
     .text = "{run}: at step {scored} the training accuracy is {train-right} %, the test accuracy "
             "{test-right} %."},
    {.name = NULL},
};

const struct theme insight_tests = {ABOUT_ALL, rules, numbers, NULL};
