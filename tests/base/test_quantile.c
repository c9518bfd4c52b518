/* Quantiles of a stream in bounded memory, against sorting all of it. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/quantile.h"
#include "base/schedule.h"
#include "base/stats.h"
#include "check.h"

enum { MANY = 200000 };

static struct quantiles q;
static double seen[MANY], sorted[MANY];

static uint64_t seed = 99;
static double uniform(void)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return ((double)(seed >> 11) + 0.5) / 9007199254740992.0;
}

static double normal(void)
{
    return sqrt(-2 * log(uniform())) * cos(2 * M_PI * uniform());
}

/* The numbers that a run's norms could be, in the orders they could come. */
static double rising(int i)
{
    return i;
}
static double falling(int i)
{
    return 1e3 / (1 + i);
}
static double alternating(int i)
{
    return i % 2 ? 1 : 1000;
}
static double heavy(int i)
{
    (void)i;
    return exp(3 * normal());
}
static double even(int i)
{
    (void)i;
    return uniform();
}
static double constant(int i)
{
    (void)i;
    return 0.25;
}

static double (*const streams[])(int) = {rising, falling, alternating, heavy, even, constant};
static const double shares[] = {0, 0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 1};
enum { STREAMS = sizeof streams / sizeof streams[0], SHARES = sizeof shares / sizeof shares[0] };

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void fill(int stream, int n)
{
    q = (struct quantiles){0};
    for (int i = 0; i < n; i++)
        quantiles_add(&q, seen[i] = streams[stream](i));
    memcpy(sorted, seen, (size_t)n * sizeof *sorted);
    qsort(sorted, (size_t)n, sizeof *sorted, by_value);
}

static void exact_while_there_is_room(void)
{
    static const int counts[] = {1, 2, 3, 10, 511, QUANTILE_ROOM};
    for (int s = 0; s < STREAMS; s++)
        for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++) {
            fill(s, counts[c]);
            for (int k = 0; k < SHARES; k++)
                CHECK_NEAR(quantiles_at(&q, shares[k]), stats_quantile(seen, counts[c], shares[k]),
                           1e-14);
        }
    q = (struct quantiles){0};
    CU_ASSERT(isnan(quantiles_at(&q, 0.5)));
}

/* The share of the sorted numbers at or below v, and below it: where v stands. */
static double rank_off(double v, double share, int n)
{
    int below = 0, upto = 0;
    for (int i = 0; i < n; i++) {
        below += sorted[i] < v * (1 - 1e-12);
        upto += sorted[i] <= v * (1 + 1e-12);
    }
    double lo = (double)below / n, hi = (double)upto / n;
    return share < lo ? lo - share : share > hi ? share - hi : 0;
}

static void near_after_that(void)
{
    for (int s = 0; s < STREAMS; s++) {
        fill(s, MANY);
        CU_ASSERT(q.count == MANY && q.used <= QUANTILE_ROOM);
        CU_ASSERT(quantiles_at(&q, 0) == sorted[0]);
        CU_ASSERT(quantiles_at(&q, 1) == sorted[MANY - 1]);
        double total = 0;
        for (int i = 0; i < (int)q.used; i++) {
            total += q.weight[i];
            CU_ASSERT(i == 0 || q.value[i] >= q.value[i - 1]);
        }
        CU_ASSERT(total == MANY);
        for (int k = 0; k < SHARES; k++) {
            bool end = shares[k] <= 0.01 || shares[k] >= 0.99;
            double off = rank_off(quantiles_at(&q, shares[k]), shares[k], MANY);
            if (!(off <= (end ? 0.001 : 0.005)))
                printf("\nstream %d, share %g: rank off by %g\n", s, shares[k], off);
            CU_ASSERT(off <= (end ? 0.001 : 0.005));
        }
    }
}

/* One in a thousand is a spike: the 99th percentile must not see it, the greatest must. */
static void spikes(void)
{
    q = (struct quantiles){0};
    for (int i = 0; i < MANY; i++)
        quantiles_add(&q, i % 1000 == 500 ? 1e9 : 1 + 0.001 * uniform());
    CU_ASSERT(quantiles_at(&q, 0.99) < 1.01);
    CU_ASSERT(quantiles_at(&q, 1) == 1e9);
}

static void schedules(void)
{
    CU_ASSERT(schedule_at(SCHEDULE_CONSTANT, 3, 7, 50, 100) == 3);
    CHECK_NEAR(schedule_at(SCHEDULE_LINEAR, 3, 7, 25, 100), 4, 1e-15);
    CHECK_NEAR(schedule_at(SCHEDULE_COSINE, 4, 2, 25, 100), 3 + M_SQRT1_2, 1e-15);
    CHECK_NEAR(schedule_at(SCHEDULE_COSINE, 4, 2, 50, 100), 3, 1e-15);
    for (int s = SCHEDULE_LINEAR; s < SCHEDULES; s++) {
        CU_ASSERT(schedule_at((enum schedule)s, 3, 7, 0, 100) == 3);
        CU_ASSERT(schedule_at((enum schedule)s, 3, 7, 100, 100) == 7);
        CU_ASSERT(schedule_at((enum schedule)s, 3, 7, 1e18, 100) == 7);
        CU_ASSERT(schedule_at((enum schedule)s, 3, 7, 0, 0) == 7);
        CU_ASSERT(schedule_names[s] != NULL);
    }
}

static const struct check checks[] = {
    {"exact while there is room", exact_while_there_is_room},
    {"near after that", near_after_that},
    {"spikes", spikes},
    {"schedules", schedules},
    {NULL, NULL},
};

int main(void)
{
    return check_main("quantile", checks);
}
