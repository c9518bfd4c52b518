/* What is said to be wrong with a training: every check on a log that has just that, and silence on
 * one that is sound; and what rules for the threshold say, against the norms themselves. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "base/stats.h"
#include "check.h"
#include "shell.h"

enum { STEPS = 400 };

static struct shell sh;
static struct rng rng;
static FILE *f;

static void begin(void)
{
    char path[128];
    snprintf(path, sizeof path, "%s/log.jsonl", sh.folder);
    f = fopen(path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    rng_seed(&rng, 7);
}

/* A norm of a training without trouble: within a factor of two of 1. */
static double sound_norm(void)
{
    return exp2(rng_uniform(&rng) * 2 - 1);
}

static void row(int step, double loss, double norm, const char *more, ...)
    __attribute__((format(printf, 4, 5)));
static void row(int step, double loss, double norm, const char *more, ...)
{
    va_list args;
    va_start(args, more);
    fprintf(f, "{\"step\": %d, \"loss\": %.6g, \"grad_norm\": %.6g", step, loss, norm);
    vfprintf(f, more, args);
    fputs("}\n", f);
    va_end(args);
}

static double falling(int step)
{
    return 2 + 5 * exp(-step / 100.0);
}

/* The names of the findings, with a space behind each. */
static const char *findings(const char *options)
{
    fclose(f);
    CU_ASSERT_EQUAL(
        shell_run(&sh,
                  "./clipdescent watch $D/log.jsonl --json - %s | grep '\"sure\":' | sed "
                  "'s/.*{\"name\": \"\\([a-z-]*\\)\".*/\\1/' | tr '\\n' ' '",
                  options),
        0);
    return sh.out;
}

static void test_a_sound_log(void)
{
    begin();
    for (int i = 0; i < STEPS; i++)
        row(i, falling(i), sound_norm(), ", \"lr\": 0.001, \"loss_scale\": 65536");
    CHECK_TEXT(findings(""), "");
    begin();
    for (int i = 0; i < STEPS; i++)
        row(i, falling(i), sound_norm(), "%s", "");
    CHECK_TEXT(findings("--gamma 1.5"), ""); /* clipped now and then */
}

static void test_logged_after_clipping(void)
{
    begin();
    for (int i = 0; i < STEPS; i++)
        row(i, falling(i), fmin(sound_norm(), 1), "%s", "");
    CHECK_TEXT(findings("--gamma 1"), "norm-after-clipping ");
    begin();
    for (int i = 0; i < STEPS; i++)
        row(i, falling(i), fmin(sound_norm(), 1), "%s", "");
    CHECK_TEXT(findings(""), "norm-constant ");
    begin(); /* a run that stands still is none that is clipped */
    for (int i = 0; i < STEPS; i++)
        row(i, 2, 0.001, "%s", "");
    CHECK_TEXT(findings(""), "");
}

static void test_thresholds_out_of_range(void)
{
    begin();
    for (int i = 0; i < STEPS; i++)
        row(i, falling(i), sound_norm(), "%s", "");
    CHECK_TEXT(findings("--gamma 0.01"), "always-clipped adam-cancels ");
    begin();
    for (int i = 0; i < STEPS; i++)
        row(i, falling(i), sound_norm(), "%s", "");
    CHECK_TEXT(findings("--gamma 100"), "never-clipped ");
}

static void test_dead(void)
{
    begin();
    for (int i = 0; i < STEPS; i++)
        row(i, i < 300 ? falling(i) : 0, i < 300 ? sound_norm() : NAN, "%s", "");
    CHECK_TEXT(findings(""), "dead ");
    CU_ASSERT(shell_run(&sh, "./clipdescent watch $D/log.jsonl | grep 'step 300 on the norm'") ==
              0);
    begin(); /* one overflow, from which it comes back, is none */
    for (int i = 0; i < STEPS; i++)
        row(i, falling(i), i == 300 ? INFINITY : sound_norm(), "%s", "");
    CHECK_TEXT(findings(""), "");
}

static void test_loss_scale(void)
{
    begin();
    for (int i = 0; i < STEPS; i++)
        row(i, falling(i), sound_norm(), ", \"loss_scale\": %g",
            fmax(65536 / exp2(fmax(i - 300, 0)), 1));
    CHECK_TEXT(findings(""), "loss-scale ");
}

static void test_spikes(void)
{
    begin();
    for (int i = 0; i < STEPS; i++)
        row(i, falling(i), sound_norm() * (i == 123 || i == 200 || i == 311 ? 30 : 1), "%s", "");
    CHECK_TEXT(findings(""), "spikes ");
    CU_ASSERT(shell_run(&sh, "./clipdescent watch $D/log.jsonl | grep '3 spikes'") == 0);
    begin();
    for (int i = 0; i < STEPS; i++)
        row(i, falling(i), sound_norm() * (i % 75 == 74 ? 30 : 1), "%s", "");
    CHECK_TEXT(findings(""), "spikes-repeat spikes ");
    CU_ASSERT(shell_run(&sh, "./clipdescent watch $D/log.jsonl | grep 'every 75 steps'") == 0);
    begin();
    for (int i = 0; i < STEPS; i++)
        row(i, falling(i), sound_norm() * (i == 201 ? 30 : 1), ", \"lr\": %g",
            i < 200 ? 1e-4 : 1e-3);
    CHECK_TEXT(findings(""), "rate-and-spike spikes ");
}

/* Resumed at step 200 with four times the ranks: norms half as large. */
static void test_ranks(void)
{
    begin();
    for (int i = 0; i < 250; i++)
        row(i, falling(i), 1 + 0.01 * sound_norm(), "%s", "");
    for (int i = 200; i < STEPS; i++)
        row(i, falling(i), (1 + 0.01 * sound_norm()) / 2, "%s", "");
    CHECK_TEXT(findings(""), "ranks ");
}

/* The quantiles as of the sorted norms, and the share of them over g99/2. */
static void test_thresholds(void)
{
    double norm[STEPS];
    char want[64];
    int over = 0;
    begin();
    for (int i = 0; i < STEPS; i++) {
        norm[i] = round(sound_norm() * 1e4) / 1e4;
        row(i, falling(i), norm[i], "%s", "");
    }
    fclose(f);
    double gamma = stats_quantile(norm, STEPS, 0.99) / 2;
    for (int i = 0; i < STEPS; i++)
        over += norm[i] > gamma;
    CU_ASSERT(over > 0 && over < STEPS);
    snprintf(want, sizeof want, "%.17g %.17g\n", gamma, (double)over / STEPS);
    shell_run(&sh, "./clipdescent watch $D/log.jsonl --json - | grep '\"g99/2\"' | sed "
                   "'s/.*gamma\": \\([^,]*\\), \"clipped\": \\([^}]*\\)}.*/\\1 \\2/'");
    CHECK_TEXT(sh.out, want);
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Between the two norms that the share falls between, as NumPy's percentile. */
static double at_share(const double *norm, int n, double share)
{
    double sorted[STEPS], rank = share * (n - 1);
    memcpy(sorted, norm, (size_t)n * sizeof *norm);
    qsort(sorted, (size_t)n, sizeof *sorted, by_size);
    int below = (int)rank, above = below + 1 < n ? below + 1 : below;
    return sorted[below] + (sorted[above] - sorted[below]) * (rank - below);
}

/* Of ZClip's paper: mean and variance of 25 steps, then running ones with 0.97, a spike counting as
 * what it was cut to. */
static double zclip_threshold(const double *norm)
{
    double mean = 0, var = 0, newest = NAN;
    for (int i = 0; i < 25; i++)
        mean += norm[i] / 25;
    for (int i = 0; i < 25; i++)
        var += (norm[i] - mean) * (norm[i] - mean) / 25;
    for (int i = 25; i < STEPS; i++) {
        double z = (norm[i] - mean) / (sqrt(var) + 1e-6), kept = norm[i];
        if (z > 2.5)
            newest = kept = mean + 2.5 * 2.5 * sqrt(var) / z;
        mean = 0.97 * mean + 0.03 * kept;
        var = 0.97 * var + 0.03 * (kept - mean) * (kept - mean);
    }
    return newest;
}

/* Every rule's threshold and share, by hand from the norms. */
static void test_every_threshold(void)
{
    static const char *const names[] = {"AutoClip", "ZClip", "median", "recent median", "g90"};
    double norm[STEPS], want[5];
    begin();
    for (int i = 0; i < STEPS; i++) {
        norm[i] = i == 300 ? 40 : round(sound_norm() * 1e4) / 1e4;
        row(i, falling(i), norm[i], "%s", "");
    }
    fclose(f);
    want[0] = at_share(norm, STEPS, 0.1);
    want[1] = zclip_threshold(norm);
    want[2] = at_share(norm, STEPS, 0.5);
    want[3] = at_share(norm + STEPS - 200, 200, 0.5);
    want[4] = at_share(norm, STEPS, 0.9);
    CU_ASSERT(want[1] > 0 && want[1] < 40);
    for (int i = 0; i < 5; i++) {
        double gamma = NAN, share = NAN, over = 0;
        for (int k = 0; k < STEPS; k++)
            over += norm[k] > want[i];
        shell_run(&sh,
                  "./clipdescent watch $D/log.jsonl --json - | grep '\"rule\": \"%s\"' | sed "
                  "'s/.*gamma\": \\([^,]*\\), \"clipped\": \\([^}]*\\)}.*/\\1 \\2/'",
                  names[i]);
        char *rest = NULL;
        gamma = strtod(sh.out, &rest);
        share = strtod(rest, NULL);
        CHECK_NEAR(gamma, want[i], 1e-9 * want[i]);
        CHECK_NEAR(share, over / STEPS, 1e-12);
    }
}

/* -o, snapshot and --narrate, and a wrong ending. */
static void test_what_is_written(void)
{
    begin();
    for (int i = 0; i < STEPS; i++)
        row(i, falling(i), i == 300 ? 40 : sound_norm(), ", \"lr\": 0.001");
    fclose(f);
    CU_ASSERT(shell_run(&sh, "./clipdescent watch $D/log.jsonl -o $D/a.svg && ./clipdescent "
                             "snapshot $D/log.jsonl -o $D/b.svg && cmp $D/a.svg $D/b.svg && grep "
                             "-c '</svg>' $D/a.svg") == 0);
    CHECK_TEXT(sh.out, "1\n");
    CU_ASSERT(shell_run(&sh, "./clipdescent watch $D/log.jsonl -o $D/a.txt --size 80x24; wc -l < "
                             "$D/a.txt") == 0);
    CU_ASSERT_EQUAL(atoi(sh.out), 24);
    shell_run(&sh, "grep -c 'g50' $D/a.txt");
    CU_ASSERT(atoi(sh.out) > 0);
    shell_run(&sh, "./clipdescent watch $D/log.jsonl --gamma 1 --color 256 -o $D/a.ansi; grep -c "
                   "'\033\\[[0-9;]*1mhard, ' $D/a.ansi; grep -c '\033\\[[0-9;]*1mhalf-g99' "
                   "$D/a.ansi");
    CHECK_TEXT(sh.out, "1\n0\n"); /* bold is what is at the knob's threshold, and no other */
    CU_ASSERT(shell_run(&sh, "./clipdescent watch $D/log.jsonl -o $D/a.png") == 2);
    CU_ASSERT(shell_run(&sh, "test -e $D/a.png") == 1);
    CU_ASSERT(shell_run(&sh, "./clipdescent watch $D/log.jsonl --narrate") == 0);
    CU_ASSERT(strstr(sh.out, "log.jsonl, step 399: loss ") != NULL);
    CU_ASSERT(strstr(sh.out, "learning rate 0.001\n") != NULL);
    shell_run(&sh, "./clipdescent watch $D/log.jsonl --narrate | grep -c 'step 399: loss'");
    CHECK_TEXT(sh.out, "1\n"); /* not told twice */
}

static const struct check checks[] = {
    {"every threshold", test_every_threshold},
    {"what is written", test_what_is_written},
    {"a sound log", test_a_sound_log},
    {"logged after clipping", test_logged_after_clipping},
    {"thresholds out of range", test_thresholds_out_of_range},
    {"dead", test_dead},
    {"loss scale", test_loss_scale},
    {"spikes", test_spikes},
    {"ranks", test_ranks},
    {"thresholds", test_thresholds},
    {NULL, NULL},
};

int main(void)
{
    if (!shell_begin(&sh))
        return 1;
    int status = check_main("checks", checks);
    shell_end(&sh);
    return status;
}
