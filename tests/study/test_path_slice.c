/* Slices: the loss on a plane, point by point, and of which samples it is. */
#include <math.h>

#include "base/rng.h"
#include "race_setup.h"
#include "study/slice.h"

static const char network[] =
    "problem: { kind: network, layers: 2 4 2, activation: tanh, data: moons, samples: 40 }\n"
    "runs:\n"
    "  slow: { lr: 0.3 }\n"
    "  fast: { lr: 3 }\n"
    "  hard: { lr: 3, clip: hard, gamma: 0.1 }\n"
    "probe: { every: 0 }\n";

static double loss_of(struct slice *s, const double *x)
{
    struct measure so_far = {0};
    double loss = NAN, all = INFINITY;
    while (!slice_loss_on(s, x, &so_far, &loss, &all))
        ;
    return loss;
}

/* What a slice holds is the loss at its points, coarse ones first, and its colours lie between. */
static void a_slice_is_the_loss(void)
{
    struct race *race = race_of(network);
    const struct problem *p = &race->problem;
    struct slice s;
    struct rng rng;
    double c[22], u[22], v[22], x[22], box[4] = {-2, 3, -1, 1};
    rng_seed(&rng, 4);
    for (int i = 0; i < 22; i++)
        c[i] = rng_normal(&rng) / 2, u[i] = rng_normal(&rng) / 5, v[i] = rng_normal(&rng) / 5;
    slice_init(&s, p);
    CU_ASSERT_EQUAL(s.samples, 0);
    CU_ASSERT_EQUAL(slice_side(&s), SLICE_SIDE);
    slice_begin(&s, c, u, v, box);
    CU_ASSERT(isnan(slice_height(&s, 0.5, 0.5)));
    double each = 20 * (s.cost + 6 * p->dim); /* the loss there, and the way to it */
    int calls = 0, strides = 0, before = 0;
    for (double work = each; !slice_advance(&s, &work); work = each) {
        CU_ASSERT_EQUAL(s.done, 20 * ++calls);
        strides += s.stride != before;
        before = s.stride;
    }
    CU_ASSERT_EQUAL(calls, SLICE_POINTS / 20);
    CU_ASSERT_EQUAL(strides, 3);
    CU_ASSERT_EQUAL(s.stride, 1);
    CU_ASSERT_EQUAL(s.evals, SLICE_POINTS);
    double worst = 0, spread = 0;
    for (int i = 0; i < SLICE_POINTS; i++) {
        double a = -2 + 5.0 * (i % SLICE_SIDE) / 48, b = -1 + 2.0 * (double)(i / SLICE_SIDE) / 48;
        for (int k = 0; k < 22; k++)
            x[k] = c[k] + a * u[k] + b * v[k];
        double f = problem_eval(p, race->run[0].work, x, 0, NULL), t = log10(f - s.base);
        worst = fmax(worst, fabs(f - s.value[i]) / f);
        spread = fmax(spread, f);
        if (t > s.lo && t < s.hi)
            CHECK_NEAR(slice_height(&s, i % SLICE_SIDE / 48.0, (double)(i / SLICE_SIDE) / 48.0), t,
                       1e-6);
        CU_ASSERT(f >= s.base * (1 - 1e-6));
    }
    CU_ASSERT(worst < 1e-6 && spread > 0.1);
    CHECK_NEAR(loss_of(&s, c), problem_eval(p, race->run[0].work, c, 0, NULL), 1e-12);
    slice_release(&s);
    race_drop(race);
}

/* Mini-batches: the same samples at every point, whose loss is measured the same way twice. */
static void batches_give_way_to_fixed_samples(void)
{
    struct race *race =
        race_of("problem: { kind: network, layers: 2 4 2, data: moons, samples: 500, batch: 8 }\n"
                "runs: { a: { lr: 0.1 } }\nprobe: { every: 0 }\n");
    struct slice s;
    struct measure m = {0};
    struct run *r = &race->run[0];
    slice_init(&s, &race->problem);
    CU_ASSERT_EQUAL(s.samples, SLICE_SAMPLES);
    double f = loss_of(&s, r->x);
    for (int i = 0; i < 5; i++)
        race_advance(race, 1);
    uint64_t probes = r->notes.probe_evals;
    CU_ASSERT_EQUAL(loss_of(&s, r->start), f);
    race->problem.kind->measure(&race->problem, r->work, r->start, PART_TRAIN, 0, SLICE_SAMPLES,
                                &m);
    CHECK_NEAR(f, m.loss / SLICE_SAMPLES, 1e-12);
    CU_ASSERT_EQUAL(r->notes.evals, 6); /* its own are what they were */
    CU_ASSERT_EQUAL(r->notes.probe_evals, probes);
    slice_release(&s);
    race_drop(race);
}

static const struct check checks[] = {
    {"a slice is the loss", a_slice_is_the_loss},
    {"batches give way to fixed samples", batches_give_way_to_fixed_samples},
    {NULL, NULL},
};

int main(void)
{
    return check_main("path-slice", checks);
}
