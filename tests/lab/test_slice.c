/* Steps made in slices: of one unit of work each, unseen until whole, and to the bit what they are
 * when made at once. */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/pool.h"
#include "base/rng.h"
#include "base/vec.h"
#include "check.h"
#include "lab/probe.h"
#include "lab/race.h"
#include "lab/top_eigenvalue.h"
#include "network_setup.h"
#include "problem/network.h"
#include "same_run.h"
#include "setup.h"

/* Evaluations and products begun, parts of them made, and pieces of exams: of all races together.
 */
static int begun, parts, pieces;
static const struct problem_kind *counted;

static void begin(const struct problem *p, void *work, const double *x, uint64_t draw,
                  const double *v, double *out)
{
    begun++;
    counted->begin(p, work, x, draw, v, out);
}

static bool more(const struct problem *p, void *work, double *loss, double *norm)
{
    parts++;
    return counted->more(p, work, loss, norm);
}

/* Asked for whole where a Hessian is written down. */
static void hess_vec(const struct problem *p, void *work, const double *x, uint64_t draw,
                     const double *v, double *out)
{
    begun++, parts++;
    counted->hess_vec(p, work, x, draw, v, out);
}

static int measure(const struct problem *p, void *work, const double *x, enum data_part part,
                   int first, int count, struct measure *m)
{
    pieces++;
    return counted->measure(p, work, x, part, first, count, m);
}

/* A race of which every part of an evaluation or product, and piece of an exam, is counted. */
static void race_open(struct race *race, struct problem *p, struct problem_kind *counting,
                      const struct run_spec *specs, int n, const struct probe_spec *probe)
{
    counted = p->kind;
    *counting = *p->kind;
    counting->begin = begin;
    counting->more = more;
    counting->hess_vec = hess_vec;
    counting->measure = measure;
    race_init(race, p, specs, n, probe);
    race->problem.kind = counting;
}

static void rules(struct run_spec specs[4])
{
    setup_spec(&specs[0], "gd", "none", 0.5, 1);
    setup_spec(&specs[1], "adam", "half-g99", 0.02, 0.3);
    setup_spec(&specs[2], "momentum", "l0-over-l1", 0.1, 0.2);
    setup_spec(&specs[3], "gd", "none", 1e6, 1); /* is lost at once, and stands still */
}

static bool same_race(const struct race *a, const struct race *b)
{
    bool same = a->step == b->step && a->n == b->n;
    for (int i = 0; same && i < a->n; i++)
        same = same_run(&a->run[i], &b->run[i]);
    return same;
}

struct sizes {
    const char *layers, *batch, *loss;
    uint64_t every;
    int points;
};

static void pair_open(struct race *a, struct race *b, const struct sizes *sizes,
                      struct problem_kind counting[2])
{
    const char *settings[] = {"layers", sizes->layers, "data",       "moons",      "samples",
                              "100",    "batch",       sizes->batch, "activation", "tanh",
                              "loss",   sizes->loss,   NULL};
    /* An exam begins at every fifth step and takes several. */
    struct probe_spec probe = {.every = sizes->every,
                               .points = sizes->points,
                               .tolerance = 1e-6,
                               .test = 5,
                               .piece = 6000};
    struct run_spec specs[4];
    struct problem p = {0};
    char why[200];
    rules(specs);
    for (int k = 0; k < 2; k++) {
        CU_ASSERT_TRUE_FATAL(network_setup(&p, &problem_network, settings, why, sizeof why));
        race_open(k ? b : a, &p, &counting[k], specs, 4, &probe);
    }
}

static void slices_make_the_step_one_unit_at_a_time(void)
{
    static const struct sizes all[] = {{"2 8 6 2", "0", "mse", 1, 1},
                                       {"2 8 6 2", "32", "mse", 3, 3},
                                       {"2 8 6 2", "32", "cross-entropy", 1, 1},
                                       {"2 8 6 2", "32", "mse", 0, 1},
                                       {"2 4 2", "32", "mse", 2, 2}};
    for (size_t k = 0; k < sizeof all / sizeof all[0]; k++) {
        struct race whole, sliced;
        struct problem_kind counting[2];
        pair_open(&whole, &sliced, &all[k], counting);
        int slices = 0, most = 0, differ = 0, idle = 0, both = 0, exams = pieces, sum = 0;
        int dense = whole.problem.dim <= PROBE_DENSE_MAX ? whole.problem.dim : 1;
        size_t calls = mem_calls();
        for (int step = 0; step < 25; step++) {
            int before = begun, once = parts;
            race_advance(&whole, 1);
            before = begun - before, once = parts - once;
            int after = begun, sliced_parts = parts;
            bool made = false;
            while (!made) {
                const struct run *r = race_working(&sliced);
                bool iterates = r->coming.stage == STEP_CURVATURE && r->power;
                int units = parts, examined = pieces;
                made = race_slice(&sliced);
                units = parts - units;
                examined = pieces - examined;
                slices++;
                idle += units + examined == 0 && !iterates;
                both += (units > 0) + examined > (units > 0 ? 1 : 2); /* of training and test */
                most = units > most ? units : most;
            }
            sum += before;
            CU_ASSERT(begun - after == before && parts - sliced_parts == once);
            differ += !same_race(&whole, &sliced);
        }
        CU_ASSERT_EQUAL(mem_calls(), calls);
        CU_ASSERT(most == (all[k].every ? dense : 1) && idle + both == 0);
        /* Of a network of two layers an evaluation has nine operations at least. */
        CU_ASSERT(sum >= 3 * 25 && slices > (dense > 1 ? 3 : 9) * 25);
        CU_ASSERT_EQUAL(differ, 0);
        CU_ASSERT(pieces - exams > 50 && run_score(&sliced.run[0]).step >= 10);
        CU_ASSERT(sliced.run[3].now.status == RUN_DIVERGED || strcmp(all[k].loss, "mse") != 0);
        CU_ASSERT(all[k].every == 0 || sliced.run[0].notes.probe_evals > 8);
        race_release(&whole);
        race_release(&sliced);
    }
}

/* What anyone sees in the middle of a step, and settles, is the step before. */
static void nothing_shows_before_the_step_is_whole(void)
{
    struct race whole, sliced;
    struct problem_kind counting[2];
    pair_open(&whole, &sliced, &(struct sizes){"2 8 6 2", "32", "mse", 2, 3}, counting);
    int seen = 0, differ = 0;
    for (int step = 0; step < 20; step++) {
        race_settle(&whole);
        race_settle(&sliced);
        while (!race_slice(&sliced)) {
            seen++;
            CU_ASSERT_TRUE(race_begun(&sliced));
            if (seen % 3 == 0)
                race_settle(&sliced);
            differ += !same_race(&whole, &sliced);
        }
        CU_ASSERT_FALSE(race_begun(&sliced));
        race_advance(&whole, 1);
    }
    CU_ASSERT(seen > 100);
    CU_ASSERT_EQUAL(differ, 0);
    race_release(&whole);
    race_release(&sliced);
}

/* So many parameters that updates are made in stretches, rules that look at parts of the draw among
 * them: who looks in the middle of a step, and settles, changes nothing. */
static void looking_in_the_middle_of_long_steps(void)
{
    static const char *const settings[] = {"layers", "2 80 80 2", "data", "moons", "samples",
                                           "60",     "batch",     "20",   NULL};
    static const char *const clips[] = {"none", "each-worker", "each-micro-batch", "soft"};
    struct probe_spec probe = {.every = 4, .points = 2, .tolerance = 1e-6, .test = 3};
    struct run_spec specs[4];
    struct race whole, sliced;
    struct problem p = {0};
    struct rng rng;
    char why[200];
    int looks = 0, differ = 0;
    rng_seed(&rng, 7);
    for (int i = 0; i < 4; i++)
        setup_spec(&specs[i], i == 3 ? "adam" : "gd", clips[i], 0.05, 0.3);
    for (int k = 0; k < 2; k++) {
        CU_ASSERT_TRUE_FATAL(network_setup(&p, &problem_network, settings, why, sizeof why));
        race_init(k ? &sliced : &whole, &p, specs, 4, &probe);
    }
    CU_ASSERT(whole.problem.dim >= VEC_LONG);
    for (int step = 0; step < 12; step++) {
        bool made = false;
        for (int i = 0; i < 20000 && !made; i++) {
            if (rng_below(&rng, 10) == 0) {
                race_settle(&sliced);
                looks++;
            }
            made = race_slice(&sliced);
        }
        CU_ASSERT_TRUE_FATAL(made);
        race_advance(&whole, 1);
        differ += !same_race(&whole, &sliced);
    }
    CU_ASSERT(looks > 100 && differ == 0);
    race_release(&whole);
    race_release(&sliced);
}

/* A knob turned in the middle of a step is turned before it; whole steps go on from slices. */
static void what_comes_in_between_comes_before_the_step(void)
{
    struct race whole, sliced;
    struct problem_kind counting[2];
    pair_open(&whole, &sliced, &(struct sizes){"2 8 6 2", "32", "mse", 2, 3}, counting);
    for (int step = 0; step < 60; step++) {
        for (int i = 0; i < 13 * step % 331; i++)
            if (race_slice(&sliced))
                race_advance(&whole, 1);
        double lr = 0.1 + 0.01 * step;
        for (int i = 0; i < 3; i++)
            if (step % 4 == i) {
                CU_ASSERT(run_set(&whole.run[i], "lr", lr) && run_set(&sliced.run[i], "lr", lr));
            }
        race_advance(&whole, 1);
        race_advance(&sliced, 1);
        race_settle(&whole);
        race_settle(&sliced);
        CU_ASSERT_TRUE(same_race(&whole, &sliced));
    }
    CU_ASSERT(whole.step > 60);
    race_slice(&sliced);
    race_restart(&whole);
    race_restart(&sliced);
    CU_ASSERT_TRUE(same_race(&whole, &sliced) && !race_begun(&sliced));
    race_release(&whole);
    race_release(&sliced);
}

/* Once all are lost there is nothing left to slice. */
static void nothing_is_made_of_runs_that_are_lost(void)
{
    struct problem p;
    struct race race;
    struct run_spec spec;
    double start = 5;
    setup_quartic(&p, start);
    setup_spec(&spec, "gd", "none", 10, 1);
    race_init(&race, &p, &spec, 1, &(struct probe_spec){.every = 1, .tolerance = 1e-6});
    int steps = 0;
    while (!race_over(&race) && steps < 100)
        steps += race_slice(&race);
    CU_ASSERT(steps > 0 && race.step == (uint64_t)steps && race.run[0].now.step == race.step);
    CU_ASSERT_FALSE(race_slice(&race));
    CU_ASSERT(race.step == (uint64_t)steps && !race_begun(&race));
    race_release(&race);
}

int main(void)
{
    static const struct check checks[] = {
        {"slices make the step one unit at a time", slices_make_the_step_one_unit_at_a_time},
        {"nothing shows before the step is whole", nothing_shows_before_the_step_is_whole},
        {"looking in the middle of long steps", looking_in_the_middle_of_long_steps},
        {"what comes in between comes before the step",
         what_comes_in_between_comes_before_the_step},
        {"nothing is made of runs that are lost", nothing_is_made_of_runs_that_are_lost},
        {NULL, NULL},
    };
    pool_limit(1); /* slices are counted, which several threads take as time has it */
    return check_main("slice", checks);
}
