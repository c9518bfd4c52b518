/* What public reports of clipping bugs come to on small problems, by the reports' own account. */
#include <math.h>

#include "race_setup.h"

/* One block's norm of 1e9 starves the rest: clipped to γ = 1 the other block's gradient falls under
 * Adam's eps, and its parameter hardly moves (0.968 of 1 instead of 0.561 after 500 steps). */
static void a_large_block_starves_the_rest(void)
{
    struct race *race = race_of("problem: { kind: quadratic, a: 1, b: 2e9, start: [1, 1] }\n"
                                "runs:\n"
                                "  off: { optimizer: adam, lr: 0.001 }\n"
                                "  all: { optimizer: adam, lr: 0.001, clip: hard, gamma: 1 }\n"
                                "  each: { optimizer: adam, lr: 0.001, clip: by-value, gamma: 1 }\n"
                                "probe: { every: 0 }\n");
    race_advance(race, 500);
    CHECK_NEAR(race->run[0].x[0], 0.560507528, 1e-9);
    CHECK_NEAR(race->run[1].x[0], 0.968222758, 1e-9);
    CHECK_NEAR(race->run[2].x[0], 0.560507528, 1e-9); /* clipped component by component it is not */
    race_drop(race);
}

/* While every step is clipped Adam divides γ out: five times the threshold is the same run, to its
 * eps, where for plain descent it is five times the step. */
static void adam_divides_the_threshold_out(void)
{
    struct race *race =
        race_of("problem: { kind: network, layers: 2 16 16 2, data: spirals, samples: 200, "
                "batch: 20, init-scale: 4 }\n"
                "runs:\n"
                "  g1: { optimizer: adamw, lr: 0.001, clip: torch, gamma: 0.02, eps: 1e-12 }\n"
                "  g5: { optimizer: adamw, lr: 0.001, clip: torch, gamma: 0.1, eps: 5e-12 }\n"
                "  off: { optimizer: adamw, lr: 0.001 }\n"
                "  sgd1: { lr: 0.05, clip: torch, gamma: 0.02 }\n"
                "  sgd5: { lr: 0.05, clip: torch, gamma: 0.1 }\n"
                "probe: { every: 0 }\n"
                "seed: 3\n");
    double apart = 0, far = 0, off = 0;
    race_advance(race, 20);
    const struct run *r = race->run;
    CU_ASSERT(r[0].notes.clipped_steps == 20 && r[1].notes.clipped_steps == 20);
    for (int i = 0; i < r[0].dim; i++) {
        apart = fmax(apart, fabs(r[0].x[i] - r[1].x[i]));
        off = fmax(off, fabs(r[0].x[i] - r[2].x[i]));
        far = fmax(far, fabs(r[3].x[i] - r[4].x[i]));
    }
    CU_ASSERT(apart < 1e-4 && apart < 0.02 * off && far > 1e-3);
    race_drop(race);
}

/* Adam as its authors write it, on a quadratic a x²/2 + b y²/2 clipped at 1: weight decay is part
 * of the gradient, but is added after it was clipped; or, decoupled, no part of it. */
static void written_out(double decay, bool decoupled, int steps, double x[2])
{
    const double curvature[2] = {30, 3}, lr = 0.05, b1 = 0.9, b2 = 0.999, eps = 1e-8;
    double m[2] = {0}, v[2] = {0};
    x[0] = 2, x[1] = 1;
    for (int t = 1; t <= steps; t++) {
        double g[2] = {curvature[0] * x[0], curvature[1] * x[1]};
        double factor = fmin(1, 1 / sqrt(g[0] * g[0] + g[1] * g[1]));
        for (int i = 0; i < 2; i++) {
            double d = factor * g[i] + (decoupled ? 0 : decay * x[i]);
            m[i] = b1 * m[i] + (1 - b1) * d;
            v[i] = b2 * v[i] + (1 - b2) * d * d;
            double to = m[i] / (1 - pow(b1, t)) / (sqrt(v[i] / (1 - pow(b2, t))) + eps);
            x[i] -= lr * (to + (decoupled ? decay * x[i] : 0));
        }
    }
}

static void weight_decay_comes_after_clipping(void)
{
    struct race *race =
        race_of("problem: { kind: quadratic, a: 30, b: 3, start: [2, 1] }\n"
                "runs:\n"
                "  adam: { optimizer: adam, lr: 0.05, weight-decay: 0.5, clip: hard, gamma: 1 }\n"
                "  adamw: { optimizer: adamw, lr: 0.05, weight-decay: 0.5, clip: hard, gamma: 1 }\n"
                "probe: { every: 0 }\n");
    race_advance(race, 40);
    for (int k = 0; k < 2; k++) {
        double x[2];
        written_out(0.5, k == 1, 40, x);
        CHECK_NEAR(race->run[k].x[0], x[0], 1e-9);
        CHECK_NEAR(race->run[k].x[1], x[1], 1e-9);
    }
    CU_ASSERT(fabs(race->run[0].x[0] - race->run[1].x[0]) > 1e-3);
    race_drop(race);
}

int main(void)
{
    static const struct check checks[] = {
        {"a large block starves the rest", a_large_block_starves_the_rest},
        {"Adam divides the threshold out", adam_divides_the_threshold_out},
        {"weight decay comes after clipping", weight_decay_comes_after_clipping},
        {NULL, NULL},
    };
    return check_main("reports", checks);
}
