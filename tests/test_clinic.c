/* The clinic of mistakes: each scene does what its `look` says, and the difference is what the
 * numbers beside it say. */
#include <stdio.h>
#include <string.h>

#include "base/vec.h"
#include "check.h"
#include "lab/insight.h"
#include "scene/scene.h"

static struct scene scene;
static struct race race;

static void open_scene(const char *name)
{
    char path[200];
    struct report r;
    report_init(&r);
    snprintf(path, sizeof path, "scenes/%s.yaml", name);
    bool ok = scene_read(&scene, path, NULL, &r) && scene_open(&scene, &race, &r);
    report_print(&r, stdout);
    report_release(&r);
    CU_ASSERT_FATAL(ok);
}

static struct run *run_called(const char *name)
{
    for (int i = 0; i < race.n; i++)
        if (strcmp(race.run[i].name, name) == 0)
            return &race.run[i];
    CU_FAIL_FATAL("no such run");
    return NULL;
}

static void advance_to(uint64_t step)
{
    race_advance(&race, step - race.step);
    race_settle(&race);
}

/* The sentence about a run, now, is of this rule and has these words. */
static void says(const char *name, const char *rule, const char *words)
{
    char buf[300];
    const struct insight_rule *said = insight_say(&race, run_called(name), buf, sizeof buf);
    CU_ASSERT_FATAL(said != NULL);
    CHECK_TEXT(said->name, rule);
    if (!strstr(buf, words))
        printf("\n%s\n", buf);
    CU_ASSERT(strstr(buf, words) != NULL);
}

static void is_at(const char *name, double x, double y, double tolerance)
{
    CHECK_NEAR(run_called(name)->x[0], x, tolerance);
    CHECK_NEAR(run_called(name)->x[1], y, tolerance);
}

/* Parts (2, 0) and (0, 2) of a gradient at γ = 1: (√½, √½) together, (1, 2)/√5 one after another.
 * It rests where the cut sum v/‖v‖ and the last part cancel: 2 from the last point, on the line. */
static void micro_batches(void)
{
    open_scene("clinic-micro-batches");
    race_step(&race);
    is_at("right", 0.1 * M_SQRT1_2, 0.1 * M_SQRT1_2, 1e-15);
    is_at("wrong", 0.1 / sqrt(5), 0.2 / sqrt(5), 1e-15);
    race_settle(&race);
    says("wrong", "parts-turn", "cut after each micro-batch");
    CU_ASSERT(run_called("wrong")->evals == run_called("right")->evals);
    advance_to(scene.steps);
    is_at("right", 2, 2, 1e-6);
    is_at("wrong", M_SQRT2, 4 - M_SQRT2, 1e-6);
    CU_ASSERT(run_called("right")->now.status == RUN_CONVERGED);
    CHECK_NEAR(run_called("right")->now.loss, 4, 1e-10);
    CHECK_NEAR(run_called("wrong")->now.loss, 4 + (2 - M_SQRT2) * (2 - M_SQRT2), 1e-6);
    says("wrong", "parts-rest", "its 2 micro-batches, cut one by one at γ = 1, cancel");
    race_release(&race);
}

static const struct check checks[] = {
    {"clinic-micro-batches", micro_batches},
    {NULL, NULL},
};

int main(void)
{
    return check_main("clinic", checks);
}
