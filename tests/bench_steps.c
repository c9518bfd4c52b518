/* Steps a second of the three methods on θ⁴, curvature and path ratio measured at every step and
 * the trace on: one core, no screen; of processor time. Prints one line a method; the best of five,
 * in millions. */
#include <stdio.h>
#include <time.h>

#include "bench.h"
#include "lab/race.h"

enum { STEPS = 4000000, TRIES = 5, METHODS = 3 };

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static bool open_quartic(struct problem *p)
{
    const struct problem_kind *k = problem_find("power");
    struct value values[PARAMS_MAX] = {{0}}, start = {.given = true, .n = 1, .list = {5}};
    struct report report;
    for (int i = 0; i < k->n_params; i++)
        param_default(&k->params[i], &values[i]);
    report_init(&report);
    bool ok = problem_open(p, k, values, &start, &report, "bench", 0);
    report_print(&report, stderr);
    report_release(&report);
    return ok;
}

int main(void)
{
    static const char *const clips[METHODS] = {"none", "hard", "soft"};
    static struct race race;
    struct problem p;
    struct probe_spec probe = {.every = 1, .points = 1, .tolerance = 1e-6};
    for (int m = 0; m < METHODS; m++) {
        struct run_spec spec = {.optimizer = optimizer_find("gd"), .clip = clip_find(clips[m])};
        spec.lr = m == 0 ? 0.0101 : 0.1; /* not 0.01, which is at the minimum after one step */
        double best = 0;
        if (!open_quartic(&p))
            return 1;
        race_init(&race, &p, &spec, 1, &probe);
        for (int i = 0; i < TRIES; i++) {
            double t = seconds();
            race_advance(&race, STEPS);
            t = STEPS / (seconds() - t);
            best = t > best ? t : best;
        }
        char line[40];
        snprintf(line, sizeof line, "quartic %s, million steps a second", clips[m]);
        bench_line(line, best / 1e6, "", 26, 1);
        race_release(&race);
    }
    return 0;
}
