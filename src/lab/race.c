#include "lab/race.h"

#include <assert.h>
#include <limits.h>
#include <math.h>
#include <stdatomic.h>
#include <time.h>

#include "base/pool.h"

/* From so many multiplications on it pays to wake other threads, some 50 µs of work. */
#define APART 2e6
/* How many seconds of slices come before the caller looks around again, and before a thread goes to
 * another run. */
#define TURN       0.003
#define SHORT_TURN 0.0005

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

/* Runs that threads do in turns. Each thread takes the run that has had the fewest turns of those
 * that no other has, so that all threads have work until fewer runs are left than threads. */
struct turns {
    struct race *race;
    /* A turn of that run. false: it needs no more. */
    bool (*turn)(struct turns *t, int run);
    uint64_t n, made[RUNS_MAX]; /* steps: those wanted of each run, and made */
    double until;               /* seconds by the clock */
    atomic_bool taken[RUNS_MAX];
    atomic_uint had[RUNS_MAX];
};

/* -1: none that is free needs a turn. */
static int turns_take(struct turns *t)
{
    for (;;) {
        unsigned least = UINT_MAX;
        int run = -1;
        for (int i = 0; i < t->race->n; i++) {
            unsigned had = atomic_load(&t->had[i]);
            if (!atomic_load(&t->taken[i]) && had < least)
                run = i, least = had;
        }
        if (run < 0 || !atomic_exchange(&t->taken[run], true))
            return run;
    }
}

static void turns_do(void *turns, UNUSED int thread)
{
    struct turns *t = turns;
    int run;
    while ((run = turns_take(t)) >= 0) {
        bool more = t->turn(t, run);
        atomic_fetch_add(&t->had[run], 1);
        if (more)
            atomic_store(&t->taken[run], false);
    }
}

static void turns_share(struct turns *t)
{
    int threads = pool_threads();
    pool_each(threads < t->race->n ? threads : t->race->n, turns_do, t);
}

/* As many steps as are worth it to wake a thread. */
static bool turn_of_steps(struct turns *t, int run)
{
    double work = 0;
    bool on = true;
    while (work < APART && t->made[run] < t->n && (on = run_step(&t->race->run[run])))
        t->made[run]++, work += t->race->cost;
    return on && t->made[run] < t->n;
}

void race_advance(struct race *r, uint64_t n)
{
    struct turns t = {.race = r, .turn = turn_of_steps, .n = n};
    uint64_t most = 0;
    if (r->cost * (double)n >= APART)
        turns_share(&t);
    else
        for (int i = 0; i < r->n; i++)
            turn_of_steps(&t, i);
    for (int i = 0; i < r->n; i++)
        most = t.made[i] > most ? t.made[i] : most;
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

static bool turn_of_slices(struct turns *t, int run)
{
    struct run *r = &t->race->run[run];
    double now = seconds(), end = fmin(now + SHORT_TURN, t->until);
    while (!run_waits(r) && !run_slice(r) && (now = seconds()) < end)
        ;
    return !run_waits(r) && now < t->until;
}

bool race_slice(struct race *r)
{
    int i = working(r);
    if (i < r->n && r->n > 1 && pool_threads() > 1 && r->cost >= APART) {
        struct turns t = {.race = r, .turn = turn_of_slices, .until = seconds() + TURN};
        turns_share(&t);
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
