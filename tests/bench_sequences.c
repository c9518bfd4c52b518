/* Networks on sequences: the operations that a step needs, a second, against those of products of
 * 256×256 matrices on one thread. In processor time, the least of rounds that take turns. */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/pool.h"
#include "bench.h"
#include "bench_open.h"
#include "lab/race.h"
#include "net/product.h"

enum { ROUNDS = 60, PRODUCT = 256, PRODUCTS = 4, STEPS = 30 };

/* Three times the multiplications of the forward pass, and as many additions. Of a transformer and
 * of an LSTM the first layer picks rows: it takes none. */
static const struct {
    const char *title, *kind;
    const char *settings[12];
    double operations;
} steps[] = {
    {"RNN: 32 units, 20 steps, batch 20",
     "recurrent",
     {"batch", "20", NULL},
     6.0 * 20 * (20 * (6 * 32 + 32 * 32) + 32 * 4)},
    {"LSTM: 32 units, 40 steps, batch 8",
     "recurrent",
     {"cell", "lstm", "init", "uniform", "length", "40", "data", "rhyme", "batch", "8", NULL},
     6.0 * 8 * 40 * (128 * 32 + 32 * 24)},
    {"transformer: width 32, 32 steps, batch 8",
     "transformer",
     {"batch", "8", NULL},
     6.0 * 8 * 32 * (12 * 32 * 32 + 2 * 32 * 32 + 32 * 24)},
};

static double product_time(real *a)
{
    real *b = a + PRODUCT * PRODUCT, *c = b + PRODUCT * PRODUCT;
    double t = bench_processor();
    for (int i = 0; i < PRODUCTS; i++)
        matrix_product(AS_IS, AS_IS, PRODUCT, PRODUCT, PRODUCT, a, PRODUCT, b, PRODUCT, false, c,
                       PRODUCT);
    return (bench_processor() - t) / PRODUCTS;
}

static bool bench_steps(int i)
{
    static struct race race;
    struct problem p;
    struct run_spec spec = {
        .optimizer = optimizer_find("gd"), .clip = clip_find("hard"), .lr = 0.01};
    struct probe_spec probe = {.every = 0, .tolerance = 0};
    double step = INFINITY, product = INFINITY;
    if (!bench_open(&p, steps[i].kind, steps[i].settings))
        return false;
    real *a = mem_alloc(3 * PRODUCT * PRODUCT, sizeof *a);
    for (int k = 0; k < 2 * PRODUCT * PRODUCT; k++)
        a[k] = (real)(k % 7) - 3;
    race_init(&race, &p, &spec, 1, &probe);
    for (int k = 0; k < ROUNDS; k++) {
        double t = bench_processor();
        race_advance(&race, STEPS);
        step = fmin(step, (bench_processor() - t) / STEPS);
        product = fmin(product, product_time(a));
    }
    race_release(&race);
    free(a);
    double rate = 2.0 * PRODUCT * PRODUCT * PRODUCT / product;
    bench_line(steps[i].title, 1e6 * step, "µs a step", 0, 0);
    bench_line("  its operations, of a product's rate", 100 * steps[i].operations / step / rate,
               "%", 40, 1);
    return true;
}

/* Of all of them, or of the one whose number is given. */
int main(int argc, char **argv)
{
    int n = sizeof steps / sizeof *steps, only = argc > 1 ? atoi(argv[1]) : -1;
    printf("sequences, vectors: %s\n", product_width());
    pool_limit(1);
    for (int i = 0; i < n; i++)
        if ((only < 0 || i == only) && !bench_steps(i))
            return 1;
    return 0;
}
