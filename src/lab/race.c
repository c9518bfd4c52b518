#include "lab/race.h"

#include <assert.h>
#include <time.h>

#include "base/pool.h"

/* From so many multiplications on it pays to wake other threads, some 50 µs of work. */
#define APART 2e6
/* How many seconds of slices come before the caller looks around again. */
#define TURN 0.003

void race_init(struct race *r, struct problem *p, const struct run_spec *specs, int n,
               const struct probe_spec *probe)
{
    assert(n >= 0 && n <= RUNS_MAX);
    *r = (struct race){.problem = *p, .n = n};
    *p = (struct problem){0};
    r->cost = r->problem.kind->eval_cost ? r->problem.kind->eval_cost(&r->problem) : 0;
    r->look = r->problem.kind->work_new ? r->problem.kind->work_new(&r->problem) : NULL;
    for (int i = 0; i < n; i++) {
        run_init(&r->run[i], &r->problem, &specs[i], probe);
        r->run[i].look = r->look;
    }
    for (int i = 0; i < CURVATURES; i++)
        r->fits[i] = race_measures(r, (enum curvature)i) ? fit_work_new() : NULL;
    if (n > 0 && r->run[0].layers)
        r->layers = layer_fits_new(r->run[0].n_blocks, n);
    race_settle(r);
}

void race_release(struct race *r)
{
    for (int i = 0; i < r->n; i++)
        run_release(&r->run[i]);
    for (int i = 0; i < CURVATURES; i++)
        fit_work_free(r->fits[i]);
    layer_fits_free(r->layers);
    if (r->look && r->problem.kind->work_free)
        r->problem.kind->work_free(r->look);
    problem_close(&r->problem);
    *r = (struct race){0};
}

void race_restart(struct race *r)
{
    for (int i = 0; i < r->n; i++)
        run_restart(&r->run[i]);
    r->step = 0;
    race_settle(r);
}

void race_start_at(struct race *r, const double *x)
{
    for (int i = 0; i < r->n; i++)
        run_start_at(&r->run[i], x);
    r->step = 0;
    race_settle(r);
}

struct advance {
    struct race *race;
    uint64_t n, made[RUNS_MAX];
};

static void advance_run(void *advance, int i)
{
    struct advance *a = advance;
    while (a->made[i] < a->n && run_step(&a->race->run[i]))
        a->made[i]++;
}

void race_advance(struct race *r, uint64_t n)
{
    struct advance a = {.race = r, .n = n};
    uint64_t most = 0;
    if (r->cost * (double)n >= APART)
        pool_each(r->n, advance_run, &a);
    else
        for (int i = 0; i < r->n; i++)
            advance_run(&a, i);
    for (int i = 0; i < r->n; i++)
        most = a.made[i] > most ? a.made[i] : most;
    r->step += most;
}

static bool run_waits(const struct run *r)
{
    return r->now.status == RUN_DIVERGED || r->coming.stage == STEP_READY;
}

static int working(const struct race *r)
{
    int i = 0;
    while (i < r->n && run_waits(&r->run[i]))
        i++;
    return i;
}

const struct run *race_working(const struct race *r)
{
    int i = working(r);
    return i < r->n ? &r->run[i] : NULL;
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

struct turn {
    struct race *race;
    double seconds; /* for each run */
};

static void turn_run(void *turn, int i)
{
    const struct turn *t = turn;
    struct run *r = &t->race->run[i];
    double begun = seconds();
    while (!run_waits(r) && !run_slice(r) && seconds() - begun < t->seconds)
        ;
}

bool race_slice(struct race *r)
{
    int i = working(r), threads = pool_threads();
    if (i < r->n && r->n > 1 && threads > 1 && r->cost >= APART) {
        struct turn t = {r, threads < r->n ? TURN * threads / r->n : TURN};
        pool_each(r->n, turn_run, &t);
    } else if (i < r->n)
        run_slice(&r->run[i]);
    if (working(r) < r->n || race_over(r))
        return false;
    for (i = 0; i < r->n; i++)
        if (r->run[i].now.status != RUN_DIVERGED)
            run_commit(&r->run[i]);
    r->step++;
    return true;
}

bool race_begun(const struct race *r)
{
    for (int i = 0; i < r->n; i++)
        if (r->run[i].coming.stage != STEP_NONE)
            return true;
    return false;
}

void race_settle(struct race *r)
{
    const struct run *runs[RUNS_MAX];
    const struct layer_cloud *clouds[RUNS_MAX];
    int n = 0;
    for (int i = 0; i < r->n; i++) {
        run_settle(&r->run[i]);
        /* A run on its way to infinity measures curvatures that no run that stays will meet; one
         * such point would be the whole fit. */
        if (r->run[i].now.status != RUN_DIVERGED)
            clouds[n] = r->run[i].layers, runs[n++] = &r->run[i];
    }
    if (r->layers)
        layer_fits_make(r->layers, clouds, n);
    for (int i = 0; i < CURVATURES; i++)
        if (r->fits[i])
            r->fit[i] = fit_update(r->fits[i], runs, n, (enum curvature)i);
}

bool race_measures(const struct race *r, enum curvature which)
{
    bool random = which == CURVATURE_RANDOM || which == CURVATURE_WRITTEN;
    return !random || (r->n > 0 && r->run[0].probe.random);
}

bool race_over(const struct race *r)
{
    for (int i = 0; i < r->n; i++)
        if (r->run[i].now.status != RUN_DIVERGED)
            return false;
    return true;
}
