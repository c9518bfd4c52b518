/* The clip rules that learn their threshold from the run: from its norms, from its curvature. */
#include <string.h>

#include "clip/envelope.h"
#include "clip_bench.h"

/* Norms 1 … 11 in a shuffled order, the 30th percentile against the sorted ones each time. */
static void autoclip_against_sorting(void)
{
    static const double norms[] = {7, 2, 11, 5, 1, 9, 3, 10, 6, 4, 8};
    double sorted[11];
    begin("autoclip");
    set("percentile", 30);
    for (int n = 1; n <= 11; n++) {
        for (int i = 0; i < n; i++) {
            int k = i;
            for (; k > 0 && sorted[k - 1] > norms[i]; k--)
                sorted[k] = sorted[k - 1];
            sorted[k] = norms[i];
        }
        double at = 0.3 * (n - 1), lo = floor(at), gamma = sorted[(int)lo];
        if (lo + 1 < n)
            gamma += (at - lo) * (sorted[(int)lo + 1] - gamma);
        double norm = norms[n - 1];
        CHECK_NEAR(clip_one(norm), norm > gamma ? gamma / norm : 1, 1e-14);
        CHECK_NEAR(b.gamma, gamma, 1e-14);
    }
    CHECK_NEAR(b.gamma, 4, 1e-14); /* of 1 … 11 */
    begin("autoclip");
    CU_ASSERT(clip_one(5) == 1); /* the first is its own percentile */
}

static void half_g99_after_a_warmup(void)
{
    begin("half-g99");
    for (int i = 1; i <= 100; i++)
        CU_ASSERT(clip_one(i) == 1 && isinf(b.gamma));
    CHECK_NEAR(clip_one(200), 49.505 / 200, 1e-15); /* numpy: percentile(1..100, 99) = 99.01 */
    CHECK_NEAR(b.gamma, 49.505, 1e-15);
    CU_ASSERT(clip_one(40) == 1); /* and stays */
    CHECK_NEAR(clip_one(1e6), 49.505e-6, 1e-15);
    begin("half-g99");
    set("gamma", 10); /* holds during the warm-up, and is not what is measured */
    set("warmup", 2);
    CHECK_NEAR(clip_one(20), 0.5, 1e-15);
    CHECK_NEAR(clip_one(20), 0.5, 1e-15);
    CHECK_NEAR(clip_one(40), 0.25, 1e-15);
    CHECK_NEAR(b.gamma, 10, 1e-15);
}

/* Warm-up 1, 3, 1, 3: mean 2, variance 1. Then 10: z = 8, over 2.5. */
static void zclip_by_hand(void)
{
    begin("zclip");
    set("warmup", 4);
    for (int i = 0; i < 4; i++)
        CU_ASSERT(clip_one(i % 2 ? 3 : 1) == 1 && isinf(b.gamma));
    double z = 8 / 1.000001, gamma = 2 + 6.25 / z;
    CHECK_NEAR(clip_one(10), gamma / 10, 1e-14);
    CHECK_NEAR(b.gamma, gamma, 1e-14);
    /* what was remembered is the shortened norm */
    double mean = 0.97 * 2 + 0.03 * gamma, var = 0.97 + 0.03 * (gamma - mean) * (gamma - mean);
    CU_ASSERT(clip_one(4) == 1 && isinf(b.gamma)); /* z < 2.5 */
    mean = 0.97 * mean + 0.03 * 4, var = 0.97 * var + 0.03 * (4 - mean) * (4 - mean);
    z = (8 - mean) / (sqrt(var) + 1e-6);
    CU_ASSERT(z > 2.5);
    CHECK_NEAR(clip_one(8) * 8, mean + 6.25 * sqrt(var) / z, 1e-14);
    begin("zclip");
    for (int i = 0; i < 200; i++)
        CU_ASSERT(clip_one(3) == 1); /* a deviation of zero clips nothing */
}

/* On curvature h = L0 + L1 g exactly, the estimate is the line after two points. */
static void estimates_of_a_line(void)
{
    static const double norms[] = {8, 1, 4, 2, 0.5};
    for (int right = 0; right < 2; right++) {
        begin(right ? "l0-over-l1" : "inverse-l1");
        double gamma = right ? 3 / 0.5 : 1 / 0.5;
        set("gamma", 0.25);
        b.call.curvature = 3 + 0.5 * 8;
        CHECK_NEAR(clip_one(8), 0.25 / 8, 1e-14); /* one point: the knob */
        for (int i = 1; i < 5; i++) {
            b.call.curvature = 3 + 0.5 * norms[i];
            CHECK_NEAR(clip_one(norms[i]), fmin(1, gamma / norms[i]), 1e-13);
            CHECK_NEAR(b.gamma, gamma, 1e-13);
        }
        set("shape", 1);
        CHECK_NEAR(clip_one(4), gamma / (4 + gamma), 1e-13);
        set("adapt-lr", 1); /* 1/(L0 + L1 g) where γ is L0/L1 */
        double factor = clip_one(4);
        CHECK_NEAR(b.lr, 1 / 3.0, 1e-13);
        CHECK_NEAR(b.lr * factor, (right ? 1 / 5.0 : 2 / 6.0 / 3), 1e-13);
        b.call.lr = NULL; /* an optimizer without */
        CHECK_NEAR(clip_one(4), factor, 0);
    }
}

/* On θ⁴ (h = 12θ², g = 4|θ|³) whatever is estimated bounds every point, and l0-over-l1 with soft
 * and adapt-lr never overshoots. */
static void estimates_bound_what_was_measured(void)
{
    double x = 5, state[STATE_MAX];
    begin("l0-over-l1");
    set("gamma", 100);
    set("shape", 1);
    int known = 0;
    for (int t = 0; t < 300; t++) {
        double g = 4 * x * x * x;
        b.call.curvature = 12 * x * x;
        set("adapt-lr", 0);
        memcpy(state, b.state, sizeof state);
        double lr = 0.1, f = clip_at(&g, &x, 1), gamma = b.gamma;
        memcpy(b.state, state, sizeof state);
        set("adapt-lr", 1);
        double same = clip_at(&g, &x, 1), own = same * b.lr;
        CU_ASSERT_EQUAL(same, f); /* what is clipped does not depend on it */
        if (own != f * lr) {      /* known: η = γ/(L0 (g + γ)) = 1/(L0 + L1 g) */
            double L0 = f / own, L1 = L0 / gamma;
            known++;
            for (double y = 5; y > x; y *= 0.99)
                CU_ASSERT(12 * y * y <= (L0 + L1 * 4 * y * y * y) * 1.5);
            CU_ASSERT(12 * x * x <= (L0 + L1 * g) * (1 + 1e-12));
            CU_ASSERT(L0 * L1 * L1 <= 60 && L0 * L1 * L1 >= 1);
        }
        double next = x - (own != f * lr ? own * g : 0.001 * f * g);
        CU_ASSERT(next > 0 && next < x);
        x = next;
    }
    CU_ASSERT(known > 200);
}

/* Norms near to each other are points of their own: the line through (1, 3.5) and (8, 7) has
 * L1 = 1/2. */
static void near_norms_are_two_points(void)
{
    static const double points[][2] = {{8, 7}, {9, 7.5}, {1, 3.5}};
    begin("l0-over-l1");
    for (int i = 0; i < 3; i++) {
        b.call.curvature = points[i][1];
        clip_one(points[i][0]);
    }
    CHECK_NEAR(b.gamma, 3 / 0.5, 1e-13);
}

/* More corners than there is room for: of h = 12θ², g = 4θ³ each point is one. The line still
 * bounds them all, and is hardly above the one of all points at the mean norm, which is h there. */
static void a_full_hull_still_bounds(void)
{
    double sum = 0;
    int n = 0;
    begin("l0-over-l1");
    for (double x = 5; x > 0.5; x *= 0.997) {
        b.call.curvature = 12 * x * x;
        sum += 4 * x * x * x;
        n++;
        clip_one(4 * x * x * x);
    }
    const struct envelope *e = (const struct envelope *)b.state;
    CU_ASSERT(n > 3 * ENVELOPE_HULL && e->n_hull <= ENVELOPE_HULL);
    for (double x = 5; x > 0.5; x *= 0.997)
        CU_ASSERT(12 * x * x <= (e->L0 + e->L1 * 4 * x * x * x) * (1 + 1e-12));
    double g = sum / n, h = 12 * cbrt(g / 4) * cbrt(g / 4);
    CU_ASSERT(e->L0 + e->L1 * g >= h && e->L0 + e->L1 * g < 1.01 * h);
}

/* Without new curvature nothing is learnt: an old one belongs to an old norm. */
static void no_curvature_no_estimate(void)
{
    begin("l0-over-l1");
    b.call.curvature = 7;
    for (int i = 1; i < 50; i++)
        CHECK_NEAR(clip_one(i), 1.0 / i, 1e-15);
    b.call.curvature = NAN;
    CHECK_NEAR(clip_one(100), 0.01, 1e-15);
    b.call.curvature = -3; /* a maximum along that direction: no bound needed */
    CHECK_NEAR(clip_one(100), 0.01, 1e-15);
}

static const struct check checks[] = {
    {"AutoClip against sorting", autoclip_against_sorting},
    {"half of g99 after a warm-up", half_g99_after_a_warmup},
    {"ZClip by hand", zclip_by_hand},
    {"estimates of a line", estimates_of_a_line},
    {"estimates bound what was measured", estimates_bound_what_was_measured},
    {"near norms are two points", near_norms_are_two_points},
    {"a full hull still bounds", a_full_hull_still_bounds},
    {"no curvature, no estimate", no_curvature_no_estimate},
    {NULL, NULL},
};

int main(void)
{
    return check_main("clip learning", checks);
}
