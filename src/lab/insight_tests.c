/* What is learned of the training data against what holds of the test data. */
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

const struct insight_rule insight_tests[] = {
    {"overfits", 48, overfits_holds, overfits_say, overfits_since},
    {"overfits-rest", 29, overfits_holds, overfits_say, NULL},
    {"gap", 24, gap_holds, gap_say, NULL},
    {.name = NULL},
};
