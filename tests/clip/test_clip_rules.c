/* The clip rules in use, each against values worked out by hand or written out here a second time.
 * The frameworks' rules are those of their documentation. */
#include <string.h>

#include "clip_bench.h"

static void dialects(void)
{
    /* at ‖g‖ = γ: torch is a millionth short, the others leave it */
    begin("torch");
    CHECK_NEAR(clip_one(1), 1 / 1.000001, 1e-16);
    CHECK_NEAR(clip_one(4), 1 / 4.000001, 1e-16);
    CU_ASSERT(clip_one(0.999) == 1 && b.out[0] == 0.999);
    CU_ASSERT(clip_one(0.9999995) < 1); /* under γ, and yet shortened */
    CU_ASSERT(clip_one(0) == 1 && b.out[0] == 0);
    CHECK_NEAR(clip_one(1e20) * 1e20, 1, 1e-15);
    set("gamma", 1e-9); /* far under the millionth it is a factor of its own */
    CHECK_NEAR(clip_one(1e-9), 1e-9 / 1.001e-6, 1e-15);
    begin("optax");
    CU_ASSERT(clip_one(1) == 1 && b.out[0] == 1);
    CU_ASSERT(clip_one(0.9999995) == 1 && b.out[0] == 0.9999995);
    CHECK_NEAR(clip_one(4), 0.25, 0);
    CU_ASSERT(b.out[0] == 1);
    begin("tensorflow");
    CU_ASSERT(clip_one(1) == 1 && clip_one(0.5) == 1 && clip_one(0) == 1);
    CHECK_NEAR(clip_one(4), 0.25, 0);
}

/* Entry by entry: (3, 4, 0, 12) of norm 13 at γ = 2.6. */
static void dialects_on_a_vector(void)
{
    static const char *const names[] = {"hard", "torch", "optax", "tensorflow"};
    const double g[DIM] = {3, 4, 0, 12}, x[DIM] = {0};
    for (int i = 0; i < 4; i++) {
        begin(names[i]);
        set("gamma", 2.6);
        double f = i == 1 ? 2.6 / 13.000001 : 0.2;
        CHECK_NEAR(clip_at(g, x, DIM), f, 1e-15);
        for (int k = 0; k < DIM; k++)
            CHECK_NEAR(b.out[k], f * g[k], 1e-15);
    }
}

/* Where the norm is infinite or NaN each does what its original does. */
static void dialects_without_a_norm(void)
{
    const double bad[DIM] = {INFINITY, 1, 0, 0}, nan[DIM] = {NAN, 1, 0, 0}, x[DIM] = {0};
    begin("torch");
    CU_ASSERT(clip_at(bad, x, DIM) == 0 && isnan(b.out[0]) && b.out[1] == 0);
    CU_ASSERT(isnan(clip_at(nan, x, DIM)) && isnan(b.out[1]));
    begin("optax");
    CU_ASSERT(clip_at(bad, x, DIM) == 0 && isnan(b.out[0]) && b.out[1] == 0);
    CU_ASSERT(isnan(clip_at(nan, x, DIM)) && isnan(b.out[1]));
    begin("tensorflow");
    CU_ASSERT(isnan(clip_at(bad, x, DIM)) && isnan(b.out[0]) && isnan(b.out[1]));
    CU_ASSERT(isnan(clip_at(nan, x, DIM)) && isnan(b.out[1]));
}

static double degrees(double x, double y)
{
    return atan2(y, x) * 180 / M_PI;
}

static void by_value_turns_the_gradient(void)
{
    const double g[2] = {3, 0.1}, x[2] = {0};
    begin("by-value");
    double f = clip_at(g, x, 2);
    CU_ASSERT(b.out[0] == 1 && b.out[1] == 0.1);
    CHECK_NEAR(f, sqrt(1.01) / sqrt(9.01), 1e-15);
    CHECK_NEAR(degrees(g[0], g[1]), 1.9092, 1e-4);
    CHECK_NEAR(degrees(b.out[0], b.out[1]), 5.7106, 1e-4);
    const double minus[2] = {-1e20, -0.5}, zero[2] = {0, 0};
    clip_at(minus, x, 2);
    CU_ASSERT(b.out[0] == -1 && b.out[1] == -0.5);
    CU_ASSERT(clip_at(zero, x, 2) == 1 && b.out[0] == 0);
    const double inf[2] = {-INFINITY, 0.5};
    clip_at(inf, x, 2);
    CU_ASSERT(b.out[0] == -1 && b.out[1] == 0.5);
}

static void soft_by_component(void)
{
    const double g[2] = {3, -0.5}, x[2] = {0};
    begin("soft-component");
    set("gamma", 0.5);
    clip_at(g, x, 2);
    CHECK_NEAR(b.out[0], 3 / 7.0, 1e-15);
    CHECK_NEAR(b.out[1], -0.25, 1e-15);
    clip_one(1e20);
    CHECK_NEAR(b.out[0], 0.5, 1e-15);
    clip_one(1e-20);
    CHECK_NEAR(b.out[0] / 1e-20, 1, 1e-15);
}

/* Blocks (3, 4) of norm 5 and (0.3, 0.4) of norm 0.5 at γ = 1: one is shortened, one is not. */
static void layer_by_layer(void)
{
    const double g[DIM] = {3, 4, 0.3, 0.4}, x[DIM] = {0};
    begin("per-layer");
    double f = clip_at(g, x, DIM);
    CHECK_NEAR(b.out[0], 0.6, 1e-15);
    CHECK_NEAR(b.out[1], 0.8, 1e-15);
    CU_ASSERT(b.out[2] == 0.3 && b.out[3] == 0.4);
    CHECK_NEAR(f, sqrt(1.25) / sqrt(25.25), 1e-15);
    begin("hard"); /* the norm of all: both, by one factor */
    clip_at(g, x, DIM);
    CHECK_NEAR(b.out[2], 0.3 / sqrt(25.25), 1e-15);
    const double half[DIM] = {1, 1, NAN, 0};
    begin("per-layer");
    CU_ASSERT(isnan(clip_at(half, x, DIM)) && isnan(b.out[2]) && isnan(b.out[3]));
}

/* Weights (3, 4) and (0, 0), λ = 0.1: limits 0.5 and, by the floor, 1e-4. */
static void agc_by_hand(void)
{
    const double g[DIM] = {3, 4, 0.3, 0.4}, x[DIM] = {3, 4, 0, 0};
    begin("agc");
    set("ratio", 0.1);
    clip_at(g, x, DIM);
    CHECK_NEAR(b.out[0], 0.3, 1e-15);
    CHECK_NEAR(b.out[1], 0.4, 1e-15);
    CHECK_NEAR(b.out[2] / 6e-5, 1, 1e-14);
    CHECK_NEAR(b.out[3] / 8e-5, 1, 1e-14);
    set("ratio", 1); /* limits 5 and 1e-3: the first is not over it */
    clip_at(g, x, DIM);
    CU_ASSERT(b.out[0] == 3 && b.out[1] == 4);
    set("ratio", 1e-9); /* limit 1e-12; the norm 1e-8 counts as 1e-6 */
    const double tiny[2] = {1e-8, 0}, zero[2] = {0};
    clip_at(tiny, zero, 2);
    CHECK_NEAR(b.out[0] / 1e-14, 1, 1e-12);
    CU_ASSERT(clip_at(zero, zero, 2) == 1 && b.out[0] == 0);
}

/* Two units of two in one block are clipped like two blocks of two. */
static void agc_by_unit(void)
{
    const double g[DIM] = {3, 4, 0.3, 0.4}, x[DIM] = {3, 4, 1, 0};
    double by_block[DIM];
    begin("agc");
    clip_at(g, x, DIM);
    memcpy(by_block, b.out, sizeof by_block);
    begin("agc");
    b.blocks[0] = (struct clip_block){0, 4, 2};
    b.blocks[1] = (struct clip_block){0, 0, 0};
    clip_at(g, x, DIM);
    CU_ASSERT(memcmp(by_block, b.out, sizeof by_block) == 0);
    CHECK_NEAR(b.out[0], 0.05 * 0.6, 1e-15);
    CHECK_NEAR(b.out[2], 0.01 * 0.6, 1e-15);
}

/* normalized(β) is soft(γ = β) at the rate η/β. */
static void normalized_is_soft(void)
{
    for (double n = 1e-12; n < 1e13; n *= 7)
        for (double beta = 1e-4; beta < 1e5; beta *= 10) {
            begin("soft");
            set("gamma", beta);
            double soft = clip_one(n);
            begin("normalized");
            set("beta", beta);
            CHECK_NEAR(clip_one(n) * beta / soft, 1, 1e-15);
        }
}

static void thresholds_on_a_schedule(void)
{
    static const char *const names[] = {"hard", "soft"};
    for (int i = 0; i < 2; i++)
        for (int kind = 0; kind < 3; kind++) {
            begin(names[i]);
            set("gamma", 4);
            set("gamma-end", 2);
            set("gamma-steps", 10);
            set("gamma-schedule", kind);
            for (int t = 0; t < 15; t++) {
                double s = t < 10 ? t / 10.0 : 1;
                double gamma = kind == 0 ? 4 : kind == 1 ? 4 - 2 * s : 3 + cos(M_PI * s);
                CHECK_NEAR(clip_one(100), gamma / (i ? 100 + gamma : 100), 1e-14);
                if (kind)
                    CHECK_NEAR(b.gamma, gamma, 1e-14);
            }
        }
}

static const struct check checks[] = {
    {"dialects", dialects},
    {"dialects on a vector", dialects_on_a_vector},
    {"dialects without a norm", dialects_without_a_norm},
    {"by value turns the gradient", by_value_turns_the_gradient},
    {"soft by component", soft_by_component},
    {"layer by layer", layer_by_layer},
    {"AGC by hand", agc_by_hand},
    {"AGC by unit", agc_by_unit},
    {"normalized is soft", normalized_is_soft},
    {"thresholds on a schedule", thresholds_on_a_schedule},
    {NULL, NULL},
};

int main(void)
{
    return check_main("clip rules", checks);
}
