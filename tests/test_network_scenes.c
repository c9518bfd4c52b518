/* The scenes of networks: what their `look` says is what happens. Curvature is measured only where
 * something is said of it. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "lab/exam.h"
#include "panel/panel.h"
#include "scene/scene.h"

static struct scene scene;
static struct race race;

static void open_with(const char *name, const char *assignment)
{
    char path[200];
    struct report r;
    report_init(&r);
    snprintf(path, sizeof path, "scenes/%s.yaml", name);
    bool ok = scene_read(&scene, path, panel_names, &r) &&
              (!assignment || scene_set(&scene, assignment, panel_names, &r)) &&
              scene_open(&scene, &race, &r);
    report_print(&r, stdout);
    report_release(&r);
    CU_ASSERT_TRUE_FATAL(ok);
}

static struct run *run_called(const char *name)
{
    for (int i = 0; i < race.n; i++)
        if (strcmp(race.run[i].name, name) == 0)
            return &race.run[i];
    CU_FAIL_FATAL("no such run");
    return NULL;
}

static double test_loss(const char *name)
{
    return run_score(run_called(name)).loss[PART_TEST];
}

static double test_right(const char *name)
{
    return 100 * run_score(run_called(name)).right[PART_TEST];
}

static double most_loss(const struct run *r)
{
    double most = 0;
    for (int i = 0; i < r->trace.n; i++)
        most = fmax(most, r->trace.bucket[i].loss_hi);
    return most;
}

/* The run of the least loss now. */
static const char *lowest(void)
{
    const struct run *best = &race.run[0];
    for (int i = 1; i < race.n; i++)
        if (race.run[i].now.loss < best->now.loss)
            best = &race.run[i];
    return best->name;
}

static void moons(void)
{
    open_with("moons", NULL);
    const struct run *fixed = run_called("fixed");
    CHECK_NEAR(fixed->now.sharpness, 1.5, 0.1);
    race_advance(&race, 600);
    for (int step = 600; step < 1000; step += 50) {
        CHECK_TEXT(lowest(), "hard");
        race_advance(&race, 50);
    }
    CU_ASSERT(most_loss(run_called("fast")) > 15);
    CHECK_NEAR(run_called("fast")->now.loss, 0.064, 0.001);
    CHECK_NEAR(test_right("fast"), 94, 1e-9); /* 3 of 50 */
    CU_ASSERT(test_loss("fixed") < test_loss("hard") && test_loss("fixed") < test_loss("soft"));
    CU_ASSERT(test_loss("fixed") < test_loss("fast"));
    CU_ASSERT(fixed->now.sharpness > 4);
    CHECK_NEAR(fixed->now.sharpness * fixed->lr, 2.1, 0.3);
    race_release(&race);
}

static void spirals(void)
{
    open_with("spirals", "probe.every=0");
    race_advance(&race, 1000);
    CHECK_NEAR(test_right("hard"), 97.5, 0.6);
    CHECK_NEAR(test_right("fast"), 66.25, 0.6);
    race_advance(&race, scene.steps - 1000);
    CHECK_TEXT(lowest(), "fast");
    CHECK_NEAR(most_loss(run_called("fast")), 18, 0.6);
    CU_ASSERT(most_loss(run_called("hard")) < 0.705);
    CU_ASSERT(run_called("hard")->now.loss < 1.3 * run_called("fast")->now.loss);
    CU_ASSERT(run_called("soft")->now.loss > 3 * run_called("hard")->now.loss);
    for (int i = 0; i < race.n; i++) {
        CU_ASSERT(test_right(race.run[i].name) >= 97);
        CU_ASSERT(test_loss("fast") <= test_loss(race.run[i].name));
    }
    race_release(&race);
}

int main(void)
{
    static const struct check checks[] = {
        {"moons", moons},
        {"spirals", spirals},
        {NULL, NULL},
    };
    return check_main("network scenes", checks);
}
