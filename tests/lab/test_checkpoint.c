/* Checkpoints: within their budget, never far apart, and everything a race steps by. */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "check.h"
#include "lab/checkpoint.h"
#include "setup.h"

static void race_of(struct race *race, const char *kind, int runs)
{
    struct problem p;
    struct run_spec specs[RUNS_MAX];
    struct probe_spec probe = {.every = 1, .points = 1, .tolerance = 1e-6};
    setup_problem(&p, kind, NULL, 0, 0, NULL);
    for (int i = 0; i < runs; i++)
        setup_spec(&specs[i], "gd", i ? "hard" : "none", 1e-3 / (i + 1), 1);
    race_init(race, &p, specs, runs, &probe);
}

/* Steps the race as time travel does. Returns the longest way to a step from the one kept before
 * it, among the last steps and among all. */
static uint64_t play(struct checkpoints *c, struct race *race, uint64_t to)
{
    while (race->step < to) {
        uint64_t due = checkpoints_due(c, race->step);
        race_advance(race, (due < to ? due : to) - race->step);
        checkpoints_keep(c, race);
    }
    uint64_t longest = 0, before = 0;
    for (uint64_t step = 0; step <= to; step++) {
        uint64_t kept = checkpoints_before(c, step);
        CU_ASSERT_FATAL(kept <= step && kept >= before);
        longest = step - kept > longest ? step - kept : longest;
        before = kept;
    }
    return longest;
}

static void never_far_apart(void)
{
    static const uint64_t steps[] = {100, 10000, 100000, 400000};
    for (int i = 0; i < 4; i++) {
        struct race race;
        race_of(&race, "rosenbrock", 3);
        struct checkpoints *c = checkpoints_new(&race, CHECKPOINT_BUDGET);
        uint64_t to = steps[i];
        CU_ASSERT_EQUAL(checkpoints_room(c), CHECKPOINTS_MAX);
        CU_ASSERT(play(c, &race, to) <= 256 + to / 50);
        CU_ASSERT(to - checkpoints_before(c, to) <= 256 + to / 1000); /* a step back is quick */
        CU_ASSERT(checkpoints_count(c) <= CHECKPOINTS_MAX);
        checkpoints_free(c);
        race_release(&race);
    }
}

static void the_budget_decides(void)
{
    struct race race;
    race_of(&race, "rosenbrock", 8);
    struct checkpoints *c = checkpoints_new(&race, CHECKPOINT_BUDGET);
    size_t one = checkpoints_bytes(c) / CHECKPOINTS_MAX;
    checkpoints_free(c);
    for (int room = 0; room < 9; room++) {
        size_t budget = one * (size_t)room + one / 2;
        c = checkpoints_new(&race, budget);
        CU_ASSERT(checkpoints_room(c) == room && checkpoints_bytes(c) <= budget);
        size_t calls = mem_calls();
        uint64_t longest = play(c, &race, 16000);
        CU_ASSERT_EQUAL(mem_calls(), calls);
        CU_ASSERT(checkpoints_count(c) == room);
        /* So few that none can be near everywhere; but they are spread. */
        CU_ASSERT(longest <= (room > 5 ? 4400 : room > 3 ? 8000 : 16000));
        checkpoints_restore(c, &race, 15999);
        CU_ASSERT_EQUAL(race.step, checkpoints_before(c, 15999));
        CU_ASSERT(room == 0 || race.step >= 15600);
        race_restart(&race);
        checkpoints_free(c);
    }
    race_release(&race);
}

static void those_after_a_cut_are_gone(void)
{
    struct race race;
    race_of(&race, "beale", 2);
    struct checkpoints *c = checkpoints_new(&race, CHECKPOINT_BUDGET);
    play(c, &race, 5000);
    CU_ASSERT_EQUAL(checkpoints_before(c, 5000), 4864);
    checkpoints_cut(c, 2560);
    CU_ASSERT_EQUAL(checkpoints_before(c, 5000), 2560);
    checkpoints_cut(c, 2559);
    CU_ASSERT_EQUAL(checkpoints_before(c, 5000), 2304);
    checkpoints_restore(c, &race, 2400);
    CU_ASSERT(race.step == 2304 && race.run[1].now.step == 2304 && race.run[1].notes.evals == 2305);
    checkpoints_restore(c, &race, 10);
    CU_ASSERT(race.step == 0 && race.run[1].now.step == 0 && race.run[1].notes.evals == 1);
    checkpoints_begin(c, &race);
    CU_ASSERT(checkpoints_count(c) == 0 && checkpoints_before(c, 1000) == 0);
    checkpoints_free(c);
    race_release(&race);
}

int main(void)
{
    static const struct check checks[] = {
        {"never far apart", never_far_apart},
        {"the budget decides", the_budget_decides},
        {"those after a cut are gone", those_after_a_cut_are_gone},
        {NULL, NULL},
    };
    return check_main("checkpoint", checks);
}
