/* The scenes about choosing how to clip: what their `look` says is what happens. */
#include <stdio.h>
#include <string.h>

#include "scene_setup.h"

/* How many times as far the first step goes along the steep axis as along the flat one. */
static double first_ratio(const char *name)
{
    const struct run *r = run_called(name);
    CU_ASSERT(r->now.step == 1);
    return (1 - r->x[0]) / (1 - r->x[1]);
}

static void adam_epsilon(void)
{
    open_scene("adam-epsilon");
    CU_ASSERT(run_called("tiny-eps")->g[0] == 1 && run_called("tiny-eps")->g[1] == 0.001);
    race_advance(&race, 1);
    CHECK_NEAR(first_ratio("tiny-eps"), 1, 1e-4);
    CHECK_NEAR(first_ratio("small-eps"), 2, 1e-2);
    CU_ASSERT(fabs(first_ratio("mid-eps") - 92) < 0.5);
    CU_ASSERT(fabs(first_ratio("large-eps") - 909) < 0.5);
    /* "each coordinate, not the norm": a common factor, whatever it is, would keep the ratio */
    CU_ASSERT(run_called("tiny-eps")->clip == clip_find("none"));
    CHECK_NEAR(run_called("soft")->last.clip_factor * 1 / (0.1 / 1.1), 1, 1e-3);
    CHECK_NEAR((1 - run_called("soft")->x[0]) / (1 - run_called("soft")->x[1]),
               (1 / 1.1) / (0.001 / 0.101), 1e-9);
    /* bare and soft are one run, the others are not */
    const struct run *bare = run_called("no-memory"), *soft = run_called("soft");
    for (uint64_t t = race.step; t < scene.steps; t++) {
        race_advance(&race, 1);
        CHECK_NEAR(bare->x[0], soft->x[0], 1e-13);
        CHECK_NEAR(bare->x[1], soft->x[1], 1e-13);
    }
    CU_ASSERT(fabs(run_called("mid-eps")->x[1] - soft->x[1]) > 1e-4);
    CU_ASSERT(race.step == scene.steps && soft->x[0] < 0.1);
    race_release(&race);
}

static void clip_dialects(void)
{
    static const char *const exact[] = {"optax", "tensorflow"};
    open_scene("clip-dialects");
    const struct run *hard = run_called("hard"), *torch = run_called("torch");
    const struct run *soft = run_called("soft");
    for (uint64_t t = 0; t < scene.steps; t++) {
        race_advance(&race, 1);
        for (int i = 0; i < 2; i++)
            CHECK_NEAR(run_called(exact[i])->x[0], hard->x[0], 1e-12);
        CHECK_NEAR(torch->x[0], soft->x[0], 1e-12);
    }
    CU_ASSERT(hard->now.status == RUN_CYCLING);
    CU_ASSERT(run_called("optax")->now.status == RUN_CYCLING);
    CU_ASSERT(run_called("tensorflow")->now.status == RUN_CYCLING);
    CU_ASSERT(torch->now.status == RUN_CONVERGED && soft->now.status == RUN_CONVERGED);
    CHECK_NEAR(fabs(hard->x[0]), 2e4 * 1e-6 / 2, 1e-12); /* ηγ/2 */
    double lr = hard->knobs.lr, gamma = run_gamma(hard);
    CU_ASSERT(lr * lr * lr * gamma * gamma > 2 && lr * lr * lr * gamma * gamma < 13.5);
    CU_ASSERT(run_threshold(hard) == gamma); /* also of a run that nobody settled */
    race_release(&race);
}

static void beale(void)
{
    open_scene("beale");
    const struct run *fixed = run_called("fixed"), *careful = run_called("careful");
    const struct run *hard = run_called("hard"), *soft = run_called("soft");
    double limit = 2 / careful->now.sharpness;
    CHECK_NEAR(limit, 6.9e-6, 0.05e-6);
    CU_ASSERT(careful->knobs.lr < limit && fixed->knobs.lr == hard->knobs.lr &&
              hard->knobs.lr == soft->knobs.lr && hard->knobs.lr == 0.01);
    race_advance(&race, 356);
    CU_ASSERT(fixed->now.status == RUN_DIVERGED && fixed->notes.status_step == 3);
    CU_ASSERT(careful->now.loss < soft->now.loss);
    for (uint64_t t = 357; t < scene.steps; t++) {
        race_advance(&race, 1);
        CU_ASSERT_FATAL(hard->now.loss < careful->now.loss && soft->now.loss < careful->now.loss);
    }
    race_advance(&race, 1);
    CU_ASSERT(race.step == 5000 && scene.steps == 5000);
    CHECK_NEAR(careful->now.loss, 0.045, 0.0005);
    race_release(&race);
}

static const struct check checks[] = {
    {"beale", beale},
    {"adam-epsilon", adam_epsilon},
    {"clip-dialects", clip_dialects},
    {NULL, NULL},
};

int main(void)
{
    return check_main("clip scenes", checks);
}
