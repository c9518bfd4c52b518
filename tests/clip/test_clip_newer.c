/* The clip rules of 2023 to 2025, each against its formula written out here a second time, call
 * after call; norms of other orders; two rules in sequence. */
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "clip_bench.h"

static const double nothing[DIM] = {0};

static double length(const double *v, int n)
{
    long double sum = 0;
    for (int i = 0; i < n; i++)
        sum += (long double)v[i] * v[i];
    return (double)sqrtl(sum);
}

/* Gradients that wander and jump, from a seed. */
static void draw(struct rng *rng, double size, double *g)
{
    double jump = rng_uniform(rng) < 0.1 ? 50 : 1;
    for (int i = 0; i < DIM; i++)
        g[i] = size * jump * (2 * rng_uniform(rng) - 1);
}

/* Wang et al. 2025, algorithm 1, with two tensors of two. */
static void adagc_by_its_algorithm(void)
{
    struct rng rng;
    double gamma[2] = {0}, g[DIM];
    int cut = 0;
    rng_seed(&rng, 5);
    begin("adagc");
    set("warmup", 10);
    set("gamma", 0.7);
    set("relative", 1.1);
    set("keep", 0.9);
    for (int t = 1; t <= 60; t++) {
        draw(&rng, 1, g);
        double factor = clip_at(g, nothing, DIM), want[DIM];
        for (int k = 0; k < 2; k++) {
            double h = t <= 10 ? 0.7 / length(g, DIM) : 1.1 * gamma[k] / length(g + 2 * k, 2);
            h = h < 1 ? h : 1;
            cut += t > 10 && h < 1;
            want[2 * k] = h * g[2 * k], want[2 * k + 1] = h * g[2 * k + 1];
            double kept = length(want + 2 * k, 2);
            gamma[k] = t == 1    ? kept
                       : t <= 10 ? (kept < gamma[k] ? kept : gamma[k])
                                 : 0.9 * gamma[k] + 0.1 * kept;
        }
        for (int i = 0; i < DIM; i++)
            CHECK_NEAR(b.out[i], want[i], 1e-13);
        CHECK_NEAR(factor, length(want, DIM) / length(g, DIM), 1e-13);
    }
    CU_ASSERT(cut > 10 && cut < 100);
}

/* The tensors are those of the problem where it names them: three in two layers. */
static void tensors_are_not_layers(void)
{
    static const struct clip_block tensors[3] = {{0, 1, 0}, {1, 1, 0}, {2, 2, 2}};
    const double g[DIM] = {3, 0.5, 3, 4};
    begin("per-variable");
    b.call.n_tensors = 3;
    b.call.tensors = tensors;
    clip_at(g, nothing, DIM);
    CHECK_NEAR(b.out[0], 3 / 3.000001, 1e-15);
    CU_ASSERT(b.out[1] == 0.5);
    CHECK_NEAR(b.out[3], 4 / 5.000001, 1e-15);
    begin("per-tensor");
    b.call.n_tensors = 3;
    b.call.tensors = tensors;
    clip_at(g, nothing, DIM);
    CU_ASSERT(b.out[0] == 1 && b.out[1] == 0.5);
    CHECK_NEAR(b.out[2], 0.6, 1e-15);
    begin("per-layer");
    b.call.n_tensors = 3;
    b.call.tensors = tensors;
    clip_at(g, nothing, DIM);
    CHECK_NEAR(b.out[1], 0.5 / sqrt(9.25), 1e-15);
}

/* v ← βv + (1 − β)ĝ², spikes over √(θv), nothing in the first w steps after a reset. */
static void spam_by_its_formula(void)
{
    struct rng rng;
    double v[DIM] = {0}, g[DIM];
    int cut = 0, since = 0;
    rng_seed(&rng, 6);
    begin("spam");
    set("spike", 9);
    set("keep", 0.95);
    set("wait", 4);
    set("reset", 25);
    for (int t = 0; t < 90; t++, since++) {
        draw(&rng, 1, g);
        if (t % 25 == 0) {
            memset(v, 0, sizeof v);
            since = 0;
        }
        clip_at(g, nothing, DIM);
        for (int i = 0; i < DIM; i++) {
            bool spike = since >= 4 && g[i] * g[i] > 9 * v[i];
            double want = spike ? (g[i] < 0 ? -1 : 1) * sqrt(9 * v[i]) : g[i];
            cut += spike;
            CHECK_NEAR(b.out[i], want, 1e-13);
            v[i] = 0.95 * v[i] + 0.05 * want * want;
        }
    }
    CU_ASSERT(cut > 10 && cut < 200);
    /* squares that overflow or vanish are no trouble */
    static const double sizes[] = {1e-200, 1e200};
    for (int k = 0; k < 2; k++) {
        begin("spam");
        set("wait", 1);
        set("spike", 4);
        set("keep", 0.75);
        CU_ASSERT(clip_one(sizes[k]) == 1);
        CHECK_NEAR(clip_one(3 * sizes[k]) * 3, 1, 1e-14); /* √(4·¼) = 1 */
    }
}

static int rising(const void *one, const void *other)
{
    double x = *(const double *)one, y = *(const double *)other;
    return (x > y) - (x < y);
}

static void scaled_median_by_sorting(void)
{
    struct rng rng;
    double last[10], gamma = INFINITY;
    rng_seed(&rng, 7);
    begin("scaled-median");
    set("window", 10);
    set("times", 1.5);
    for (int t = 0; t < 100; t++) {
        double norm = 1 + 10 * rng_uniform(&rng);
        last[t % 10] = norm;
        if (t % 10 == 9) {
            double sorted[10];
            memcpy(sorted, last, sizeof sorted);
            qsort(sorted, 10, sizeof *sorted, rising);
            gamma = 1.5 * sorted[5];
        }
        CHECK_NEAR(clip_one(norm), norm > gamma ? gamma / norm : 1, 1e-15);
        CU_ASSERT(b.gamma == gamma || fabs(b.gamma - gamma) < 1e-14);
    }
    CU_ASSERT(isfinite(gamma));
}

/* What is cut off comes later: the sum of what went out and of what is kept is that of all. */
static void u_clip_loses_nothing(void)
{
    struct rng rng;
    double g[DIM], in[DIM] = {0}, out[DIM] = {0}, delta[DIM] = {0};
    rng_seed(&rng, 8);
    begin("u-clip");
    for (int t = 0; t < 300; t++) {
        draw(&rng, 0.2, g);
        clip_at(g, nothing, DIM);
        double sum[DIM];
        for (int i = 0; i < DIM; i++)
            sum[i] = g[i] + delta[i];
        double n = length(sum, DIM), h = n > 1 ? 1 / n : 1;
        for (int i = 0; i < DIM; i++) {
            CHECK_NEAR(b.out[i], h * sum[i], 1e-12);
            delta[i] = sum[i] - h * sum[i];
            in[i] += g[i], out[i] += b.out[i];
            CHECK_NEAR(in[i] - out[i], b.state[i], 1e-11);
        }
        CU_ASSERT(length(b.out, DIM) <= 1 + 1e-14);
    }
    begin("u-clip"); /* a spike of 4 is paid in four steps of 1 */
    for (int t = 0; t < 6; t++) {
        clip_one(t ? 0 : 4);
        CHECK_NEAR(b.out[0], t < 4 ? 1 : 0, 1e-15);
    }
}

static void skips(void)
{
    begin("skip-over");
    CU_ASSERT(clip_one(1) == 1 && b.out[0] == 1);
    CU_ASSERT(clip_one(1.0000001) == 0 && b.out[0] == 0);
    CU_ASSERT(clip_one(INFINITY) == 0 && b.out[0] == 0 && clip_one(NAN) == 0);
    begin("skip-sigma"); /* 64 steps with this one before it says anything */
    set("watch", 1);
    for (int t = 0; t < 63; t++)
        CU_ASSERT(clip_one(t % 2 ? 3 : 1) == 1);
    /* of 63: 32 ones and 31 threes */
    double mean = (32 + 93) / 63.0,
           var = (32 * (1 - mean) * (1 - mean) + 31 * (3 - mean) * (3 - mean)) / 62;
    CU_ASSERT(clip_one(mean + 6 * sqrt(var) * (1 - 1e-9)) == 1);
    begin("skip-sigma");
    set("watch", 1);
    for (int t = 0; t < 63; t++)
        clip_one(t % 2 ? 3 : 1);
    CU_ASSERT(clip_one(mean + 6 * sqrt(var) * (1 + 1e-9)) == 0 && b.out[0] == 0);
    begin("skip-sigma"); /* equal norms have no deviation, and are no spike */
    for (int t = 0; t < 300; t++)
        CU_ASSERT(clip_one(0.1) == 1);
    CU_ASSERT(clip_one(0.100001) == 0);
}

/* The loss alone; and the logarithm of the norm, where a norm of ten times is 2.3 over. */
static void skips_watch_what_they_are_told(void)
{
    begin("skip-sigma");
    set("watch", 2);
    for (int t = 0; t < 100; t++) {
        b.call.loss = 2 + 0.1 * (t % 3);
        CU_ASSERT(clip_one(t == 80 ? 1e6 : 1) == 1);
    }
    b.call.loss = 9;
    CU_ASSERT(clip_one(1) == 0);
    begin("skip-sigma");
    set("watch", 3);
    set("deviations", 4);
    for (int t = 0; t < 100; t++)
        CU_ASSERT(clip_one(t % 2 ? 2 : 0.5) == 1);
    /* a deviation of ln 2, so four of it are a factor of 16; with the 15 among them, of 20 */
    CU_ASSERT(clip_one(15) == 1);
    CU_ASSERT(clip_one(21) == 0);
}

static void zclip_with_its_options(void)
{
    for (int mode = 0; mode < 3; mode++) {
        begin("zclip");
        set("warmup", 4);
        set("mode", mode);
        set("max-norm", 2.5);
        for (int i = 0; i < 4; i++) /* mean 2, deviation 1; the outer threshold holds already */
            CHECK_NEAR(clip_one(i % 2 ? 3 : 1), i % 2 ? 2.5 / 3 : 1, 1e-15);
        double inner = mode == 0 ? 2 + 6.25 / (8 / 1.000001) : mode == 1 ? 2 : 4.5;
        CHECK_NEAR(clip_one(10), fmin(inner, 2.5) / 10, 1e-14);
        double mean = 0.97 * 2 + 0.03 * inner, var = 0.97 + 0.03 * (inner - mean) * (inner - mean);
        set("max-norm", INFINITY);
        double z = (9 - mean) / (sqrt(var) + 1e-6);
        inner = mode == 0   ? mean + 2.5 * sqrt(var) * (2.5 / z)
                : mode == 1 ? mean
                            : mean + 2.5 * sqrt(var);
        CU_ASSERT(z > 2.5);
        CHECK_NEAR(clip_one(9) * 9, inner, 1e-13);
    }
}

/* Four samples of a draw, weights alike. */
static const double samples[4][DIM] = {
    {3, 4, 0, 0}, {0.1, 0, 0, 0.2}, {0, 0, -6, 8}, {0.3, 0, 0.4, 0}};

static double part(void *ctx, int i, int k, double *out)
{
    (void)ctx;
    if (k != 4)
        return 0;
    memcpy(out, samples[i], sizeof samples[i]);
    return 0.25;
}

static double clip_parts(double *spare)
{
    double g[DIM] = {0};
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < DIM; j++)
            g[j] += samples[i][j] / 4;
    b.call.part = part;
    b.call.spare = spare;
    return clip_at(g, nothing, DIM);
}

static void rules_on_samples(void)
{
    double spare[DIM], want[DIM] = {0}, again[DIM];
    begin("auto-s");
    clip_parts(spare);
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < DIM; j++)
            want[j] += samples[i][j] / (length(samples[i], DIM) + 0.01) / 4;
    for (int j = 0; j < DIM; j++)
        CHECK_NEAR(b.out[j], want[j], 1e-15);
    memset(want, 0, sizeof want);
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < DIM; j++)
            want[j] += samples[i][j] * fmin(1, 1 / length(samples[i], DIM)) / 4;
    begin("dp");
    set("noise-multiplier", 0);
    clip_parts(spare);
    for (int j = 0; j < DIM; j++)
        CHECK_NEAR(b.out[j], want[j], 1e-15);
    /* noise: of deviation σC/B = 2·1/4, the same at the same step, other at another */
    double sum = 0, square = 0;
    int n = 0;
    begin("dp");
    set("noise-multiplier", 2);
    for (; n < 4000; n++) {
        b.call.step = (uint64_t)n;
        clip_parts(spare);
        double off = b.out[n % DIM] - want[n % DIM];
        sum += off, square += off * off;
    }
    CHECK_NEAR(sum / n, 0, 4 * 0.5 / sqrt(n));
    CHECK_NEAR(sqrt(square / n), 0.5, 4 * 0.5 / sqrt(2 * n));
    memcpy(again, b.out, sizeof again);
    b.call.step = 3999;
    clip_parts(spare);
    CU_ASSERT(memcmp(again, b.out, sizeof again) == 0);
    b.call.seed = 1;
    b.call.step = 3999;
    clip_parts(spare);
    CU_ASSERT(memcmp(again, b.out, sizeof again) != 0);
}

/* Each worker by the paper's two lines; of a gradient that stays the same nothing is lost in the
 * end, as there is with each worker clipped. */
static void clip21_by_its_lines(void)
{
    double spare[DIM], v[4][DIM] = {{0}}, s[4][DIM] = {{0}}, mean[DIM] = {0};
    begin("clip21");
    set("mix-gradient", 0.6);
    set("mix-shift", 0.8);
    for (int t = 0; t < 60; t++) {
        clip_parts(spare);
        for (int j = 0; j < DIM; j++)
            mean[j] = 0;
        for (int i = 0; i < 4; i++) {
            double news[DIM];
            for (int j = 0; j < DIM; j++) {
                v[i][j] = 0.4 * v[i][j] + 0.6 * samples[i][j];
                news[j] = v[i][j] - s[i][j];
            }
            double n = length(news, DIM), h = n > 1 ? 1 / n : 1;
            for (int j = 0; j < DIM; j++) {
                s[i][j] += 0.8 * h * news[j];
                mean[j] += s[i][j] / 4;
            }
        }
        for (int j = 0; j < DIM; j++)
            CHECK_NEAR(b.out[j], mean[j], 1e-13);
    }
    for (int j = 0; j < DIM; j++)
        CHECK_NEAR(b.out[j], (samples[0][j] + samples[1][j] + samples[2][j] + samples[3][j]) / 4,
                   1e-12);
    begin("each-worker");
    clip_parts(spare);
    CU_ASSERT(fabs(b.out[1] - 1) > 0.5); /* 0.2 for 1 */
}

static const struct check checks[] = {
    {"AdaGC by its algorithm", adagc_by_its_algorithm},
    {"tensors are not layers", tensors_are_not_layers},
    {"SPAM by its formula", spam_by_its_formula},
    {"scaled median by sorting", scaled_median_by_sorting},
    {"U-Clip loses nothing", u_clip_loses_nothing},
    {"skips", skips},
    {"skips watch what they are told", skips_watch_what_they_are_told},
    {"ZClip with its options", zclip_with_its_options},
    {"rules on samples", rules_on_samples},
    {"Clip21 by its lines", clip21_by_its_lines},
    {NULL, NULL},
};

int main(void)
{
    return check_main("clip newer", checks);
}
