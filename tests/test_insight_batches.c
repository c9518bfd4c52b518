/* Of mini-batches: the loss goes up and down from one to the next by itself, and no sentence takes
 * that for descent gone wrong. */
#include <string.h>

#include "lab/insight.h"
#include "scene_setup.h"

/* How many of 150 steps say of the fast run that it swings, overshot or was thrown. */
static int times_blamed(const char *batch)
{
    static const char *const names[] = {"swing", "swing-falls", "catapult", "over-rises"};
    char buf[240];
    int times = 0;
    open_with("moons", batch);
    for (int step = 0; step < 150; step++) {
        race_advance(&race, 1);
        race_settle(&race);
        for (int i = 0; i < race.n; i++) {
            const struct insight_rule *rule = insight_say(&race, &race.run[i], buf, sizeof buf);
            for (size_t k = 0; rule && k < sizeof names / sizeof *names; k++)
                times += strcmp(rule->name, names[k]) == 0;
        }
    }
    race_release(&race);
    return times;
}

/* Of two runs that swing: the clipped one's mean loss falls from stretch to stretch, so that it is
 * not told to learn slower, and that of the other does not. */
static void who_learns_is_not_told_to_slow_down(void)
{
    char buf[240];
    int told[2] = {0}, learns[2] = {0};
    open_scene("moons");
    for (int step = 0; step < 250; step++) {
        race_advance(&race, 1);
        race_settle(&race);
        for (int i = 0; i < 2; i++) { /* fast and hard */
            const struct insight_rule *rule = insight_say(&race, &race.run[1 + i], buf, sizeof buf);
            if (rule && strstr(buf, "a lower lr would settle"))
                told[i]++;
            if (rule && strstr(buf, " falls all the same: its mean over "))
                learns[i]++;
        }
    }
    CU_ASSERT(told[0] > 30);
    CU_ASSERT_EQUAL(told[1], 0);
    CU_ASSERT(learns[1] > 150);
    race_release(&race);
}

static void noise_is_not_blamed_on_the_rate(void)
{
    CU_ASSERT_EQUAL(times_blamed("problem.batch=16"), 0);
    CU_ASSERT(times_blamed("problem.batch=0") > 0); /* of the full set it would be said */
}

int main(void)
{
    static const struct check checks[] = {
        {"noise is not blamed on the rate", noise_is_not_blamed_on_the_rate},
        {"who learns is not told to slow down", who_learns_is_not_told_to_slow_down},
        {NULL, NULL},
    };
    return check_main("insight batches", checks);
}
