/* Networks: what a step costs against the machine's own matrix products, reading Fashion-MNIST, and
 * the accuracies PyTorch reached (784-256-128-10, three epochs: 85.4 % and, softly clipped, 83.6).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "base/rng.h"
#include "lab/race.h"
#include "net/real.h"
#include "problem/network.h"

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static bool set(struct value *values, const char *name, const char *text)
{
    const struct problem_kind *k = problem_find("network");
    const struct param *p = param_find(k->params, k->n_params, name);
    char why[300];
    if (p && param_parse(p, text, &values[p - k->params], why, sizeof why))
        return true;
    fprintf(stderr, "%s: %s\n", name, p ? why : "unknown");
    return false;
}

/* settings: name, text, name, text, ..., NULL */
static bool open_network(struct problem *p, const char *const *settings)
{
    struct value values[PARAMS_MAX] = {{0}};
    struct report report;
    for (; *settings; settings += 2)
        if (!set(values, settings[0], settings[1]))
            return false;
    report_init(&report);
    bool ok = problem_open(p, problem_find("network"), values, NULL, &report, "bench", 0);
    report_print(&report, stderr);
    report_release(&report);
    return ok;
}

/* Operations a second of products of 256×256 matrices, the best of many. */
static double product_rate(void)
{
    enum { N = 256, TIMES = 60, TRIES = 8 };
    real *a = mem_alloc(3 * N * N, sizeof *a), *b = a + N * N, *c = b + N * N;
    double best = 0;
    for (int i = 0; i < 2 * N * N; i++)
        a[i] = (real)(i % 7) - 3;
    for (int try = 0; try < TRIES; try++) {
        double t = seconds();
        for (int i = 0; i < TIMES; i++)
            matrix_product(AS_IS, AS_IS, N, N, N, a, N, b, N, false, c, N);
        t = 2.0 * N * N * N * TIMES / (seconds() - t);
        best = t > best ? t : best;
    }
    free(a);
    return best;
}

/* Seconds a step of one run, the best of several stretches. */
static double step_time(struct problem *p, int steps, double lr)
{
    static struct race race;
    struct run_spec spec = {.optimizer = optimizer_find("gd"), .clip = clip_find("none"), .lr = lr};
    struct probe_spec probe = {.every = 0, .tolerance = 0};
    double best = INFINITY;
    race_init(&race, p, &spec, 1, &probe);
    for (int try = 0; try < 8; try++) {
        double t = seconds();
        race_advance(&race, (uint64_t)steps);
        t = (seconds() - t) / steps;
        best = t < best ? t : best;
    }
    race_release(&race);
    return best;
}

static bool bench_deep(void)
{
    static const char *const deep[] = {"layers", "784 256*9 10", "data", "fashion",
                                       "batch",  "256",          NULL};
    struct problem p;
    double t = seconds();
    if (!open_network(&p, deep))
        return false;
    t = seconds() - t;
    printf("network: Fashion-MNIST read in %.2f s (at most 0.7)\n", t);
    double rate = product_rate(), operations = 6.0 * 256 * (784 * 256 + 8 * 256 * 256 + 256 * 10);
    double step = step_time(&p, 60, 0.01);
    double again = product_rate();
    rate = again > rate ? again : rate;
    printf("network: a deep step %.2f ms, %.0f of %.0f GFLOP/s: %.0f %% (at least 75)\n",
           1e3 * step, operations / step * 1e-9, rate * 1e-9, 100 * operations / step / rate);
    return true;
}

static bool bench_small(void)
{
    static const char *const small[] = {"layers", "2 16 16 2", "activation", "tanh", "samples",
                                        "200",    "split",     "0",          NULL};
    struct problem p;
    if (!open_network(&p, small))
        return false;
    printf("network: a step of 2-16-16-2 on 200 samples %.1f µs (at most 50)\n",
           1e6 * step_time(&p, 3000, 0.1));
    return true;
}

static double accuracy(const struct run *r)
{
    struct measure m = {0};
    r->problem->kind->measure(r->problem, r->work, r->x, PART_TEST, 0, 1 << 20, &m);
    return 100.0 * m.correct / m.samples;
}

static bool bench_accuracy(void)
{
    static const char *const mlp[] = {"layers", "784 256 128 10", "data", "fashion", "batch", "256",
                                      NULL};
    static struct race race;
    struct problem p;
    struct run_spec specs[2] = {
        {.name = "none", .optimizer = optimizer_find("gd"), .clip = clip_find("none"), .lr = 0.1},
        {.name = "soft", .optimizer = optimizer_find("gd"), .clip = clip_find("soft"), .lr = 0.1},
    };
    struct probe_spec probe = {.every = 0, .tolerance = 0};
    const double theirs[2] = {85.4, 83.6};
    if (!open_network(&p, mlp))
        return false;
    race_init(&race, &p, specs, 2, &probe);
    double t = seconds();
    race_advance(&race, 3 * network_epoch(&race.problem));
    t = seconds() - t;
    for (int i = 0; i < 2; i++)
        printf("network: 784-256-128-10, 3 epochs, clip %s: %.1f %% of the test right (PyTorch "
               "%.1f)\n",
               specs[i].name, accuracy(&race.run[i]), theirs[i]);
    printf("network: both in %.1f s\n", t);
    race_release(&race);
    return true;
}

int main(void)
{
    return bench_small() && bench_deep() && bench_accuracy() ? 0 : 1;
}
