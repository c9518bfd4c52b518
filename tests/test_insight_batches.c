/* Of mini-batches: the loss goes up and down from one to the next by itself, and no sentence takes
 * that for descent gone wrong. */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "lab/insight.h"
#include "panel/panel.h"
#include "scene/scene.h"

static void race_open(struct race *race, const char *batch)
{
    static struct scene scene;
    char path[512];
    struct report r;
    report_init(&r);
    snprintf(path, sizeof path, "scenes/moons.yaml");
    CU_ASSERT_TRUE_FATAL(scene_read(&scene, path, panel_names, &r));
    CU_ASSERT_TRUE_FATAL(scene_set(&scene, batch, panel_names, &r));
    CU_ASSERT_TRUE_FATAL(scene_open(&scene, race, &r));
    report_release(&r);
}

/* How many of 150 steps say of the fast run that it swings, overshot or was thrown. */
static int times_blamed(const char *batch)
{
    static const char *const names[] = {"swing", "swing-falls", "catapult", "over-rises"};
    static struct race race;
    char buf[240];
    int times = 0;
    race_open(&race, batch);
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
    static struct race race;
    char buf[240];
    int told[2] = {0}, learns[2] = {0};
    race_open(&race, "hard.lr=5"); /* as the scene has it */
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
