/* A bad batch: what it does to the gradient, and how long optimizers remember it. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lab/bad_batch.h"
#include "scene_setup.h"
#include "setup.h"

static struct problem problem;

static void open_problem(const char *kind, const char *formula)
{
    struct value values[PARAMS_MAX] = {{0}};
    struct report r;
    const struct problem_kind *k = problem_find(kind);
    report_init(&r);
    for (int i = 0; i < k->n_params; i++)
        param_default(&k->params[i], &values[i]);
    if (formula) {
        values[0].given = true;
        snprintf(values[0].text, sizeof values[0].text, "%s", formula);
    }
    CU_ASSERT_FATAL(problem_open(&problem, k, values, NULL, &r, "test", 0));
    report_release(&r);
}

/* The gradient of step 3 of f = x + y, where it is bad in that way, and those around it. */
static void gradient_at_3(enum bad_kind kind, double size, double g[2])
{
    struct run run;
    open_problem("formula", "x + y/2");
    setup_run(&run, &problem, "gd", "none", 0.01, 1, 0);
    CU_ASSERT(run_set(&run, "bad-step", 3) && run_set(&run, "bad", kind) &&
              run_set(&run, "bad-size", size));
    for (int t = 0; t < 3; t++) {
        CU_ASSERT(run.g[0] == 1 && run.g[1] == 0.5);
        run_step(&run);
    }
    CU_ASSERT(run.now.step == 3);
    g[0] = run.g[0], g[1] = run.g[1];
    run_release(&run);
    problem_close(&problem);
}

static void what_is_damaged(void)
{
    double g[2];
    gradient_at_3(BAD_SCALE, 1000, g);
    CU_ASSERT(g[0] == 1000 && g[1] == 500);
    gradient_at_3(BAD_NAN, 1000, g);
    CU_ASSERT(isnan(g[0]) && isnan(g[1]));
    gradient_at_3(BAD_INFINITE, 1000, g);
    CU_ASSERT(g[0] == INFINITY && g[1] == INFINITY);
    gradient_at_3(BAD_BIT, 1000, g); /* the exponent field of 1 is 1023; of infinity 2047 */
    CU_ASSERT(g[0] == INFINITY && g[1] == 0.5);
    gradient_at_3(BAD_OUTLIER, 10, g);
    CHECK_NEAR(g[0] * g[0] + g[1] * g[1], 125, 1e-9);
    CU_ASSERT(fabs(g[0] - 2 * g[1]) > 0.1);
}

/* Gradient 1 for long, κ once: k steps later Adam's step is
 * (1 + (κ − 1)(1 − β1)β1^k)/√(1 + (κ² − 1)(1 − β2)β2^k) of η. */
static void adam_remembers(void)
{
    static const struct {
        double beta2, size[4];
    } rows[] = {{0.999, {3.28662, 0.67051, 0.31557, 0.46242}},
                {0.95, {0.48700, 0.16414, 0.50265, NAN}}};
    static const int after[] = {0, 20, 100, 1000};
    for (int i = 0; i < 2; i++) {
        struct run run;
        double b1 = 1, b2 = 1;
        open_problem("formula", "x");
        setup_run(&run, &problem, "adam", "none", 0.01, 1, 0);
        CU_ASSERT_FATAL(run_set(&run, "beta2", rows[i].beta2) && run_set(&run, "bad-step", 20000) &&
                        run_set(&run, "bad-size", 100));
        while (run.now.step < 20001)
            run_step(&run);
        for (int k = 0; k <= 1000; k++) {
            double want = (1 + 99 * 0.1 * b1) / sqrt(1 + 9999 * (1 - rows[i].beta2) * b2);
            CHECK_NEAR(run.last.step_norm / 0.01 / want, 1, 1e-6);
            CHECK_NEAR((k == 0 ? run.notes.bad.hit : run.notes.bad.now) / want, 1, 1e-6);
            CU_ASSERT(run.notes.bad.at == 20000 && run.notes.bad.since == (uint64_t)k);
            for (int j = 0; j < 4; j++)
                if (after[j] == k && !isnan(rows[i].size[j]))
                    CHECK_NEAR(want, rows[i].size[j], 1e-5);
            b1 *= 0.9, b2 *= rows[i].beta2;
            run_step(&run);
        }
        run_release(&run);
        problem_close(&problem);
    }
}

static const struct bad_trail *trail(const char *name)
{
    return &run_called(name)->notes.bad;
}

static void scene_bad_batch(void)
{
    open_scene("bad-batch");
    race_advance(&race, 1500);
    CU_ASSERT(trail("adam")->now < 0.15 && trail("adam")->back == UINT64_MAX);
    race_advance(&race, scene.steps - 1500);
    CU_ASSERT(trail("adam")->now < 0.5 && trail("adam")->back == UINT64_MAX);
    static const char *const sound[] = {"hard", "soft", "skip-over", "adagc"};
    for (int i = 0; i < 4; i++) {
        CU_ASSERT(trail(sound[i])->at == 1000 && trail(sound[i])->back <= 1);
        CU_ASSERT(trail(sound[i])->least > 1 - BAD_BACK);
    }
    /* SPAM shortens it to √θ = 10 times; StableAdamW shortens the step alone, and then has Adam's
     * means. */
    CU_ASSERT(trail("spam")->back > 1 && trail("spam")->back < 30);
    CU_ASSERT(trail("stable-adamw")->hit < 0.5 && trail("adam")->hit > 2);
    CHECK_NEAR(trail("stable-adamw")->now / trail("adam")->now, 1, 1e-3);
    CU_ASSERT(trail("skip-over")->hit == 0 && run_called("skip-over")->notes.skipped_steps == 1);
    race_release(&race);
}

static void scene_starved(void)
{
    open_scene("clinic-starved");
    race_advance(&race, 500);
    CHECK_NEAR(run_called("clip-at-1")->x[0], 0.968222758, 1e-8);
    CHECK_NEAR(run_called("unclipped")->x[0], 0.560507528, 1e-8);
    race_release(&race);
}

static void scene_infinite(void)
{
    open_scene("clinic-infinite");
    race_advance(&race, scene.steps);
    CU_ASSERT(run_called("tensorflow")->now.status == RUN_DIVERGED);
    CU_ASSERT(run_called("tensorflow")->notes.status_step == 20);
    CU_ASSERT(run_called("skip-over")->notes.skipped_steps == 1);
    CU_ASSERT(run_called("torch")->notes.skipped_steps == 0 && trail("torch")->hit == 0);
    CHECK_NEAR(run_called("torch")->x[0], run_called("skip-over")->x[0], 0);
    CU_ASSERT(run_called("torch")->now.loss < 1e-6);
    race_release(&race);
}

/* On any seed clipping the last layer alone leaves the run far from what clipping all comes to. */
static void scene_some_layers(void)
{
    for (uint64_t seed = 0; seed <= 4; seed++) {
        read_scene("clinic-some-layers", NULL);
        scene.seed = seed > 0 ? seed : scene.seed;
        open_race();
        race_advance(&race, scene.steps);
        const struct run *all = run_called("clip-all"), *last = run_called("clip-last");
        CU_ASSERT(all->now.loss < 0.5);
        CU_ASSERT(last->now.status == RUN_DIVERGED || last->now.loss > 3 * all->now.loss);
        race_release(&race);
    }
}

static const struct check checks[] = {
    {"what is damaged", what_is_damaged},
    {"Adam remembers", adam_remembers},
    {"the scene bad-batch", scene_bad_batch},
    {"the scene clinic-starved", scene_starved},
    {"the scene clinic-infinite", scene_infinite},
    {"the scene clinic-some-layers", scene_some_layers},
    {NULL, NULL},
};

int main(void)
{
    return check_main("bad batch", checks);
}
