/* Steps a second of every problem with every clip rule, traces on, one core. Runs restart from
 * their start as soon as they diverge. */
#include <stdio.h>
#include <string.h>

#include "bench.h"
#include "lab/race.h"

enum { CHUNK = 20000 };

/* formula: the surface written down, NULL where kind is a built-in one. */
static double rate(const struct problem_kind *kind, const char *formula,
                   const struct clip_kind *clip, uint64_t every)
{
    static struct race race;
    struct value values[PARAMS_MAX] = {{0}};
    struct problem p;
    struct report r;
    struct run_spec spec = {
        .name = "run", .optimizer = optimizer_find("gd"), .clip = clip, .lr = 1e-4};
    struct probe_spec probe = {.every = every, .points = 1, .tolerance = 1e-6};
    report_init(&r);
    for (int i = 0; i < kind->n_params; i++)
        param_default(&kind->params[i], &values[i]);
    if (formula) {
        values[0].given = true;
        snprintf(values[0].text, sizeof values[0].text, "%s", formula);
    }
    bool ok = problem_open(&p, kind, values, NULL, &r, "bench", 0);
    report_release(&r);
    if (!ok)
        return 0;
    race_init(&race, &p, &spec, 1, &probe);
    double best = 0;
    for (int i = 0; i < 5; i++) {
        race_restart(&race);
        double t = bench_seconds();
        race_advance(&race, CHUNK);
        double took = bench_seconds() - t, now = (double)race.step / took;
        best = now > best ? now : best;
    }
    race_release(&race);
    return best;
}

/* A formula should come to a third of the built-in surface's speed. */
static void formulas(void)
{
    static const struct {
        const char *kind, *text;
    } surfaces[] = {
        {"power", "x^4"},
        {"quadratic", "50x^2 + y^2/2"},
        {"cosh", "cosh(x) + y²/2"},
        {"rosenbrock", "(1-x)^2 + 100*(y-x^2)^2"},
        {"beale", "(1.5-x+x*y)^2 + (2.25-x+x*y^2)^2 + (2.625-x+x*y^3)^2"},
    };
    puts("the same written as a formula, of the built-in surface's speed (target: 0.33)");
    for (size_t i = 0; i < sizeof surfaces / sizeof *surfaces; i++) {
        const struct clip_kind *none = clip_find("none");
        double built = rate(problem_find(surfaces[i].kind), NULL, none, 1);
        double own = rate(problem_find("formula"), surfaces[i].text, none, 1);
        printf("  %-14s %6.2f\n", surfaces[i].kind, own / built);
    }
}

int main(void)
{
    static const char *const clips[] = {"none", "hard", "soft"};
    puts("steps a second, in millions: curvature at every step, and (in brackets) never");
    printf("  %-14s", "");
    for (int i = 0; i < 3; i++)
        printf(" %16s", clips[i]);
    putchar('\n');
    for (const struct problem_kind *const *k = problem_kinds; *k; k++) {
        if ((*k)->dim == 0)
            continue;
        printf("  %-14s", (*k)->name);
        for (int i = 0; i < 3; i++)
            printf(" %7.2f (%6.2f)", 1e-6 * rate(*k, NULL, clip_find(clips[i]), 1),
                   1e-6 * rate(*k, NULL, clip_find(clips[i]), 0));
        putchar('\n');
    }
    formulas();
    return 0;
}
