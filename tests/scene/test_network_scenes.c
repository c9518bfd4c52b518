/* The scenes of networks: what their `look` says is what happens. Curvature is measured only where
 * something is said of it. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "scene_setup.h"

static double test_right(const char *name)
{
    return 100 * run_score(run_called(name)).right[PART_TEST];
}

/* The greatest curvature that the run remembers. */
static double most_sharp(const struct run *r)
{
    double most = 0;
    for (int i = 0; i < r->trace.n; i++)
        if (r->trace.bucket[i].sharp > most)
            most = r->trace.bucket[i].sharp;
    return most;
}

static void moons(void)
{
    open_scene("moons");
    const struct run *fixed = run_called("fixed"), *fast = run_called("fast");
    const struct run *hard = run_called("hard"), *soft = run_called("soft");
    CU_ASSERT(fixed->now.sharpness < 2);
    race_advance(&race, 1000);
    CU_ASSERT(most_loss(fast) > 10);
    CU_ASSERT(most_loss(hard) < 1 && most_loss(soft) < 1);
    CU_ASSERT(hard->now.loss < fixed->now.loss && soft->now.loss < fixed->now.loss);
    CU_ASSERT(most_sharp(fixed) * fixed->lr > 2);
    race_release(&race);
}

static void spirals(void)
{
    open_with("spirals", "probe.every=0 probe.test=1000");
    race_advance(&race, scene.steps);
    const struct run *fixed = run_called("fixed");
    CU_ASSERT(most_loss(run_called("fast")) > 4);
    CU_ASSERT(most_loss(run_called("hard")) < 1 && most_loss(run_called("soft")) < 1);
    for (int i = 1; i < race.n; i++) {
        CU_ASSERT(race.run[i].now.loss < fixed->now.loss);
        CU_ASSERT(test_right(race.run[i].name) > 95);
    }
    race_release(&race);
}

/* How alike the logs of ‖∇f‖ and λ are along a run: their correlation. */
static double alike(const struct run *r)
{
    double n = 0, x = 0, y = 0, xx = 0, xy = 0, yy = 0;
    for (int i = 0; i < r->trace.n; i++) {
        const struct bucket *b = &r->trace.bucket[i];
        if (isnan(b->sharp))
            continue;
        n++, x += b->log_grad, y += b->log_sharp;
        xx += b->log_grad * b->log_grad, xy += b->log_grad * b->log_sharp;
        yy += b->log_sharp * b->log_sharp;
    }
    return (n * xy - x * y) / sqrt((n * xx - x * x) * (n * yy - y * y));
}

static void digits_mlp(void)
{
    open_runs("digits-mlp", "probe.every=25 probe.test=0", "gd hard");
    CU_ASSERT_EQUAL(race.problem.samples[PART_TRAIN], 1438);
    const struct run *gd = run_called("gd");
    double grad = gd->now.grad_norm, sharpness = gd->now.sharpness;
    race_advance(&race, scene.steps);
    CU_ASSERT(gd->now.grad_norm < 0.3 * grad && gd->now.sharpness > 2 * sharpness);
    CU_ASSERT(fabs(alike(gd)) < 0.5);
    CU_ASSERT(alike(run_called("hard")) > 0.9);
    race_release(&race);
}

static double reach(const struct run *r)
{
    return r->lr * r->now.sharpness;
}

static void linear_two_layer(void)
{
    open_scene("linear-two-layer");
    const struct run *edge = run_called("edge"), *hard = run_called("hard");
    CHECK_NEAR(reach(edge), 3.6, 0.05);
    race_advance(&race, scene.steps);
    CU_ASSERT(edge->trace.bucket[2].loss > 1.1 * edge->trace.bucket[1].loss); /* it leaps */
    CU_ASSERT(reach(edge) < 2 && reach(edge) > 1.7);
    CU_ASSERT(reach(hard) > 2);
    CU_ASSERT(edge->now.loss < 1e-4 && hard->now.loss < 0.01);
    CU_ASSERT_EQUAL(run_called("over")->now.status, RUN_DIVERGED);
    CU_ASSERT_EQUAL(hard->now.status, RUN_RUNNING);
    race_release(&race);
}

/* The same displacement, where every step is clipped: to rounding, as long as that has not grown.
 */
static void sensitivity(void)
{
    static const double lr[2] = {0.01, 0.1}, gamma[2] = {1, 0.1};
    double loss[2];
    for (int k = 0; k < 2; k++) {
        open_with("sensitivity", "probe.test=0");
        struct run *r = &race.run[0];
        CU_ASSERT(run_set(r, "lr", lr[k]) && run_set(r, "gamma", gamma[k]));
        double first = r->now.loss;
        race_advance(&race, 30);
        CU_ASSERT_EQUAL(r->clipped_steps, 30);
        CU_ASSERT(r->now.loss < 0.9 * first);
        loss[k] = r->now.loss;
        race_release(&race);
    }
    CHECK_NEAR(loss[0], loss[1], 1e-3 * loss[0]);
}

/* The same curve as the closed form's, to what single precision leaves of it. */
static void linear_smallest(void)
{
    open_scene("linear-smallest");
    const struct run *fixed = run_called("fixed"), *hard = run_called("hard");
    CHECK_NEAR(fixed->now.sharpness, 36, 0.01);
    CHECK_NEAR(fixed->now.loss, 0.08, 1e-6);
    race_advance(&race, 25);
    CHECK_NEAR(fixed->now.sharpness, 13.0877, 1e-3);
    race_advance(&race, scene.steps - 25);
    CHECK_NEAR(fixed->now.sharpness, 13.0877, 1e-3);
    CHECK_NEAR(hard->now.sharpness, 19.6823, 1e-3);
    CU_ASSERT(hard->now.sharpness < 2 / hard->lr);
    CHECK_NEAR(fixed->x[0] * fixed->x[1], 1, 1e-6);
    CHECK_NEAR(hard->x[0] * hard->x[1], 1, 1e-5);
    race_release(&race);
}

/* At every fifth of the scene's points, which are the same steps of the same runs: λ is what takes
 * long. */
static void digits_estimators(void)
{
    open_with("digits-estimators", "probe.every=20 probe.test=0");
    race_advance(&race, scene.steps);
    CU_ASSERT(estimate("gd", CURVATURE_SHARPNESS).line.r2 < 0.25);
    CU_ASSERT(estimate("gd", CURVATURE_SHARPNESS).line.b < 0);
    CU_ASSERT(estimate("hard", CURVATURE_SHARPNESS).line.r2 >
              estimate("gd", CURVATURE_SHARPNESS).line.r2 + 0.25);
    for (int i = 0; i < race.n; i++) {
        const char *name = race.run[i].name;
        CHECK_NEAR(estimate(name, CURVATURE_RANDOM).ratio, 0.026, 0.006);
        CHECK_NEAR(estimate(name, CURVATURE_WRITTEN).ratio, 2, 0.4);
    }
    CU_ASSERT(estimate("fast", CURVATURE_PATH).ratio < 0.015);
    CHECK_NEAR(estimate("hard", CURVATURE_PATH).ratio, 0.5, 0.1);
    race_release(&race);
}

int main(void)
{
    static const struct check checks[] = {
        {"moons", moons},
        {"spirals", spirals},
        {"digits-mlp", digits_mlp},
        {"linear-two-layer", linear_two_layer},
        {"linear-smallest", linear_smallest},
        {"sensitivity", sensitivity},
        {"digits-estimators", digits_estimators},
        {NULL, NULL},
    };
    return check_main("network scenes", checks);
}
