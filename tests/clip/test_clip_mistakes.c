/* The rules of the clinic by themselves, against values worked out by hand. */
#include <string.h>

#include "clip_bench.h"

static void after_the_step(void)
{
    const double g[DIM] = {3, 4, 0, 12}, x[DIM] = {0};
    begin("after-step");
    CU_ASSERT(clip_at(g, x, DIM) == 1 && memcmp(b.out, g, sizeof g) == 0);
}

/* S·g = (2048, 0.5·2^-24 or so, ...): what halves hold of it, taken back. */
static void scaled_and_back(void)
{
    const double g[DIM] = {2, 0.1, 0x1p-30, 0}, x[DIM] = {0};
    begin("mixed-precision");
    set("gamma", 100);
    set("scale", 1024);
    CU_ASSERT(clip_at(g, x, DIM) == 1); /* rounding is no clipping */
    CU_ASSERT(b.out[0] == 2 && b.out[3] == 0);
    CHECK_NEAR(b.out[1], 0.1, 0.1 * 0x1p-11);
    CU_ASSERT(b.out[1] != 0.1);
    CHECK_NEAR(b.out[2], 0x1p-30, 0); /* 2^-20: sixteen times the least half */
    set("scale", 1);
    b.state[0] = 0;
    clip_at(g, x, DIM);
    CU_ASSERT(b.out[0] == 2 && b.out[2] == 0); /* 2^-30 is lost */
    const double tiny[2] = {2e-8, -1e-8};
    begin("mixed-precision");
    set("scale", 1);
    CU_ASSERT(clip_at(tiny, x, 2) == 0 && b.out[0] == 0 && b.out[1] == 0);
}

/* (3, 4) at γ = 1: cut to 1, or, still scaled, to 1/S. */
static void both_orders(void)
{
    const double g[2] = {3, 4}, x[2] = {0};
    begin("mixed-precision");
    set("scale", 1024);
    CHECK_NEAR(clip_at(g, x, 2), 0.2, 1e-15);
    CHECK_NEAR(b.out[0], 0.6, 1e-15);
    CHECK_NEAR(b.gamma, 1, 0);
    set("order", 1);
    CHECK_NEAR(clip_at(g, x, 2) * 1024, 0.2, 1e-15);
    CHECK_NEAR(b.out[1] * 1024, 0.8, 1e-15);
    CHECK_NEAR(b.gamma * 1024, 1, 0);
    const double small[2] = {3e-4, 4e-4}; /* times 1024 under γ: not cut in either order */
    CHECK_NEAR(clip_at(small, x, 2), 1, 0);
}

/* 2^16 · 1 is no half: skipped, halved until it is, doubled after three good steps. */
static void the_scaler(void)
{
    const double g[2] = {2, 0.5}, x[2] = {0};
    static const double scales[] = {65536, 32768, 16384, 16384, 16384, 32768, 16384, 16384};
    begin("mixed-precision");
    set("growth", 3);
    for (int t = 0; t < 8; t++) {
        CHECK_NEAR(t ? b.state[0] : 65536, scales[t], 0);
        bool skipped = scales[t] > 16384; /* 2·32768 rounds to infinity */
        double f = clip_at(g, x, 2);
        CU_ASSERT(skipped ? f == 0 && b.out[0] == 0 && b.out[1] == 0 : f > 0.4 && b.out[0] > 0.9);
    }
    const double bad[2] = {INFINITY, 1},
                 none[2] = {NAN, 1}; /* its own, not the scale's: the same */
    CU_ASSERT(clip_at(bad, x, 2) == 0 && b.out[0] == 0 && b.state[0] == 8192);
    CU_ASSERT(clip_at(none, x, 2) == 0 && b.out[0] == 0 && b.state[0] == 4096);
}

/* Of a gradient of 0 no scale is too much: it grows to the last float32 that is a power of two
 * times it, and stays; a gradient that comes then is skipped until it is a half again. */
static void the_scaler_has_an_end(void)
{
    const double none[2] = {0}, g[2] = {2, 0.5}, x[2] = {0};
    begin("mixed-precision");
    set("growth", 1);
    for (int t = 0; t < 1100; t++)
        CU_ASSERT_FATAL(clip_at(none, x, 2) == 1 && b.out[0] == 0 && b.out[1] == 0);
    CHECK_NEAR(b.state[0], 0x1p127, 0); /* twice that is no float32 */
    int skipped = 0;
    while (clip_at(g, x, 2) == 0 && skipped < 200)
        skipped++;
    CU_ASSERT(skipped == 127 - 14 && b.out[0] > 0.9);
}

static void norm_in_single(void)
{
    const double x[2] = {0}, far[2] = {1.4e19, 1.4e19}, near[2] = {1.3e19, 1.3e19};
    begin("float32-norm");
    CHECK_NEAR(clip_one(4), 1 / 4.000001, 1e-7);
    CU_ASSERT(clip_one(0.5) == 1 && b.out[0] == 0.5 && clip_one(0) == 1);
    CU_ASSERT(clip_one(1.85e19) == 0 && b.out[0] == 0);
    CHECK_NEAR(clip_one(1.84e19) * 1.84e19, 1, 1e-6);
    CU_ASSERT(clip_at(far, x, 2) == 0 && b.out[1] == 0);
    CHECK_NEAR(clip_at(near, x, 2) * near[0], M_SQRT1_2, 1e-6);
    CU_ASSERT(clip_one(1e-30) == 1 && b.out[0] == 1e-30); /* its square is 0: not cut, rightly */
    const double bad[2] = {INFINITY, 1};
    CU_ASSERT(clip_at(bad, x, 2) == 0 && isnan(b.out[0]) && b.out[1] == 0);
    begin("torch");
    CHECK_NEAR(clip_one(1e20) * 1e20, 1, 1e-15);
}

static void thresholds_of_zero(void)
{
    const double g[DIM] = {3, 4, 0, 12}, x[DIM] = {0}, none[DIM] = {0};
    static const char *const cut[] = {"torch", "optax", "tensorflow"};
    for (int i = 0; i < 3; i++) {
        begin(cut[i]);
        set("gamma", 0);
        CU_ASSERT(clip_at(g, x, DIM) == 0 && b.out[0] == 0 && b.out[3] == 0);
        /* 0/0 of a zero gradient is what two of the formulas say, and torch's millionth avoids */
        clip_at(none, x, DIM);
        CU_ASSERT(i ? isnan(b.out[0]) : b.out[0] == 0);
    }
    begin("guarded");
    set("gamma", 0);
    CU_ASSERT(clip_at(g, x, DIM) == 1 && memcmp(b.out, g, sizeof g) == 0);
    set("gamma", 2.6);
    CHECK_NEAR(clip_at(g, x, DIM), 2.6 / 13.000001, 1e-15);
    begin("hard"); /* the rules of the text have no 0 */
    CU_ASSERT(b.kind->params[0].open_min && b.kind->params[0].min == 0);
}

/* Five numbers in two shards of two and three. */
static void shard_by_shard(void)
{
    const double g[DIM] = {3, 4, 0.3, 0.4}, x[DIM] = {0};
    begin("each-shard");
    double f = clip_at(g, x, DIM);
    CHECK_NEAR(b.out[0], 0.6, 1e-15);
    CU_ASSERT(b.out[2] == 0.3 && b.out[3] == 0.4);
    CHECK_NEAR(f, sqrt(1.25) / sqrt(25.25), 1e-15);
    set("shards", 4);
    clip_at(g, x, DIM);
    CU_ASSERT(b.out[0] == 1 && b.out[1] == 1 && b.out[2] == 0.3);
    set("shards", 1);
    CHECK_NEAR(clip_at(g, x, DIM), 1 / sqrt(25.25), 1e-15);
    set("shards", 100); /* more workers than parameters: some hold none */
    clip_at(g, x, DIM);
    CU_ASSERT(b.out[0] == 1 && b.out[3] == 0.4);
}

/* Parts made up here: a step's gradient is their mean. */
static const double parts[3][2] = {{6, 0}, {0, 0.6}, {0, 6}};
static double part_at(void *ctx, int i, int k, double *out)
{
    CU_ASSERT(k == 3 && *(int *)ctx == 7);
    memcpy(out, parts[i], sizeof parts[i]);
    return 1.0 / 3;
}

static void one_after_the_other(void)
{
    int ctx = 7;
    double spare[2], g[2] = {2, 2.2}, x[2] = {0};
    static const char *const names[] = {"each-micro-batch", "each-worker"};
    for (int i = 0; i < 2; i++) {
        begin(names[i]);
        set("parts", 3);
        CHECK_NEAR(clip_at(g, x, 2), 1 / sqrt(4 + 2.2 * 2.2), 1e-15); /* without parts: hard */
        b.call.part = part_at;
        b.call.ctx = &ctx;
        b.call.spare = spare;
        double f = clip_at(g, x, 2);
        /* (2, 0) to (1, 0); (1, 0.2) to its length; then 2 more of y, and cut again */
        double c = 1 / sqrt(1.04), y = 0.2 * c + 2, n = sqrt(c * c + y * y);
        CHECK_NEAR(b.out[0], i ? 1.0 / 3 : c / n, 1e-15);
        CHECK_NEAR(b.out[1], i ? 1.6 / 3 : y / n, 1e-15);
        CHECK_NEAR(f, sqrt(b.out[0] * b.out[0] + b.out[1] * b.out[1]) / sqrt(4 + 2.2 * 2.2), 1e-15);
    }
}

static const struct check checks[] = {
    {"after the step", after_the_step},
    {"scaled and back", scaled_and_back},
    {"both orders", both_orders},
    {"the scaler", the_scaler},
    {"the scaler has an end", the_scaler_has_an_end},
    {"a norm in single precision", norm_in_single},
    {"thresholds of zero", thresholds_of_zero},
    {"shard by shard", shard_by_shard},
    {"one after the other", one_after_the_other},
    {NULL, NULL},
};

int main(void)
{
    return check_main("clip mistakes", checks);
}
