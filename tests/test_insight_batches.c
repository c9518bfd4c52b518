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
    static const char *const names[] = {"swing", "catapult", "over-rises"};
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

static void noise_is_not_blamed_on_the_rate(void)
{
    CU_ASSERT_EQUAL(times_blamed("problem.batch=16"), 0);
    CU_ASSERT(times_blamed("problem.batch=0") > 0); /* of the full set it would be said */
}

int main(void)
{
    static const struct check checks[] = {
        {"noise is not blamed on the rate", noise_is_not_blamed_on_the_rate},
        {NULL, NULL},
    };
    return check_main("insight batches", checks);
}
