/* What the scenes of noise and of normalisation say, on the seeds 1 to 6. */
#include "scene_setup.h"
#include "tell/noise_law.h"

static void open_seed(const char *name, uint64_t seed, const char *assignments)
{
    read_scene(name, assignments);
    scene.seed = seed;
    open_race();
}

/* The unclipped run is thrown out, the clipped ones live. */
static void heavy_tail(void)
{
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        open_seed("noise-heavy-tail", seed, NULL);
        CHECK_NEAR(noise_life(run_called("unclipped")), 106, 0.5);
        race_advance(&race, 1000);
        CU_ASSERT(run_called("unclipped")->now.status == RUN_DIVERGED);
        CU_ASSERT(run_called("hard")->now.status != RUN_DIVERGED);
        CU_ASSERT(run_called("soft")->now.status != RUN_DIVERGED);
        race_release(&race);
    }
}

static double later_mean(const char *name)
{
    return noise_mean(run_called(name));
}

static void two_point(void)
{
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        open_seed("noise-two-point", seed, NULL);
        race_advance(&race, 3000);
        CHECK_NEAR(later_mean("unclipped"), 1, 0.2);
        CHECK_NEAR(later_mean("hard-1"), 0.111, 0.05);
        CHECK_NEAR(later_mean("hard-5"), 0.556, 0.15);
        CHECK_NEAR(later_mean("soft-5"), 0.394, 0.12);
        CHECK_NEAR(noise_rest(run_called("hard-5")), 5 / 9.0, 1e-9);
        race_release(&race);
    }
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        open_seed("lesson-13", seed, NULL);
        CHECK_NEAR(run_called("hard")->now.step_norm, 0.01, 1e-15);
        race_advance(&race, 600);
        CHECK_NEAR(run_called("hard")->x[0], 0.111, 0.1);
        race_advance(&race, 3000);
        CHECK_NEAR(later_mean("high-gamma"), 1, 0.25);
        CHECK_NEAR(noise_rest(run_called("high-gamma")), 1, 1e-9);
        race_release(&race);
    }
}

static void normalised(void)
{
    static const char *const moved[] = {NULL, "problem.start=-0.0416145,0.0909297",
                                        "problem.start=-0.0416147,0.0909299"};
    for (int i = 0; i < 3; i++) {
        open_with("normalised", moved[i]);
        race_advance(&race, 1);
        const double *x = run_called("unclipped")->x;
        CHECK_NEAR(hypot(x[0], x[1]), 9.09, 0.01);
        race_advance(&race, 4);
        CU_ASSERT(run_called("hard")->now.loss < 1e-6 && run_called("soft")->now.loss < 1e-6);
        race_advance(&race, 469);
        CU_ASSERT(run_called("unclipped")->now.loss > 1e-6);
        race_advance(&race, 3);
        CU_ASSERT(run_called("unclipped")->now.loss < 1e-6);
        race_release(&race);
    }
}

/* At lr 3 unclipped is chance; clipped learns, with layer norm and without. */
static void normalisation(void)
{
    static const char *const norms[] = {"problem.layer-norm=false", "problem.layer-norm=true"};
    for (uint64_t seed = 1; seed <= SEEDS; seed++)
        for (int i = 0; i < 2; i++) {
            open_seed("normalisation", seed, norms[i]);
            race_advance(&race, 300);
            CU_ASSERT(run_score(run_called("unclipped")).right[PART_TEST] < 0.3);
            CU_ASSERT(run_score(run_called("hard")).right[PART_TEST] > 0.85);
            CU_ASSERT(run_score(run_called("soft")).right[PART_TEST] > 0.85);
            race_release(&race);
        }
}

static const struct check checks[] = {
    {"heavy tail", heavy_tail},
    {"two-point", two_point},
    {"normalised", normalised},
    {"normalisation", normalisation},
    {NULL, NULL},
};

int main(void)
{
    return check_main("noise scenes", checks);
}
