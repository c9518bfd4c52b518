/* What the scenes of games say, from starts moved by 1e-7 too. */
#include "scene_setup.h"
#include "tell/game_law.h"

static const char *const beside[] = {NULL, "problem.start=1.0000001,1",
                                     "problem.start=1,0.9999999"};
enum { STARTS = sizeof beside / sizeof *beside };

static void steps(uint64_t n)
{
    race_advance(&race, n - race.step);
}

static double most_theta(const char *name, uint64_t more)
{
    double most = 0;
    for (uint64_t t = 0; t < more; t++) {
        race_advance(&race, 1);
        most = fmax(most, fabs(run_called(name)->x[0]));
    }
    return most;
}

static void end(void)
{
    race_release(&race);
}

/* Explodes; circles of 1.25 and 0.75, and of half that at half γ; converges where lr is under λ. */
static void circles(void)
{
    for (int i = 0; i < STARTS; i++) {
        open_with("game-circles", beside[i]);
        steps(120);
        CU_ASSERT(run_called("unclipped")->now.loss > 1e3);
        CHECK_NEAR(most_theta("hard", 40), 1.25, 0.03);
        steps(600);
        CHECK_NEAR(most_theta("soft", 40), 0.75, 0.02);
        run_set(run_called("hard"), "gamma", 0.25);
        run_set(run_called("soft"), "gamma", 0.25);
        steps(1200);
        CHECK_NEAR(most_theta("hard", 40), 0.625, 0.01);
        CHECK_NEAR(most_theta("soft", 40), 0.375, 0.01);
        end();
    }
    open_with("game-circles", "hard.lr=0.15 soft.lr=0.15 unclipped.lr=0.15");
    steps(4000);
    for (int i = 0; i < race.n; i++)
        CU_ASSERT(race.run[i].now.loss < 1e-3);
    end();
}

static void weights(void)
{
    for (int i = 0; i < STARTS; i++) {
        open_with("game-weights", beside[i]);
        steps(400);
        CU_ASSERT(run_called("unclipped")->now.loss > 10);
        CHECK_NEAR(run_called("hard")->now.loss, sqrt(2 + 0.0025 * 400), 1e-5);
        end();
        char both[120];
        snprintf(both, sizeof both, "problem.weight-clip=1%s%s", beside[i] ? " " : "",
                 beside[i] ? beside[i] : "");
        open_with("game-weights", both);
        steps(200);
        for (int t = 0; t < 300; t++) {
            race_advance(&race, 1);
            for (int k = 0; k < 2; k++) {
                CU_ASSERT(race.run[k].now.loss > 0.9 && race.run[k].now.loss < 1.3);
                CU_ASSERT(fabs(race.run[k].x[1]) <= 1);
            }
        }
        end();
    }
}

static void order_of_moves(void)
{
    for (int i = 0; i < STARTS; i++) {
        open_with("game-in-turn", beside[i]);
        steps(300);
        CU_ASSERT(run_called("at-once")->now.loss > 100);
        CU_ASSERT(run_called("look-ahead")->now.loss < 0.01);
        for (int t = 0; t < 300; t++) {
            race_advance(&race, 1);
            CU_ASSERT(run_called("in-turn")->now.loss > 1.2 &&
                      run_called("in-turn")->now.loss < 1.5);
            CU_ASSERT(run_called("in-turn-clipped")->now.loss > 1.2 &&
                      run_called("in-turn-clipped")->now.loss < 2);
        }
        end();
    }
}

/* From starts moved by 1e-7, of the scene's own seed and of another. Of the seeds 1 to 6, moved and
 * not, all ended at step 1000 with both clipped under 0.34 and unclipped over 0.56. */
static void ring(void)
{
    static const uint64_t seeds[] = {3, 1};
    bool every = getenv("EVERY_SCENE");
    for (int i = 0; i < (every ? 2 : 1); i++) {
        vary.seed = vary.moved = seeds[i];
        open_with("ring-gan", NULL);
        steps(300);
        double both = run_called("both-at-0-3")->now.loss;
        CU_ASSERT(both < 0.45);
        CU_ASSERT(run_called("critic-at-10")->now.loss > 1.5 * both);
        if (i == 1)
            steps(600);
        CU_ASSERT(run_called("unclipped")->now.loss > 0.5);
        end();
    }
    vary.seed = vary.moved = 0;
}

static void ring_weights(void)
{
    vary.seed = vary.moved = 2;
    open_with("ring-gan-weights", NULL);
    steps(200);
    CU_ASSERT(run_called("clipped")->now.loss > 0.4);
    CU_ASSERT(run_called("clipped")->now.grad_norm < 0.01);
    end();
    open_with("ring-gan-weights", "problem.weight-clip=0.3");
    steps(400);
    CU_ASSERT(run_called("clipped")->now.loss < 0.3);
    end();
    vary.seed = vary.moved = 0;
}

static const struct check checks[] = {
    {"circles", circles},
    {"weights", weights},
    {"order of moves", order_of_moves},
    {"ring", ring},
    {"ring, weights", ring_weights},
    {NULL, NULL},
};

int main(void)
{
    return check_main("game scenes", checks);
}
