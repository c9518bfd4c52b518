/* The scenes of networks on Fashion-MNIST: what their `look` says is what happens. Curvature and
 * test data are looked at only where something is said of them. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "scene_setup.h"

/* Fashion-MNIST is large: a twentieth of the scene's steps stands for what its text says of all of
 * them. */
static void claim_deep_torch(void)
{
    open_runs("deep-torch", "probe.test=0", "unclipped hard");
    const struct run *none = run_called("unclipped"), *hard = run_called("hard");
    double most = 0;
    for (int step = 0; step < 10; step++) {
        race_advance(&race, 1);
        for (int i = 0; i < race.n; i++) {
            most = fmax(most, race.run[i].now.grad_norm);
            CHECK_NEAR(race.run[i].now.loss, log(10), 0.01);
        }
    }
    CU_ASSERT(most > 0.01 && most < 0.2);
    CU_ASSERT(hard->notes.clipped_steps == 0);
    CU_ASSERT(memcmp(none->x, hard->x, (size_t)none->dim * sizeof *none->x) == 0);
    race_release(&race);
}

static void deep_torch(void)
{
    hold(claim_deep_torch);
}

/* Over 20 mini-batches before now. */
static double late_loss(const char *name)
{
    const struct run *r = run_called(name);
    double sum = 0;
    for (int i = r->trace.n - 20; i < r->trace.n; i++)
        sum += r->trace.bucket[i].loss / 20;
    return sum;
}

/* Half of the scene's steps: unclipped is behind at first, and trains. */
static void deep_he(void)
{
    open_with("deep-he", "probe.test=0");
    CU_ASSERT(run_called("fast")->now.grad_norm > 10);
    race_advance(&race, 10);
    CU_ASSERT_EQUAL(run_called("fast")->now.status, RUN_DIVERGED);
    race_advance(&race, 50);
    CU_ASSERT(late_loss("unclipped") > late_loss("hard") &&
              late_loss("unclipped") > late_loss("soft"));
    race_advance(&race, 40);
    CU_ASSERT(late_loss("hard") < 0.75 && late_loss("soft") < 0.75);
    CU_ASSERT(late_loss("unclipped") < 1.2); /* it trains too */
    CU_ASSERT(most_loss(run_called("hard")) < 3.5 && most_loss(run_called("soft")) < 3.5);
    race_release(&race);
}

/* Of a third of the scene's steps: λ is what takes long. */
static void claim_fashion_estimators(void)
{
    open_with("fashion-estimators", "probe.every=20 probe.test=0");
    CU_ASSERT(!race.problem.batched);
    race_advance(&race, 40);
    for (int i = 0; i < race.n; i++) {
        const char *name = race.run[i].name;
        double random = estimate(name, CURVATURE_RANDOM).ratio;
        double told = estimate(name, CURVATURE_WRITTEN).ratio;
        CU_ASSERT(random > 0.004 && random < 0.02);
        CU_ASSERT(told > 2 && told < 10);
        CU_ASSERT(estimate(name, CURVATURE_PATH).ratio < 1);
    }
    race_release(&race);
}

static void fashion_estimators(void)
{
    hold(claim_fashion_estimators);
}

int main(void)
{
    static const struct check checks[] = {
        {"deep-torch", deep_torch},
        {"deep-he", deep_he},
        {"fashion-estimators", fashion_estimators},
        {NULL, NULL},
    };
    struct data *held = hold_fashion();
    int status = check_main("fashion scenes", checks);
    data_close(held);
    return status;
}
