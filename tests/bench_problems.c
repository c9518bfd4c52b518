/* Steps a second of every problem with every clip rule, traces on, one core. Runs restart from
 * their start as soon as they diverge. */
#include <stdio.h>
#include <string.h>

#include "bench.h"
#include "lab/race.h"

enum { CHUNK = 20000 };

static double rate(const struct problem_kind *kind, const struct clip_kind *clip, uint64_t every)
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
            printf(" %7.2f (%6.2f)", 1e-6 * rate(*k, clip_find(clips[i]), 1),
                   1e-6 * rate(*k, clip_find(clips[i]), 0));
        putchar('\n');
    }
    return 0;
}
