/* Networks: what a step costs against the machine's own matrix products, reading Fashion-MNIST, the
 * accuracy after three epochs of 784-256-128-10, and PyTorch beside all of it where it is there. */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/memory.h"
#include "base/pool.h"
#include "bench.h"
#include "bench_open.h"
#include "lab/race.h"
#include "net/product.h"
#include "problem/network.h"

enum { ROUNDS = 21, PRODUCT = 256, PRODUCTS = 30 };

/* Seconds that products of 256×256 matrices take. */
static double product_time(real *a)
{
    real *b = a + PRODUCT * PRODUCT, *c = b + PRODUCT * PRODUCT;
    double t = bench_seconds();
    for (int i = 0; i < PRODUCTS; i++)
        matrix_product(AS_IS, AS_IS, PRODUCT, PRODUCT, PRODUCT, a, PRODUCT, b, PRODUCT, false, c,
                       PRODUCT);
    return (bench_seconds() - t) / PRODUCTS;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *v, int n)
{
    qsort(v, (size_t)n, sizeof *v, compare);
    return v[n / 2];
}

struct figures {
    double step, product, ratio; /* seconds, seconds; operations a second of the first to those of
                                    the second */
};

/* Medians of rounds in which steps and products take turns: what else the machine does at the time
 * falls on both. */
static struct figures step_figures(struct problem *p, int steps, double lr, double operations)
{
    static struct race race;
    struct run_spec spec = {.optimizer = optimizer_find("gd"), .clip = clip_find("none"), .lr = lr};
    struct probe_spec probe = {.every = 0, .tolerance = 0};
    double step[ROUNDS], product[ROUNDS], ratio[ROUNDS];
    real *a = mem_alloc(3 * PRODUCT * PRODUCT, sizeof *a);
    for (int i = 0; i < 2 * PRODUCT * PRODUCT; i++)
        a[i] = (real)(i % 7) - 3;
    race_init(&race, p, &spec, 1, &probe);
    race_advance(&race, (uint64_t)steps);
    for (int k = 0; k < ROUNDS; k++) {
        double before = product_time(a), t = bench_seconds();
        race_advance(&race, (uint64_t)steps);
        step[k] = (bench_seconds() - t) / steps;
        product[k] = (before + product_time(a)) / 2;
        ratio[k] = operations / (2.0 * PRODUCT * PRODUCT * PRODUCT) * product[k] / step[k];
    }
    race_release(&race);
    free(a);
    return (struct figures){median(step, ROUNDS), median(product, ROUNDS), median(ratio, ROUNDS)};
}

static void deep_figures(struct problem *p, double operations)
{
    struct figures f = step_figures(p, 6, 0.01, operations);
    bench_line("a step of 784-256×9-10, batch 256", 1e3 * f.step, "ms", 0, 0);
    bench_line("products of 256×256 matrices", 2e-9 * PRODUCT * PRODUCT * PRODUCT / f.product,
               "GFLOP/s", 0, 0);
    bench_line("the step's operations, of that rate", 100 * f.ratio, "%", 75, 1);
}

typedef void gemm(int order, int ta, int tb, int m, int n, int k, float alpha, const float *a,
                  int lda, const float *b, int ldb, float beta, float *c, int ldc);

/* Processor seconds of a product, by ours or by another's: the least of rounds that take turns. */
static void product_pair(gemm *other, const int s[3], float *a, double best[2])
{
    int m = s[0], k = s[1], n = s[2], count = 1 + (int)(2e8 / m / k / n);
    float *b = a + m * k, *c = b + k * n;
    best[0] = best[1] = INFINITY;
    for (int round = 0; round < 2 * ROUNDS; round++) {
        double t = bench_processor();
        for (int i = 0; i < count && round % 2 == 0; i++)
            matrix_product(AS_IS, AS_IS, m, n, k, a, k, b, n, false, c, n);
        for (int i = 0; i < count && round % 2 == 1; i++)
            other(101, 111, 111, m, n, k, 1, a, k, b, n, 0, c, n); /* row by row, none turned */
        best[round % 2] = fmin(best[round % 2], (bench_processor() - t) / count);
    }
}

/* Our products against OpenBLAS' on one thread, where it is installed. */
static void bench_products(void)
{
    static const int sizes[][3] = {{256, 256, 256}, {1437, 64, 64}, {200, 16, 16}, {256, 256, 10}};
    void *library = dlopen("libopenblas.so.0", RTLD_NOW);
    void *threads = library ? dlsym(library, "openblas_set_num_threads") : NULL;
    void *product = library ? dlsym(library, "cblas_sgemm") : NULL;
    if (!threads || !product) {
        puts("  OpenBLAS, to compare products with, is not installed");
        return;
    }
    void (*set_threads)(int);
    gemm *other;
    memcpy(&set_threads, &threads, sizeof set_threads);
    memcpy(&other, &product, sizeof other);
    set_threads(1);
    pool_limit(1);
    float *a = mem_alloc((size_t)3 * 1437 * 256, sizeof *a);
    for (int i = 0; i < 2 * 1437 * 256; i++)
        a[i] = (float)(i % 7) - 3;
    for (int i = 0; i < 4; i++) {
        char name[80];
        double best[2];
        product_pair(other, sizes[i], a, best);
        snprintf(name, sizeof name, "product %d×%d×%d, OpenBLAS takes", sizes[i][0], sizes[i][1],
                 sizes[i][2]);
        bench_line(name, best[1] / best[0], "times as long", i < 2 ? 0.95 : 0.8, 1);
    }
    free(a);
    pool_limit(0);
}

/* Seconds of a step of all of a race's runs; of the clock and of the processor. */
struct cost {
    double clock, processor;
};

static const char *const deep[] = {"layers", "784 256*9 10", "data", "fashion",
                                   "batch",  "256",          NULL};
static const char *const small[] = {"layers", "2 16 16 2", "activation", "tanh", "samples",
                                    "200",    "split",     "0",          NULL};

static bool open_runs(struct race *race, const char *const *settings, int n)
{
    struct problem p;
    struct probe_spec probe = {.every = 0, .tolerance = 0};
    struct run_spec specs[3];
    if (!bench_open(&p, "network", settings))
        return false;
    for (int i = 0; i < n; i++)
        specs[i] = (struct run_spec){
            .optimizer = optimizer_find("gd"), .clip = clip_find(i ? "hard" : "none"), .lr = 0.01};
    race_init(race, &p, specs, n, &probe);
    return true;
}

/* The least of what it was and of a round now. */
static void try_round(struct race *race, int steps, struct cost *least)
{
    double clock = bench_seconds(), processor = bench_processor();
    race_advance(race, (uint64_t)steps);
    least->clock = fmin(least->clock, (bench_seconds() - clock) / steps);
    least->processor = fmin(least->processor, (bench_processor() - processor) / steps);
}

/* Three runs, as a race makes them, on one core and on all, in turns. */
static bool bench_three(void)
{
    static struct race race;
    struct cost one = {INFINITY, INFINITY}, all = one;
    if (!open_runs(&race, deep, 3))
        return false;
    for (int k = 0; k < ROUNDS; k++) {
        pool_limit(1);
        try_round(&race, 4, &one);
        pool_limit(0);
        try_round(&race, 4, &all);
    }
    race_release(&race);
    bench_line("a step of three deep runs", 1e3 * all.clock, "ms", 0, 0);
    bench_line("the same on one core", 1e3 * one.clock, "ms", 0, 0);
    bench_line("which is", one.clock / all.clock, "times as long", pool_threads() < 2 ? 1 : 1.5, 1);
    bench_line("processor time on all cores, of that on one", 100 * all.processor / one.processor,
               "%", 0, 0);
    return true;
}

static bool bench_deep(void)
{
    struct problem p;
    double t = bench_seconds();
    if (!bench_open(&p, "network", deep))
        return false;
    bench_line("Fashion-MNIST, read", bench_seconds() - t, "s", 0.7, 0);
    double operations = 6.0 * 256 * (784 * 256 + 8 * 256 * 256 + 256 * 10);
    deep_figures(&p, operations);
    return bench_three();
}

static bool bench_small(void)
{
    struct problem p;
    if (!bench_open(&p, "network", small))
        return false;
    struct figures f = step_figures(&p, 500, 0.1, 1);
    bench_line("a step of 2-16-16-2 on 200 samples, tanh", 1e6 * f.step, "µs", 50, 0);
    return true;
}

/* What a step takes us: of one deep run, of three, of a small one. */
static bool our_steps(struct cost least[3])
{
    static struct race race;
    for (int i = 0; i < 3; i++) {
        if (!open_runs(&race, i < 2 ? deep : small, i == 1 ? 3 : 1))
            return false;
        for (int k = 0; k < 9; k++)
            try_round(&race, i < 2 ? 4 : 400, &least[i]);
        race_release(&race);
    }
    return true;
}

/* And PyTorch, at its better number of threads; false: it is not there. */
static bool torch_steps(struct cost least[3])
{
    double ms[6];
    FILE *out = popen("tests/with_torch.py steps", "r");
    int n = out ? fscanf(out, "PyTorch %*s ms: %lf %lf %lf %lf %lf %lf", &ms[0], &ms[1], &ms[2],
                         &ms[3], &ms[4], &ms[5])
                : 0;
    if (!out || pclose(out) != 0 || n != 6)
        return false;
    for (int i = 0; i < 3; i++) {
        least[i].clock = fmin(least[i].clock, 1e-3 * ms[2 * i]);
        least[i].processor = fmin(least[i].processor, 1e-3 * ms[2 * i + 1]);
    }
    return true;
}

/* In turns, so that what else the machine does falls on both. */
static void bench_against_torch(void)
{
    static const char *const names[] = {"deep step", "three deep runs", "2-16-16-2"};
    static const double targets[] = {1.2, 1.5, 1};
    struct cost ours[3], torch[3];
    for (int i = 0; i < 3; i++)
        ours[i] = torch[i] = (struct cost){INFINITY, INFINITY};
    for (int turn = 0; turn < 2; turn++)
        if (!our_steps(ours) || !torch_steps(torch)) {
            puts("  PyTorch, to compare steps with, is not installed (python3-torch)");
            return;
        }
    for (int i = 0; i < 3; i++) {
        char line[80];
        snprintf(line, sizeof line, "%s, PyTorch takes", names[i]);
        bench_line(line, torch[i].clock / ours[i].clock, "times as long", targets[i], 1);
        bench_line("  of the processor", torch[i].processor / ours[i].processor, "times as much",
                   targets[i], 1);
    }
}

static double accuracy(const struct run *r)
{
    struct measure m = {0};
    r->problem->kind->measure(r->problem, r->work, r->x, PART_TEST, 0, 1 << 20, &m);
    return 100.0 * m.correct / m.samples;
}

/* Percent right of the test after three epochs, without clipping and softly clipped, of a seed. */
static bool train(const char *seed, double right[2])
{
    const char *mlp[] = {"layers", "784 256 128 10", "data", "fashion", "batch",
                         "256",    "seed",           seed,   NULL};
    static struct race race;
    struct problem p;
    struct run_spec specs[2] = {
        {.name = "none", .optimizer = optimizer_find("gd"), .clip = clip_find("none"), .lr = 0.1},
        {.name = "soft", .optimizer = optimizer_find("gd"), .clip = clip_find("soft"), .lr = 0.1},
    };
    struct probe_spec probe = {.every = 0, .tolerance = 0};
    if (!bench_open(&p, "network", mlp))
        return false;
    race_init(&race, &p, specs, 2, &probe);
    race_advance(&race, 3 * (uint64_t)ceil(race.problem.samples[PART_TRAIN] / 256.0));
    for (int i = 0; i < 2; i++)
        right[i] = accuracy(&race.run[i]);
    race_release(&race);
    return true;
}

/* One seed says little: from seed to seed it moves by points. PyTorch's figures are those of
 * tests/with_torch.py accuracy. */
static bool bench_accuracy(void)
{
    enum { SEEDS = 8 };
    static const char *const names[] = {"none", "soft"};
    double right[SEEDS][2];
    for (int k = 0; k < SEEDS; k++) {
        char seed[8];
        snprintf(seed, sizeof seed, "%d", k + 1);
        if (!train(seed, right[k]))
            return false;
    }
    for (int i = 0; i < 2; i++) {
        double sum = 0, squares = 0, low = 100, high = 0;
        for (int k = 0; k < SEEDS; k++) {
            sum += right[k][i];
            low = fmin(low, right[k][i]), high = fmax(high, right[k][i]);
        }
        for (int k = 0; k < SEEDS; k++)
            squares += (right[k][i] - sum / SEEDS) * (right[k][i] - sum / SEEDS);
        printf(
            "  784-256-128-10, 3 epochs, clip %s, %d seeds: %.2f %% of the test right, deviation "
            "%.2f, %.2f to %.2f\n",
            names[i], SEEDS, sum / SEEDS, sqrt(squares / (SEEDS - 1)), low, high);
    }
    return true;
}

/* What tests/with_torch.py says, or that it cannot. */
static void bench_torch(const char *what)
{
    char line[300];
    snprintf(line, sizeof line, "tests/with_torch.py %s", what);
    fflush(stdout);
    FILE *out = popen(line, "r");
    while (out && fgets(line, sizeof line, out))
        printf("  %s", line);
    int status = out ? pclose(out) : -1;
    if (status != 0)
        printf("  PyTorch, %s: %s\n", what,
               WIFEXITED(status) && WEXITSTATUS(status) == 77 ? "python3-torch is not installed"
                                                              : "it failed");
}

int main(void)
{
    printf("networks, vectors: %s\n", product_width());
    bench_products();
    if (!bench_small() || !bench_deep())
        return 1;
    bench_against_torch();
    bench_torch("check");
    return bench_accuracy() ? 0 : 1;
}
