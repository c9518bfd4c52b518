/* The scenes that come with the program, for the tests that hold them to what their `look` says:
 * one at a time, with its race. */
#ifndef TESTS_SCENE_SETUP_H
#define TESTS_SCENE_SETUP_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/rng.h"
#include "base/text.h"
#include "check.h"
#include "net/data.h"
#include "panel/panel.h"
#include "scene/scene.h"

static struct scene scene;
static struct race race;

/* What is said of a network has to hold on other seeds (0: the scene's) and from a start whose
 * parameters are moved by 1e-7, each to a side drawn from this seed (0: not moved). */
static struct {
    uint64_t seed, moved;
} vary;

static inline void move_start(void)
{
    struct rng r;
    double *x = mem_alloc((size_t)race.problem.dim, sizeof *x);
    rng_seed(&r, vary.moved);
    for (int i = 0; i < race.problem.dim; i++)
        x[i] = race.run[0].x[i] + (rng_below(&r, 2) ? 1e-7 : -1e-7);
    race_start_at(&race, x);
    free(x);
}

static inline bool set_each(const char *assignments, struct report *r)
{
    char one[100];
    for (int n; sscanf(assignments, " %99s%n", one, &n) == 1; assignments += n)
        if (!scene_set(&scene, one, panel_names, r))
            return false;
    return true;
}

/* Reads scenes/NAME.yaml, with assignments as of --set that spaces part (NULL: none). Faults end
 * the test. */
static inline void read_scene(const char *name, const char *assignments)
{
    char path[200];
    struct report r;
    report_init(&r);
    snprintf(path, sizeof path, "scenes/%s.yaml", name);
    bool ok =
        scene_read(&scene, path, panel_names, &r) && (!assignments || set_each(assignments, &r));
    report_print(&r, stdout);
    report_release(&r);
    CU_ASSERT_TRUE_FATAL(ok);
}

static inline void open_race(void)
{
    struct report r;
    report_init(&r);
    if (vary.seed)
        scene.seed = vary.seed;
    bool ok = scene_open(&scene, &race, &r);
    report_print(&r, stdout);
    report_release(&r);
    CU_ASSERT_TRUE_FATAL(ok);
    if (vary.moved)
        move_start();
}

static inline void open_with(const char *name, const char *assignments)
{
    read_scene(name, assignments);
    open_race();
}

static inline void open_scene(const char *name)
{
    open_with(name, NULL);
}

/* The same with those runs alone that are named in only: what a run does is its own affair, and one
 * that nothing is asked of need not be trained. */
static inline void open_runs(const char *name, const char *assignments, const char *only)
{
    int n = 0;
    read_scene(name, assignments);
    for (int i = 0; i < scene.n_runs; i++)
        if (word_among(only, scene.runs[i].name))
            scene.runs[n++] = scene.runs[i];
    scene.n_runs = n;
    open_race();
}

static inline struct run *run_called(const char *name)
{
    for (int i = 0; i < race.n; i++)
        if (strcmp(race.run[i].name, name) == 0)
            return &race.run[i];
    CU_FAIL_FATAL("no such run");
    return NULL;
}

/* The greatest loss so far. */
static inline double most_loss(const struct run *r)
{
    double most = 0;
    for (int i = 0; i < r->trace.n; i++)
        most = fmax(most, r->trace.bucket[i].loss_hi);
    return most;
}

/* What a way to measure curvature says along a run. */
static inline struct estimate estimate(const char *name, enum curvature which)
{
    static double room[4 * TRACE_BUCKETS];
    const struct run *r = run_called(name);
    return fit_estimate(&r, 1, which, room);
}

/* Images are unpacked when the first comes who wants them and given back with the last: one who
 * holds them spares the scenes in between. NULL: there are none, as the scenes will say. */
static inline struct data *hold_fashion(void)
{
    char why[300];
    return data_open(&(struct data_spec){.name = "fashion"}, why, sizeof why);
}

enum { SEEDS = 6, SEEDS_FEW = 2, MOVED = 2 }; /* that claims about networks are held to */

/* All of them in `make every-scene`; a few, for time, in `make test`. */
static inline int seeds_held(void)
{
    return getenv("EVERY_SCENE") ? SEEDS : SEEDS_FEW;
}

/* Plays what a scene claims for each of them, and says for which it failed. */
static inline void hold_seeds(void (*claim)(void), int seeds)
{
    int moved = getenv("EVERY_SCENE") ? MOVED : 1;
    for (int i = 1; i <= seeds + moved; i++) {
        unsigned failed = CU_get_number_of_failures();
        vary.seed = i <= seeds ? (uint64_t)i : 1;
        vary.moved = i <= seeds ? 0 : (uint64_t)(i - seeds);
        claim();
        if (CU_get_number_of_failures() > failed)
            printf("\nseed %d, start moved by number %d\n", (int)vary.seed, (int)vary.moved);
    }
    vary.seed = vary.moved = 0;
}

static inline void hold(void (*claim)(void))
{
    hold_seeds(claim, seeds_held());
}

#endif
