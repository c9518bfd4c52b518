/* Scenes of recurrent networks: what their `look` says holds on the seeds 1 to 6. */
#include <math.h>
#include <stdio.h>

#include "scene_setup.h"

enum { SEEDS = 6 };

static double test_right(const char *name)
{
    return run_score(run_called(name)).right[PART_TEST];
}

/* The mean loss of a run's next `steps` mini-batches. All runs make them. */
static void mean_loss(int steps, double *mean)
{
    for (int i = 0; i < race.n; i++)
        mean[i] = 0;
    for (int k = 0; k < steps; k++) {
        race_advance(&race, 1);
        for (int i = 0; i < race.n; i++)
            mean[i] += race.run[i].now.loss / steps;
    }
}

/* Unclipped runs lose what they learned, or never learn; a clipped one may on one seed. */
static void order(void)
{
    int lost = 0, kept = 0;
    for (vary.seed = 1; vary.seed <= SEEDS; vary.seed++) {
        double mean[RUNS_MAX], least[RUNS_MAX] = {9, 9, 9};
        open_scene("rnn-order");
        CU_ASSERT_EQUAL_FATAL(race.n, 3);
        while (race.step < scene.steps) {
            mean_loss(50, mean);
            for (int i = 0; i < race.n; i++)
                least[i] = fmin(least[i], mean[i]);
        }
        lost += mean[0] > 0.5;
        for (int i = 1; i < 3; i++) {
            CU_ASSERT(least[i] < 0.2);
            kept += mean[i] < 0.1 && test_right(race.run[i].name) > 0.95;
        }
        const struct run *hard = run_called("hard");
        CU_ASSERT(hard->clipped_steps > 0 && hard->clipped_steps < 0.15 * (double)scene.steps);
        if (vary.seed == 1) { /* the one that is seen learns first */
            CU_ASSERT(least[0] < 0.1 && mean[0] > 1);
        }
        race_release(&race);
    }
    CU_ASSERT(lost >= 4);
    CU_ASSERT(kept >= 2 * SEEDS - 1);
    vary.seed = 0;
}

static void fast(void)
{
    int slow = 0;
    for (vary.seed = 1; vary.seed <= SEEDS; vary.seed++) {
        double mean[RUNS_MAX];
        open_scene("rnn-fast");
        race_advance(&race, 800);
        CU_ASSERT(test_right("hard") > 0.95 && test_right("soft") > 0.95);
        race_advance(&race, scene.steps - 850);
        mean_loss(50, mean);
        CU_ASSERT(mean[0] > 1 && test_right("none") < 0.5);
        slow += mean[1] < 0.1;
        CU_ASSERT(mean[2] < 0.05 && mean[3] < 0.05);
        race_release(&race);
    }
    CU_ASSERT(slow < SEEDS / 2);
    vary.seed = 0;
}

static void memorise(void)
{
    for (vary.seed = 1; vary.seed <= SEEDS; vary.seed++) {
        double mean[RUNS_MAX];
        open_scene("rnn-memorise");
        race_advance(&race, 300);
        CU_ASSERT(test_right("hard") > 0.95 && test_right("soft") > 0.95);
        race_advance(&race, scene.steps - 320);
        mean_loss(20, mean);
        CU_ASSERT(mean[0] > 0.2 && test_right("none") < 0.9);
        CU_ASSERT(mean[2] < mean[1] && mean[3] < mean[1]);
        race_release(&race);
    }
    vary.seed = 0;
}

int main(void)
{
    static const struct check checks[] = {
        {"rnn-order", order},
        {"rnn-fast", fast},
        {"rnn-memorise", memorise},
        {NULL, NULL},
    };
    return check_main("sequence scenes", checks);
}
