/* The exact boundaries of the three methods on θ⁴, from both sides; how many steps each takes when
 * all are tuned for the same range of starts; and which statuses are said on the way. */
#include "setup.h"

static const double rates[] = {1e-3, 0.02, 0.1, 0.7, 3};
enum { RATES = 5 };

/* θ⁺ = θ(1 − 4ηθ²): it diverges iff 4ηθ₀² > 2. */
static void fixed_diverges_beyond_its_start(void)
{
    for (int i = 0; i < RATES; i++) {
        double edge = 1 / sqrt(2 * rates[i]), inside = edge * (1 - 1e-6),
               outside = -edge * (1 + 1e-6);
        struct problem p;
        struct run r;
        setup_quartic(&p, inside);
        setup_run(&r, &p, "gd", "none", rates[i], 0, 0);
        setup_steps(&r, 2000); /* |θ| falls as 1/√(8ηk) */
        CU_ASSERT(r.now.status != RUN_DIVERGED);
        CU_ASSERT(fabs(r.x[0]) < 1.1 / sqrt(8 * rates[i] * 1900));
        run_start_at(&r, &outside);
        setup_steps(&r, 2000);
        CU_ASSERT(r.now.status == RUN_DIVERGED);
        run_release(&r);
        problem_close(&p);
    }
}

/* Whether the run cycles within n steps, and then ends at ±amplitude. */
static bool cycles(const struct problem *p, const char *clip, double lr, double gamma, double start,
                   double amplitude)
{
    struct run r;
    setup_run(&r, p, "gd", clip, lr, gamma, 0);
    run_start_at(&r, &start);
    setup_steps(&r, 20000);
    bool is = r.now.status == RUN_CYCLING;
    if (is && amplitude > 0) {
        CHECK_NEAR(fabs(r.x[0]) / amplitude, 1, 1e-9);
        CHECK_NEAR(r.x[0] / r.x_back[0], -1, 1e-9);
    }
    CU_ASSERT(r.now.status != RUN_DIVERGED); /* clipped runs never do */
    run_release(&r);
    return is;
}

/* Two-cycles θ = ±ηγ/2 exist iff the gradient there is clipped: γ > √2·η^(-3/2). */
static void hard_cycles_above_its_threshold(void)
{
    struct problem p;
    setup_quartic(&p, 1);
    for (int i = 0; i < RATES; i++) {
        double edge = sqrt(2) * pow(rates[i], -1.5);
        double above = edge * 1.005, below = edge * 0.995;
        CU_ASSERT(cycles(&p, "hard", rates[i], above, rates[i] * above / 2, rates[i] * above / 2));
        for (int k = 1; k < 40; k++)
            CU_ASSERT(!cycles(&p, "hard", rates[i], below, 0.1 * k * rates[i] * below, 0));
    }
    problem_close(&p);
}

/* |step/θ| is largest at θ = (γ/2)^(1/3), where it is (4/3)η(γ/2)^(2/3): 2 at γ = √13.5·η^(-3/2).
 */
static void soft_cycles_above_its_threshold(void)
{
    struct problem p;
    setup_quartic(&p, 1);
    for (int i = 0; i < RATES; i++) {
        double edge = sqrt(13.5) * pow(rates[i], -1.5);
        double above = edge * 1.005, below = edge * 0.995;
        CU_ASSERT(cycles(&p, "soft", rates[i], above, cbrt(above / 2), 0));
        for (int k = 1; k < 40; k++)
            CU_ASSERT(!cycles(&p, "soft", rates[i], below, 0.2 * k * cbrt(below / 2), 0));
    }
    problem_close(&p);
}

static void half_hard_below_soft_below_hard(void)
{
    struct problem p;
    struct run hard, soft;
    int between = 0;
    setup_quartic(&p, 5);
    setup_run(&soft, &p, "gd", "soft", 0.1, 1, 0);
    setup_run(&hard, &p, "gd", "hard", 0.1, 1, 0);
    for (int i = 0; i < 5000; i++) {
        run_start_at(&hard, soft.x); /* settled: the factor at the same point */
        run_settle(&soft);
        double h = hard.now.clip_factor, s = soft.now.clip_factor;
        CU_ASSERT(0.5 * h <= s && s <= h);
        between += 0.6 * h < s && s < 0.9 * h;
        run_step(&soft);
    }
    CU_ASSERT(between > 10); /* the run passed where the two bounds are far apart */
    run_release(&hard);
    run_release(&soft);
    problem_close(&p);
}

/* Near the boundary a run alternates for long and still converges: that is no cycle. */
static void slow_is_not_cycling(void)
{
    static const double closeness[] = {1e-3, 1e-6, 1e-9, 1e-12};
    struct problem p;
    struct run r;
    setup_quartic(&p, 5);
    for (int i = 0; i < 4; i++) {
        setup_run(&r, &p, "gd", "none", 0.02 * (1 - closeness[i]), 0, 0);
        for (int k = 0; k < 3000; k++) {
            run_step(&r);
            CU_ASSERT(r.now.status == RUN_RUNNING);
        }
        CU_ASSERT(r.now.loss < 1e-4);
        run_release(&r);
    }
    /* Just under 13.5 the soft clip passes a bottleneck: |step/θ| stays near 2 for thousands of
     * steps. */
    double gamma = sqrt(13.5 * (1 - 1e-5) / (0.1 * 0.1 * 0.1)), start = 1.2 * cbrt(gamma / 2);
    setup_run(&r, &p, "gd", "soft", 0.1, gamma, 0);
    run_start_at(&r, &start);
    uint64_t alternating = 0;
    for (int k = 0; k < 100000 && r.now.loss > 1; k++) {
        run_step(&r);
        CU_ASSERT(r.now.status == RUN_RUNNING);
        alternating += r.x[0] * r.x_back[0] < 0;
    }
    CU_ASSERT(alternating > 300 && r.now.loss <= 1);
    run_release(&r);
    problem_close(&p);
}

/* A cycle that is approached, not started in: said late, but said. */
static void slow_cycle_is_seen(void)
{
    struct problem p;
    struct run r;
    double gamma = sqrt(13.6 / (0.1 * 0.1 * 0.1)), start = cbrt(gamma / 2);
    setup_quartic(&p, start);
    setup_run(&r, &p, "gd", "soft", 0.1, gamma, 0);
    setup_steps(&r, 20);
    CU_ASSERT(r.now.status == RUN_RUNNING);
    setup_steps(&r, 20000);
    CU_ASSERT(r.now.status == RUN_CYCLING && r.notes.status_step > 20);
    run_release(&r);
    problem_close(&p);
}

struct tuned {
    const char *optimizer, *clip;
    double theta0, lr, gamma, L1;
    long worst; /* steps to f < 1e-8 from the worst of 33 starts in [0.8, 1.25] θ₀ */
};

/* Best settings lie on the edge of cycling, where a fourth digit of η or γ is worth steps: hard
 * with η = 59.07, γ = 0.003068 takes 52, not 49. So more digits than are usually printed. Hard
 * clipping at θ₀ = 50 is even past the edge, η³γ² = 2.25 > 2: some starts outside these 33 would
 * cycle. */
static const struct tuned tuned[] = {
    {"gd", "hard", 5, 59.072, 0.00306835, 0, 49},
    {"gd", "hard", 10, 34.5985, 0.0073735, 0, 76},
    {"gd", "hard", 50, 13.2035, 0.0312635, 0, 242},
    {"gd", "soft", 5, 134.465, 0.00225885, 0, 28},
    {"gd", "soft", 10, 74.92, 0.005286, 0, 43},
    {"gd", "soft", 50, 26.60, 0.02568, 0, 135},
    {"gd", "none", 5, 0.0128 * (1 - 1e-6), 0, 0, 97655},
    {"theory", "none", 5, 0, 0, 19.4, 171},
    {"theory", "none", 10, 0, 0, 15.3, 273},
    {"theory", "none", 50, 0, 0, 8.79, 804},
    {"polyak", "none", 5, 0, 0, 0, 23},
    {"polyak", "none", 10, 0, 0, 0, 25},
    {"polyak", "none", 50, 0, 0, 0, 31},
    {"newton", "none", 5, 0, 0, 0, 16},
    {"newton", "none", 10, 0, 0, 0, 18},
    {"newton", "none", 50, 0, 0, 0, 22},
};

static long worst_steps(const struct tuned *t)
{
    struct problem p;
    struct run r;
    long worst = 0;
    setup_quartic(&p, t->theta0);
    setup_run(&r, &p, t->optimizer, t->clip, t->lr, t->gamma, 0);
    if (t->L1 > 0) {
        CU_ASSERT(run_set(&r, "L1", t->L1));
        CU_ASSERT(run_set(&r, "L0", 16 / (t->L1 * t->L1))); /* the tight pairs of θ⁴ */
    }
    for (int i = 0; i < 33; i++) {
        double start = t->theta0 * 0.8 * pow(1.25 / 0.8, i / 32.0);
        run_start_at(&r, &start);
        long n = setup_steps_to_loss(&r, 1e-8, 200000);
        CU_ASSERT(n >= 0);
        worst = n > worst ? n : worst;
    }
    run_release(&r);
    problem_close(&p);
    return worst;
}

static void tuned_for_a_range_of_starts(void)
{
    for (size_t i = 0; i < sizeof tuned / sizeof tuned[0]; i++)
        CHECK_NEAR((double)worst_steps(&tuned[i]), (double)tuned[i].worst, 0);
}

static const struct check checks[] = {
    {"fixed diverges beyond its start", fixed_diverges_beyond_its_start},
    {"hard cycles above its threshold", hard_cycles_above_its_threshold},
    {"soft cycles above its threshold", soft_cycles_above_its_threshold},
    {"half hard below soft below hard", half_hard_below_soft_below_hard},
    {"slow is not cycling", slow_is_not_cycling},
    {"a slow cycle is seen", slow_cycle_is_seen},
    {"tuned for a range of starts", tuned_for_a_range_of_starts},
    {NULL, NULL},
};

int main(void)
{
    return check_main("boundary", checks);
}
