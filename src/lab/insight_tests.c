/* What is measured beside the run: test data against training data, and ways to measure curvature
 * against each other. */
#include <math.h>
#include <stdio.h>

#include "lab/insight_parts.h"

/* By how much the test loss is to rise, and the training loss to fall: chance moves both. */
#define RISE 1.1
#define FALL 0.95
/* And by how many points in a hundred the test is to be worse. */
#define GAP 3.0

static bool overfits_holds(const struct race *race, const struct run *r)
{
    struct score now = run_score(r), best = run_best_score(r);
    (void)race;
    return is_going(r) && now.step > best.step &&
           now.loss[PART_TEST] > RISE * best.loss[PART_TEST] &&
           now.loss[PART_TRAIN] < FALL * best.loss[PART_TRAIN];
}

static uint64_t overfits_since(const struct run *r)
{
    return run_best_score(r).step;
}

static void overfits_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    struct score now = run_score(r), best = run_best_score(r);
    snprintf(buf, size,
             "%s: overfits: from step %s to %s its training loss fell from %s to %s, yet the test "
             "loss rose from %s to %s",
             r->name, count(&n, best.step), count(&n, now.step), num(&n, best.loss[PART_TRAIN]),
             num(&n, now.loss[PART_TRAIN]), num(&n, best.loss[PART_TEST]),
             num(&n, now.loss[PART_TEST]));
}

static bool gap_holds(const struct race *race, const struct run *r)
{
    struct score now = run_score(r);
    (void)race;
    return is_going(r) && 100 * (now.right[PART_TRAIN] - now.right[PART_TEST]) >= GAP;
}

static void gap_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    struct score now = run_score(r);
    snprintf(buf, size,
             "%s: at step %s it is right on %s%% of the training samples and on %s%% of the test "
             "samples: not all that it learned carries over",
             r->name, count(&n, now.step), num(&n, 100 * now.right[PART_TRAIN]),
             num(&n, 100 * now.right[PART_TEST]));
}

enum { ESTIMATE_POINTS = 10 };

/* Of one run. Captions are made one after the other. */
static struct estimate estimate_of(const struct run *r, enum curvature which)
{
    static double room[4 * TRACE_BUCKETS];
    return fit_estimate(&r, 1, which, room);
}

static bool estimators_holds(const struct race *race, const struct run *r)
{
    return is_going(r) && race_measures(race, CURVATURE_RANDOM) &&
           estimate_of(r, CURVATURE_RANDOM).n >= ESTIMATE_POINTS &&
           isfinite(estimate_of(r, CURVATURE_SHARPNESS).line.r2) &&
           isfinite(estimate_of(r, CURVATURE_RANDOM).ratio);
}

static void estimators_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    struct numbers n = {.n = 0};
    struct estimate top = estimate_of(r, CURVATURE_SHARPNESS),
                    path = estimate_of(r, CURVATURE_PATH);
    struct estimate random = estimate_of(r, CURVATURE_RANDOM);
    struct estimate told = estimate_of(r, CURVATURE_WRITTEN);
    (void)race;
    snprintf(
        buf, size,
        "%s: a line through ‖∇f‖ has R² %.2f for λ, %.2f for the path ratio and %.2f in random "
        "directions; their medians are %s and %s times λ, as told (over ε) %s times",
        r->name, top.line.r2, path.line.r2, random.line.r2, num(&n, path.ratio),
        num(&n, random.ratio), num(&n, told.ratio));
}

const struct insight_rule insight_tests[] = {
    {"estimators", 34, estimators_holds, estimators_say, NULL},
    {"overfits", 48, overfits_holds, overfits_say, overfits_since},
    {"overfits-rest", 29, overfits_holds, overfits_say, NULL},
    {"gap", 24, gap_holds, gap_say, NULL},
    {.name = NULL},
};
