/* What the benches share: a clock, and a line with a figure beside its target. */
#ifndef TESTS_BENCH_H
#define TESTS_BENCH_H

#include <stdio.h>
#include <time.h>

static inline double bench_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Of this program alone, whatever else the machine does. */
static inline double bench_processor(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* target 0: none is set. ratio: how many times as good as the target. */
static inline void bench_line(const char *what, double figure, const char *unit, double target,
                              int more_is_better)
{
    printf("  %-44s %10.4g %-14s", what, figure, unit);
    if (target > 0)
        printf(" target %-8.4g %5.2f times", target,
               more_is_better ? figure / target : target / figure);
    putchar('\n');
}

#endif
