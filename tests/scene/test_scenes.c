/* The scenes that come with the program: each is read, opened and stepped, and what its `look` says
 * is what happens. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "scene_setup.h"

static void status_is(const char *name, enum run_status status)
{
    const struct run *r = run_called(name);
    if (r->now.status != status)
        printf("\n%s: %s is %s, expected %s\n", scene.name, name, run_status_names[r->now.status],
               run_status_names[status]);
    CU_ASSERT(r->now.status == status);
}

static void since(const char *name, uint64_t step)
{
    CHECK_NEAR((double)run_called(name)->notes.status_step, (double)step, 0);
}

/* Steps from the start until the loss of run name is below target. */
static uint64_t steps_to(const char *name, double target)
{
    struct run *r = run_called(name);
    run_restart(r);
    while (!(r->now.loss < target) && r->now.step < 200000 && run_step(r))
        ;
    return r->now.step;
}

/* Columns of the point, the first sentence of what to look for. */
static int point_columns(void)
{
    char point[sizeof scene.look];
    const char *end = strstr(scene.look, ". ");
    snprintf(point, sizeof point, "%.*s", end ? (int)(end + 1 - scene.look) : 1 << 12, scene.look);
    return utf8_columns(point);
}

static void all_of_them(void)
{
    DIR *dir = opendir("scenes");
    struct data *held = hold_fashion();
    int n = 0;
    CU_ASSERT_FATAL(dir != NULL);
    for (const struct dirent *d; dir && (d = readdir(dir)) != NULL;) {
        char name[64];
        if (!strstr(d->d_name, ".yaml"))
            continue;
        snprintf(name, sizeof name, "%.*s", (int)strlen(d->d_name) - 5, d->d_name);
        open_scene(name);
        CHECK_TEXT(scene.name, name);
        CU_ASSERT(strcmp(scene.title, name) != 0 && strlen(scene.title) <= 60);
        CU_ASSERT(strlen(scene.look) > 60 && scene.order < 1000);
        /* a line of 80 columns; lessons have a script of their own */
        CU_ASSERT(scene.lesson > 0 || point_columns() <= 76);
        CU_ASSERT(scene.steps >= 20);
        /* Networks have tests of their own, of many steps. */
        uint64_t steps = race.problem.samples[PART_TRAIN] > 0 ? 2 : 20;
        race_advance(&race, steps);
        race_settle(&race);
        CU_ASSERT(race.step == steps);
        race_release(&race);
        n++;
    }
    if (dir)
        closedir(dir);
    data_close(held);
    CU_ASSERT(n >= 15);
}

static void quartic(void)
{
    open_scene("quartic");
    CU_ASSERT(race.n == 3);
    CHECK_NEAR(run_called("fixed")->knobs.lr, 1 / (4 * 5.0 * 5), 1e-15);
    race_advance(&race, 1);
    CHECK_NEAR(run_called("fixed")->x[0], 0, 0);
    status_is("fixed", RUN_CONVERGED);
    CHECK_NEAR(run_called("hard")->x[0], 4.9, 1e-15);
    race_advance(&race, 49);
    CHECK_NEAR(run_called("hard")->x[0], 0.347204241783, 1e-12);
    CHECK_NEAR(run_called("soft")->x[0], 0.479589476038, 1e-12);
    race_release(&race);
    open_with("quartic", "problem.start=10"); /* "move the start": the luck is gone */
    race_advance(&race, 200);
    status_is("fixed", RUN_DIVERGED);
    status_is("hard", RUN_RUNNING);
    race_release(&race);
}

static void quartic_claims(void)
{
    open_scene("quartic-claims");
    race_advance(&race, 1);
    CHECK_NEAR(run_called("fixed")->x[0], 0, 0);
    race_advance(&race, 49);
    CHECK_NEAR(run_called("hard")->x[0], 0.347204241783, 1e-12);
    race_advance(&race, 50);
    CHECK_NEAR(run_called("slower")->x[0], 3.2, 0.01);
    race_advance(&race, 62);
    CU_ASSERT(race.step == 162 && run_called("hard")->x[0] >= 0.1);
    race_advance(&race, 1);
    CU_ASSERT(run_called("hard")->x[0] < 0.1);
    race_release(&race);
}

/* Of 33 starts from 4 to 6.25, equally far apart by ratio, the one that takes longest to 1e-8. */
static uint64_t slowest_of(const char *run, double *start)
{
    uint64_t slowest = 0;
    for (int i = 0; i < 33; i++) {
        double x = 4 * pow(6.25 / 4, i / 32.0);
        run_start_at(run_called(run), &x);
        uint64_t steps = steps_to(run, 1e-8);
        if (steps > slowest)
            slowest = steps, *start = x;
    }
    return slowest;
}

static void quartic_fair(void)
{
    static const struct {
        const char *near, *slow;
        uint64_t from_near, worst;
    } methods[] = {{"soft-near", "soft-slow", 23, 26},
                   {"hard-near", "hard-slow", 39, 47},
                   {"fixed-near", "fixed-slow", 97633, 97649}};
    open_scene("quartic-fair");
    for (int i = 0; i < 3; i++) {
        double start = 0, said = run_called(methods[i].slow)->start[0];
        CU_ASSERT_EQUAL(steps_to(methods[i].near, 1e-8), methods[i].from_near);
        CU_ASSERT_EQUAL(steps_to(methods[i].slow, 1e-8), methods[i].worst);
        if (methods[i].worst > 1000)
            continue; /* 33 times a hundred thousand steps: the search's own test looks there */
        CU_ASSERT_EQUAL(slowest_of(methods[i].slow, &start), methods[i].worst);
        CHECK_NEAR(start, said, 1e-12);
    }
    race_release(&race);
}

static void powers(void)
{
    for (int p = 2; p <= 8; p++) {
        char assignment[40];
        snprintf(assignment, sizeof assignment, "problem.power=%d", p);
        open_with("powers", assignment);
        race_advance(&race, 200);
        race_settle(&race);
        CU_ASSERT((run_called("fixed")->now.status == RUN_DIVERGED) == (p >= 4));
        CU_ASSERT(p < 4 || run_called("fixed")->notes.status_step <= 4);
        CU_ASSERT(run_called("hard")->now.loss < 1e-3 && run_called("soft")->now.loss < 1e-3);
        if (p < 4)
            CU_ASSERT(run_called("fixed")->now.loss < run_called("hard")->now.loss);
        CHECK_NEAR(race.fit[CURVATURE_SHARPNESS]->loglog.b, (p - 2.0) / (p - 1), 1e-3);
        race_release(&race);
    }
}

static void fixed_boundary(void)
{
    open_scene("fixed-boundary");
    race_advance(&race, scene.steps);
    CU_ASSERT(run_called("just-below")->now.loss < 1e-4);
    CU_ASSERT(run_called("safe")->now.loss > 0.1); /* the careful rule is the slowest */
    status_is("at-limit", RUN_CYCLING);
    CHECK_NEAR(fabs(run_called("at-limit")->x[0]), 5, 0);
    status_is("just-above", RUN_DIVERGED);
    since("just-above", 8);
    race_release(&race);
}

static void two_cycles(void)
{
    open_scene("two-cycles");
    race_advance(&race, scene.steps);
    status_is("hard-above", RUN_CYCLING);
    status_is("soft-above", RUN_CYCLING);
    CHECK_NEAR(fabs(run_called("hard-above")->x[0]), 0.1 * 45 / 2, 1e-12);
    CU_ASSERT(run_called("hard-below")->now.loss < 1e-4);
    CU_ASSERT(run_called("soft-below")->now.loss < 1e-4);
    CU_ASSERT(run_gamma(run_called("hard-below")) < sqrt(2) * pow(0.1, -1.5));
    CU_ASSERT(run_gamma(run_called("hard-above")) > sqrt(2) * pow(0.1, -1.5));
    CU_ASSERT(run_gamma(run_called("soft-below")) < sqrt(13.5) * pow(0.1, -1.5));
    CU_ASSERT(run_gamma(run_called("soft-above")) > sqrt(13.5) * pow(0.1, -1.5));
    race_release(&race);
}

static void descent_lemma(void)
{
    open_scene("descent-lemma");
    race_advance(&race, 1);
    CHECK_NEAR(run_called("half-limit")->x[0], 0, 1e-15); /* 1/L: the steep direction in one step */
    race_advance(&race, scene.steps - 1);
    status_is("half-limit", RUN_CONVERGED);
    CU_ASSERT(run_called("just-below")->now.loss < 1e-6);
    status_is("at-limit", RUN_CYCLING);
    CHECK_NEAR(fabs(run_called("at-limit")->x[0]), 2, 1e-12);
    status_is("above", RUN_DIVERGED);
    status_is("clipped", RUN_CYCLING);
    race_release(&race);
}

static void bowl(void)
{
    open_scene("cosh");
    race_advance(&race, scene.steps);
    status_is("fixed", RUN_DIVERGED);
    since("fixed", 2);
    status_is("hard", RUN_CONVERGED);
    since("hard", 29);
    status_is("soft", RUN_CONVERGED);
    since("soft", 33);
    race_release(&race);
}

static void cliff(void)
{
    open_scene("rnn-cliff");
    double longest = 0;
    const double *window = scene.view.home;
    for (uint64_t i = 0; i < scene.steps; i++) {
        race_advance(&race, 1);
        longest = fmax(longest, run_called("fixed")->last.step_norm);
        for (int k = 0; k < 2; k++) {
            const double *x = run_called(k ? "soft" : "hard")->x;
            CU_ASSERT(window[0] < x[0] && x[0] < window[1] && window[2] < x[1] && x[1] < window[3]);
        }
    }
    CHECK_NEAR(longest, 39.1006174684, 1e-4); /* all that rounding leaves of it */
    status_is("fixed", RUN_STALLED);
    CHECK_NEAR(run_called("fixed")->now.loss, 0.09, 1e-9);
    /* They cross the valley on and on, so that the last step says little. */
    CU_ASSERT(run_called("hard")->notes.best_loss < 0.01 &&
              run_called("soft")->notes.best_loss < 0.01);
    race_release(&race);
}

static void bent_valley(void)
{
    open_scene("bent-valley");
    int outside = 0;
    for (uint64_t i = 0; i < scene.steps; i++) {
        race_advance(&race, 1);
        const double *x = run_called("fixed")->x, *h = run_called("hard")->x;
        outside += fabs(x[0]) > 5 || fabs(x[1]) > 5;
        CU_ASSERT(fabs(h[0]) < 5 && fabs(h[1]) < 5);
    }
    CU_ASSERT(outside == 9);
    CU_ASSERT(run_called("hard")->notes.clipped_steps == 2);
    status_is("fixed", RUN_CONVERGED);
    status_is("hard", RUN_CONVERGED);
    CU_ASSERT(run_called("hard")->notes.status_step < run_called("soft")->notes.status_step);
    CU_ASSERT(run_called("soft")->notes.status_step < run_called("fixed")->notes.status_step);
    race_release(&race);
}

static void beale(void)
{
    open_scene("beale");
    CHECK_NEAR(run_called("hard")->now.grad_norm / 243088, 1, 1e-5);
    const struct run *careful = run_called("careful");
    CU_ASSERT(careful->knobs.lr * careful->now.sharpness < run_limit(careful));
    CU_ASSERT(run_called("hard")->knobs.lr > 1000 * careful->knobs.lr);
    race_advance(&race, scene.steps);
    status_is("fixed", RUN_DIVERGED);
    CU_ASSERT(careful->now.loss > 0.04);
    CU_ASSERT(run_called("hard")->now.loss < 1e-10 && run_called("soft")->now.loss < 1e-10);
    race_release(&race);
}

static void rosenbrock(void)
{
    open_scene("rosenbrock");
    race_advance(&race, scene.steps);
    status_is("too-fast", RUN_DIVERGED);
    CU_ASSERT(run_called("hard")->now.loss < 1e-6);
    CU_ASSERT(run_called("safe")->now.loss > 1e-3);
    CU_ASSERT(run_called("over-limit")->now.loss > 1e-3); /* beyond 2/λ clipping is no help */
    CHECK_NEAR(run_called("hard")->now.sharpness, 1001.6, 0.3);
    /* Unclipped from the floor: as fast as hard. */
    double hard = run_called("hard")->now.loss, floor = run_called("from-floor")->now.loss;
    race_advance(&race, 1000);
    CHECK_NEAR(run_called("hard")->now.loss / hard / (run_called("from-floor")->now.loss / floor),
               1, 0.01);
    race_release(&race);
    for (int i = 11; i <= 19; i++) { /* unclipped at the steep start */
        char text[32];
        snprintf(text, sizeof text, "safe.lr=%.4f", i * 1e-4);
        open_with("rosenbrock", text);
        race_advance(&race, 60);
        status_is("safe", i < 12 ? RUN_RUNNING : RUN_DIVERGED);
        race_release(&race);
    }
    /* From the starts around it, too: no luck in it. */
    for (int i = 0; i < 40; i++) {
        double x[2] = {-2.6 + 0.2 * (i % 8) / 7, 1.9 + 0.2 * (i / 8) / 4.0};
        open_with("rosenbrock", "probe.every=0");
        race_start_at(&race, x);
        race_advance(&race, 2000);
        status_is("too-fast", RUN_DIVERGED);
        CU_ASSERT(run_called("safe")->now.status == RUN_RUNNING);
        CU_ASSERT(run_called("hard")->now.status == RUN_RUNNING);
        CU_ASSERT(run_called("hard")->now.loss < run_called("safe")->now.loss);
        race_release(&race);
    }
}

static void product(void)
{
    open_scene("product");
    race_advance(&race, scene.steps);
    CHECK_NEAR(run_called("fixed")->now.sharpness, 13.0877270, 1e-6);
    CHECK_NEAR(run_called("hard")->now.sharpness, 19.6823, 1e-4);
    status_is("fixed", RUN_CONVERGED);
    status_is("hard", RUN_CONVERGED);
    status_is("far-fixed", RUN_DIVERGED);
    since("far-fixed", 8);
    CU_ASSERT(run_called("far-hard")->now.loss < 0.15);
    race_release(&race);
}

static void not_smooth(void)
{
    open_scene("not-smooth");
    race_advance(&race, scene.steps);
    race_settle(&race);
    CHECK_NEAR(race.fit[CURVATURE_SHARPNESS]->loglog.b, 1.5, 1e-3);
    CU_ASSERT(run_called("too-fast")->x[0] > 10);
    race_release(&race);
    open_with("not-smooth", "problem.kind=log");
    race_advance(&race, 50);
    race_settle(&race);
    CHECK_NEAR(race.fit[CURVATURE_SHARPNESS]->loglog.b, 2, 1e-3);
    race_release(&race);
}

static void theory_step(void)
{
    open_scene("theory-step");
    const struct run *theory = run_called("theory"), *soft = run_called("soft");
    for (uint64_t i = 0; i < scene.steps; i++) {
        race_advance(&race, 1);
        CHECK_NEAR(theory->x[0] / soft->x[0], 1, 1e-9);
    }
    CU_ASSERT(soft->now.loss < 1e-8);
    status_is("article", RUN_CYCLING);
    CHECK_NEAR(fabs(run_called("article")->x[0]), 0.588964, 1e-6);
    race_release(&race);
}

static void newton_stand_in(void)
{
    open_scene("newton-stand-in");
    const struct run *number = run_called("theory"), *soft = run_called("soft");
    for (uint64_t i = 0; i < scene.steps; i++) {
        race_advance(&race, 1);
        for (int k = 0; k < 2; k++)
            CHECK_NEAR(number->x[k], soft->x[k], 1e-14);
    }
    status_is("newton", RUN_CONVERGED);
    since("newton", 1);
    status_is("theory", RUN_CONVERGED);
    since("theory", 1087);
    status_is("fixed", RUN_CONVERGED);
    since("fixed", 1077);
    status_is("high-lr", RUN_CYCLING);
    race_release(&race);
}

static const struct check checks[] = {
    {"all of them", all_of_them},
    {"quartic", quartic},
    {"quartic-claims", quartic_claims},
    {"quartic-fair", quartic_fair},
    {"powers", powers},
    {"fixed-boundary", fixed_boundary},
    {"two-cycles", two_cycles},
    {"descent-lemma", descent_lemma},
    {"cosh", bowl},
    {"rnn-cliff", cliff},
    {"bent-valley", bent_valley},
    {"beale", beale},
    {"rosenbrock", rosenbrock},
    {"product", product},
    {"not-smooth", not_smooth},
    {"theory-step", theory_step},
    {"newton-stand-in", newton_stand_in},
    {NULL, NULL},
};

int main(void)
{
    return check_main("scenes", checks);
}
