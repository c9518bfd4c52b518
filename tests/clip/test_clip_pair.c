/* Two rules in sequence, and the orders of the norm that they clip by. */
#include "clip/clip.h"
#include "clip_bench.h"

static const double nothing[DIM] = {0};

/* (3, −4) at γ = 1: 1/7, 1/4, 1/5. */
static void norm_orders(void)
{
    static const double norms[] = {5, 7, 4};
    const double g[2] = {3, -4}, short_one[2] = {0.3, -0.4}, huge[2] = {1.5e308, 9e307};
    for (int order = 0; order < 3; order++) {
        begin("hard");
        set("norm", order);
        CHECK_NEAR(clip_at(g, nothing, 2), 1 / norms[order], 1e-15);
        CHECK_NEAR(b.out[1], -4 / norms[order], 1e-15);
        CU_ASSERT(clip_at(short_one, nothing, 2) == 1);
        begin("soft");
        set("norm", order);
        CHECK_NEAR(clip_at(g, nothing, 2), 1 / (norms[order] + 1), 1e-15);
    }
    begin("hard"); /* a sum that is no double makes no step of zero */
    set("norm", 1);
    b.call = (struct clip_call){.dim = 2, .g = huge, .norm = 1.7e308, .out = b.out};
    CU_ASSERT(isnan(b.kind->apply(b.par, b.state, &b.call)) && isnan(b.out[0]));
}

/* Layers (3, 4) and (0.3, 0.4), γ = 1 each, then 0.5 for all. */
static void two_in_sequence(void)
{
    const double g[DIM] = {3, 4, 0.3, 0.4};
    begin("[per-layer, hard]");
    CU_ASSERT(b.kind == clip_find("[per-layer, hard]") && b.kind->turns);
    set("then-gamma", 0.5);
    double n = sqrt(1.25), factor = clip_at(g, nothing, DIM);
    CHECK_NEAR(b.out[0], 0.6 * 0.5 / n, 1e-15);
    CHECK_NEAR(b.out[3], 0.4 * 0.5 / n, 1e-15);
    CHECK_NEAR(factor, 0.5 / sqrt(25.25), 1e-15);
    begin("[hard, soft]"); /* one factor: the product of both */
    set("gamma", 2);
    set("then-gamma", 3);
    CHECK_NEAR(clip_one(8), 0.25 * 3 / 5, 1e-15);
    begin("[zclip, u-clip]"); /* states side by side: the spike that passes zclip's warm-up */
    for (int t = 0; t < 6; t++) {
        clip_one(t ? 0 : 4);
        CHECK_NEAR(b.out[0], t < 4 ? 1 : 0, 1e-15);
    }
    const char *why;
    CU_ASSERT(clip_pair(clip_find("hard"), clip_find("each-worker"), &why) == NULL);
    CU_ASSERT(clip_pair(clip_find("[hard, soft]"), clip_find("hard"), &why) == NULL);
    CU_ASSERT(clip_find("[hard, nothing]") == NULL && clip_find("[hard]") == NULL);
}

static const struct check checks[] = {
    {"norm orders", norm_orders},
    {"two in sequence", two_in_sequence},
    {NULL, NULL},
};

int main(void)
{
    return check_main("clip pair", checks);
}
