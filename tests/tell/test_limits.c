/* Runs on the very edge of what is said of them, where rounding decides and two numbers print
 * alike: no sentence about one is false as it is printed. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/rng.h"
#include "insight_say.h"
#include "lab/clip_watch.h"
#include "race_setup.h"
#include "sentence.h"
#include "tell/news.h"

/* The sentence that is to come at one of the steps, and none of them at fault. */
static const struct limit {
    const char *scene;
    int steps;
    const char *says;
} limits[] = {
    /* η·λ is the limit 2(1 + μ) of momentum, by a rounding over or under it */
    {"problem: { kind: quadratic, a: 1, b: 0.5, start: [3, 1] }\n"
     "runs: { one: { optimizer: momentum, momentum: 0.36, lr: 2.72 } }\n",
     5, "one: f = 4.75, the gradient is 3.04, the next step is 8.27 long."},
    {"problem: { kind: quadratic, a: 1, b: 0.5, start: [3, 1] }\n"
     "runs: { one: { optimizer: momentum, momentum: 0.36, lr: 2.73 } }\n",
     0, "one: η·λ = 2.73 is over 2.72, the limit of momentum with this μ."},
    {"problem: { kind: quadratic, a: 1, b: 0.5, start: [3, 1] }\n"
     "runs: { one: { optimizer: momentum, momentum: 0.36, lr: 2.7199 } }\n",
     0, "one: η·λ = 2.7199 is over 2, but with this momentum the limit is 2.72."},
    {"problem: { kind: quadratic, a: 3, b: 1.5, start: [1, 0] }\n"
     "runs: { one: { optimizer: momentum, momentum: 0.5, clip: soft, gamma: 1,\n"
     "               lr: 0.9066666666666667 } }\n",
     5, "one: η·factor·λ = 2.001 is over 2, but with this momentum the limit is 3."},
    {"problem: { kind: quadratic, a: 3, b: 1.5, start: [1, 0] }\n"
     "runs: { one: { optimizer: momentum, momentum: 0.5, clip: soft, gamma: 1,\n"
     "               lr: 0.9066666666666667 } }\n",
     5, "one: η·factor·λ went from 1.73 to 2.001."},
    {"problem: { kind: quadratic, a: 1, b: 0.5, start: [3, 1] }\n"
     "runs: { one: { optimizer: momentum, momentum: 0.36, lr: 2.0004 } }\n",
     0, "one: η·λ = 2.0004 is over 2, but with this momentum the limit is 2.72."},
    /* what is left of the gradient, the longest layer clipped to γ, is γ to rounding */
    {"problem: { kind: product, start: [5.32, 0.82] }\n"
     "runs: { one: { clip: some-layers, from-layer: 1, to-layer: 2, gamma: 1.3, lr: 0.01 } }\n",
     0,
     "one clips only some layers. The others keep their gradient, so 1.3 of 18.1 is left: now not "
     "over γ = 1.3."},
    /* the gradient goes from γ to γ, and by less than is printed under it */
    {"problem: { kind: quadratic, a: 7, b: 3.5, start: [1, 0] }\n"
     "runs: { one: { clip: hard, gamma: 1, lr: 0.2857142857142857 } }\n",
     10, "one: clipping stops. The gradient, 1, is now at most γ = 1."},
    /* a clip factor of nearly 1, and of less than 1e-6 under it */
    {"problem: { kind: quadratic, start: [1e-4, 1e-4] }\n"
     "runs: { one: { clip: soft, gamma: 1e4, lr: 0.001 } }\n",
     3,
     "one: the gradient, 0.01, is far below γ = 10000. Its clip factor is 0.999999: almost the "
     "full lr 0.001."},
    {"problem: { kind: quadratic, start: [1e-4, 1e-4] }\n"
     "runs: { one: { clip: soft, gamma: 1e6, lr: 0.001 } }\n",
     3, "one: η·factor·λ = 0.1 is under 2: the next step lowers f from 5.05e-7 to 4.1e-7."},
    /* the minimum of θ⁴, where the curvature is 0 */
    {"problem: { kind: power, power: 4, start: 1, gradient-noise: two-point }\n"
     "runs: { one: { clip: hard, gamma: 0.1, lr: 0.1 } }\n",
     20, "one: clipped, its mean comes to θ = -0.281, not to the minimum 0. Recently it is 0.85."},
    /* factors of 1 and a little, and a rate that is the penalty */
    {"problem: { kind: dirac-gan }\nruns: { one: { lr: 1e-4 } }\n", 1,
     "one: each step is at right angles to r, which grows, but slowly. r = 1.41."},
    {"problem: { kind: dirac-gan }\nruns: { one: { optimizer: extragradient, lr: 1e-4 } }\n", 1,
     "one converges: unclipped, r shrinks, but slowly. Now r = 1.41."},
    {"problem: { kind: dirac-gan }\nruns: { one: { optimizer: extragradient, lr: 1.1 } }\n", 1,
     "one: η = 1.1 is over 1, so r grows by the factor 1.11987 a step. r = 1.41."},
    {"problem: { kind: dirac-gan }\nruns: { one: { optimizer: extragradient, lr: 1 } }\n", 1,
     "one: η is 1, so r hardly changes. r = 1.41."},
    {"problem: { kind: dirac-gan, penalty: 0.1 }\nruns: { one: { lr: 0.1 } }\n", 3,
     "one: η = λ keeps θ² + ψ² − λθψ = 1.9: it circles, 62.8 steps a turn."},
    {"problem: { kind: dirac-gan, penalty: 0.1 }\nruns: { one: { lr: 0.10000001 } }\n", 3,
     "one: η is hardly over λ = 0.1, so r grows, but slowly. r = 1.41."},
    {"problem: { kind: dirac-gan, penalty: 0.1 }\nruns: { one: { lr: 0.10001 } }\n", 3,
     "one: η = 0.10001 is over λ = 0.1, so r grows, but slowly. r = 1.41."},
    /* the last step size of the theory, 1/L0 */
    {"problem: { kind: quadratic, a: 1, b: 1, start: [1e-3, 0] }\n"
     "runs: { one: { optimizer: theory, L0: 4, L1: 2 } }\n",
     26, "one: its step size 1/(L0 + L1‖∇f‖) is 1/L0 = 0.25 here, the longest it takes."},
    /* by a little over a limit */
    {"problem: { kind: power, power: 4, start: 5 }\n"
     "runs: { one: { clip: soft, lr: 25, gamma: 0.0294 } }\n",
     0,
     "one: lr³γ² = 13.51 is over 13.5. With this γ some starts bounce forever between two points."},
    {"problem: { kind: power, power: 4, start: 5.0001 }\nruns: { one: { lr: 0.02 } }\n", 11,
     "one diverged at step 11. Its start |θ| = 5.0001 is over 1/√(2η) = 5: from there every step "
     "ends farther out."},
    {"problem: { kind: quadratic, a: 1, b: 1, start: [9.99e29, 0] }\n"
     "runs: { one: { lr: 2.004 } }\n",
     3, "one diverged at step 1. Just before, η·λ = 2.004 was over 2: the step overshot."},
    /* one, and none */
    {"problem: { kind: quadratic, a: 1, b: 1, start: [1.5, 0] }\n"
     "runs: { one: { clip: hard, gamma: 1, lr: 1 } }\n",
     2,
     "one converged at step 2: the gradient norm is at most 1e-6. One of its 2 steps was clipped."},
    {"problem: { kind: quadratic, a: 1, b: 1, start: [1.5, 0] }\n"
     "runs: { one: { clip: skip-over, gamma: 1, lr: 1 } }\n",
     0, "one: this step is skipped: θ stays. It is the first step."},
};
enum { LIMITS = sizeof limits / sizeof *limits };

static void hold(const char *scene, const struct race *race, const char *text)
{
    const char *fault = sentence_fault(text);
    if (fault) {
        printf("\n%sstep %llu: %s: %s\n", scene, (unsigned long long)race->step, fault, text);
        CU_FAIL("a sentence that is false as it is printed");
    }
}

/* Whether a sentence about the run is that one; all are held. */
static bool says(const struct limit *l, const struct race *race, struct run *r)
{
    static const double box[4] = {-100, 100, -100, 100};
    char text[320];
    insight_say(race, r, text, sizeof text);
    hold(l->scene, race, text);
    bool is = strcmp(text, l->says) == 0;
    for (int k = 0; k < n_news_kinds && race->step > 0; k++) {
        if (!news_meets(&news_kinds[k], r, box))
            continue;
        insight_tell(&news_kinds[k].rule, NULL, r, text, sizeof text);
        hold(l->scene, race, text);
        is = is || strcmp(text, l->says) == 0;
    }
    return is;
}

static void no_sentence_is_false_as_printed(void)
{
    for (int i = 0; i < LIMITS; i++) {
        struct race *race = race_of(limits[i].scene);
        bool said = false;
        for (int step = 0; step <= limits[i].steps; step++) {
            race_settle(race);
            for (int k = 0; k < race->n; k++)
                said = says(&limits[i], race, &race->run[k]) || said;
            race_advance(race, 1);
        }
        if (!said)
            printf("\nis never said: %s\n", limits[i].says);
        CU_ASSERT(said);
        race_drop(race);
    }
}

static const char *const problems[] = {
    "kind: quadratic, a: 1, b: 1, start: [1, 0]",
    "kind: quadratic, a: 4, b: 1, start: [1, 0]",
    "kind: power, power: 4, start: 1",
    "kind: power, power: 3, start: 2",
    "kind: product, start: [2, 0.5]",
    "kind: beale",
    "kind: formula, f: \"abs(x)\", start: 1",
    "kind: power, power: 4, start: 1, gradient-noise: two-point",
    "kind: formula, f: \"(x-1)^2/2\", start: 1, gradient-noise: two-point",
    "kind: dirac-gan",
    "kind: dirac-gan, penalty: 0.5",
};
static const double rates[] = {1e-9, 1e-4, 0.1, 0.25, 0.5, 1, 2, 2.0001, 3, 50};
static const double thresholds[] = {1e-9, 0.01, 0.5, 1, 2, 4, 1e6};
#define ANY(of) of[rng_below(rng, sizeof of / sizeof *of)]

/* A run of round numbers, which meet in equal ones more often than others do. "": there is no run
 * of that rule there. */
static void setting_make(struct rng *rng, char *yaml, size_t size)
{
    char lr[40] = "", gamma[40] = "";
    int clips = 0, optimizers = 0;
    while (clip_kinds[clips])
        clips++;
    while (optimizer_kinds[optimizers])
        optimizers++;
    const struct optimizer_kind *o =
        optimizer_kinds[rng_below(rng, 2) ? 0 : rng_below(rng, (uint64_t)optimizers)];
    const struct clip_kind *c = clip_kinds[rng_below(rng, (uint64_t)clips)];
    if (rng_below(rng, 2))
        c = clip_find(rng_below(rng, 2) ? "hard" : "soft");
    if (o->uses_lr)
        snprintf(lr, sizeof lr, ", lr: %g", ANY(rates));
    if (param_find(c->params, c->n_params, "gamma"))
        snprintf(gamma, sizeof gamma, ", gamma: %g", ANY(thresholds));
    snprintf(yaml, size, "problem: { %s }\nruns: { one: { optimizer: %s, clip: %s%s%s } }\n",
             ANY(problems), o->name, c->name, lr, gamma);
}

/* Whatever the setting: all that is said in its first 24 steps. */
static void no_setting_makes_one(void)
{
    enum { SETTINGS = 500, OPENED = 300 };
    int opened = 0;
    struct rng rng;
    rng_seed(&rng, 1);
    for (int i = 0; i < SETTINGS; i++) {
        char yaml[400];
        setting_make(&rng, yaml, sizeof yaml);
        struct report r;
        report_init(&r);
        struct race *race = race_read(yaml, &r);
        report_release(&r);
        if (!race)
            continue; /* the rule has no place there */
        opened++;
        for (int step = 0; step < 24; step++) {
            char text[400];
            race_settle(race);
            says(&(struct limit){.scene = yaml, .says = ""}, race, &race->run[0]);
            monitor_say(&race->run[0], text, sizeof text);
            hold(yaml, race, text);
            race_advance(race, 1);
        }
        race_drop(race);
    }
    CU_ASSERT(opened > OPENED);
}

int main(void)
{
    static const struct check checks[] = {
        {"no sentence is false as printed", no_sentence_is_false_as_printed},
        {"no setting makes one", no_setting_makes_one},
        {NULL, NULL},
    };
    return check_main("limits", checks);
}
