/* Gradient noise: its distributions, the same draws for all, and what descent comes to under it,
 * against closed forms and simulation (Koloskova, Hendrikx, Stich 2023 for the bias). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "problem/noise.h"
#include "setup.h"
#include "tell/noise_law.h"

static struct problem problem;
static struct run run;

static void open_with(const char *kind, const char *formula, double power, double start,
                      struct noise noise)
{
    struct value values[PARAMS_MAX] = {{0}}, at = {.given = true, .n = 1, .list = {start}};
    struct report r;
    report_init(&r);
    values[0] = (struct value){.given = true, .num = power};
    if (formula)
        snprintf(values[0].text, sizeof values[0].text, "%s", formula);
    CU_ASSERT_FATAL(problem_open(&problem, problem_find(kind), values, &at, &r, "test", 0));
    report_release(&r);
    problem.noise = noise;
}

static void begin(const char *clip, double lr, double gamma)
{
    struct run_spec spec;
    struct probe_spec probe = {.tolerance = 1e-300};
    setup_spec(&spec, "gd", clip, lr, gamma);
    run_init(&run, &problem, &spec, &probe);
    run.look = run.work; /* there is no race to bring one */
}

static const struct noise two_point = {NOISE_TWO_POINT, 0.1, 10, 1.5, 1, 1};
static const struct noise pareto = {NOISE_PARETO, 0.1, 1, 1.5, 1, 1};

/* The place where ½(x − ξ)² clipped sample by sample has no gradient, from 0: table of p = 0.1,
 * a = 10, where f = ½(x − 1)². */
static void the_clipped_mean(void)
{
    static const double gammas[] = {0.1, 1, 5, 9, 20, 100};
    static const double hard[] = {0.0111111111111, 0.111111111111, 0.555555555556, 1, 1, 1};
    static const double soft[] = {0.0123607690, 0.1122307322, 0.3941769520,
                                  0.5433024743, 0.7294901688, 0.9323652215};
    open_with("formula", "(x-1)^2/2", 0, 4, two_point);
    for (int i = 0; i < 6; i++) {
        begin("hard", 0.01, gammas[i]);
        CHECK_NEAR(noise_rest(&run), hard[i], 1e-11);
        run_release(&run);
        begin("soft", 0.01, gammas[i]);
        double b = 8 + gammas[i], c = 3.2 * gammas[i]; /* (1 − 2p)a + γ and 4(1 − 2p)paγ */
        CHECK_NEAR(noise_rest(&run), (b - sqrt(b * b - c)) / 1.6, 1e-11);
        CHECK_NEAR(noise_rest(&run), soft[i], 1e-9);
        run_release(&run);
    }
    begin("none", 0.01, 1);
    CHECK_NEAR(noise_rest(&run), 1, 1e-12);
    CHECK_NEAR(noise_rest_unclipped(&run), 1, 1e-12);
    run_release(&run);
    problem_close(&problem);
    /* and the mean of B draws: 1, 2, 4, 10, 20, 50 */
    static const int batches[] = {1, 2, 4, 10, 20, 50};
    static const double rest[] = {0.111111, 0.234568, 0.524158, 0.884829, 0.966958, 0.997138};
    for (int i = 0; i < 6; i++) {
        struct noise n = two_point;
        n.batch = batches[i];
        open_with("formula", "(x-1)^2/2", 0, 4, n);
        begin("hard", 0.01, 1);
        CHECK_NEAR(noise_rest(&run), rest[i], 1e-6);
        run_release(&run);
        problem_close(&problem);
    }
}

/* γp/(1 − p) under (1 − p)a, and the worst bias at given σ: σ²/(4γ). */
static void the_worst_bias(void)
{
    static const double gammas[] = {2, 3, 10};
    for (int i = 0; i < 3; i++) {
        double sigma = 3, gamma = gammas[i], p = 9 / (9 + 4 * gamma * gamma), worst = 0;
        for (double q = p / 4; q < 0.5; q *= 1.01) {
            struct noise n = two_point;
            n.p = q, n.size = sigma / sqrt(q * (1 - q));
            open_with("formula", "x^2/2", 0, 0, n);
            begin("hard", 0.01, gamma);
            worst = fmax(worst, -noise_rest(&run)); /* below the mean, which is 0 */
            run_release(&run);
            problem_close(&problem);
        }
        CHECK_NEAR(worst / (sigma * sigma / (4 * gamma)), 1, 1e-3);
        CU_ASSERT(worst <= sigma * sigma / (4 * gamma) * (1 + 1e-9));
    }
}

static double mean_theta(uint64_t skip, uint64_t steps)
{
    double sum = 0;
    while (run.now.step < skip)
        run_step(&run);
    for (uint64_t t = 0; t < steps; t++) {
        run_step(&run);
        sum += run.x[0];
    }
    return sum / (double)steps;
}

/* Descent goes there: 40 chains. */
static void descent_comes_to_it(void)
{
    static const char *const rules[] = {"hard", "soft"};
    static const double rest[] = {0.1111111, 0.1122307};
    for (int k = 0; k < 2; k++) {
        double sum = 0;
        for (uint64_t seed = 1; seed <= 40; seed++) {
            struct noise n = two_point;
            n.seed = seed;
            open_with("formula", "(x-1)^2/2", 0, 1, n);
            begin(rules[k], 0.01, 1);
            sum += mean_theta(2000, 6000) / 40;
            run_release(&run);
            problem_close(&problem);
        }
        CHECK_NEAR(sum, rest[k], 0.005);
    }
}

static double draw(struct noise n, uint64_t i)
{
    double g = 0;
    noise_add(&n, i, &g, 1);
    return g;
}

static void distributions(void)
{
    enum { N = 200000 };
    struct noise stable = {NOISE_STABLE, 0.1, 2, 1.5, 1, 3};
    double over[3] = {0}, sum = 0, size = 0, far = 0;
    for (uint64_t i = 0; i < N; i++) {
        double z = draw(pareto, i), s = draw(stable, i), t = draw(two_point, i);
        CU_ASSERT(fabs(z) >= 1 && (t == 1 || t == -9));
        over[0] += fabs(z) > 2, over[1] += fabs(z) > 10, over[2] += z > 0;
        size += fabs(s) / N;
        far += (t == -9) / (double)N;
        sum += t / N;
    }
    CHECK_NEAR(over[0] / N, pow(2, -1.5), 0.005);
    CHECK_NEAR(over[1] / N, pow(10, -1.5), 0.002);
    CHECK_NEAR(over[2] / N, 0.5, 0.005);
    CHECK_NEAR(far, 0.1, 0.003);
    CHECK_NEAR(sum, 0, 0.03);
    CHECK_NEAR(size, 2 * 2 * tgamma(1 / 3.0) / M_PI, 0.1); /* E|X| = 2·scale·Γ(1 − 1/α)/π */
    /* of index 2 it is normal of variance 2·scale² */
    double square = 0;
    stable.index = 2;
    for (uint64_t i = 0; i < N; i++)
        square += draw(stable, i) * draw(stable, i) / N;
    CHECK_NEAR(square, 8, 0.15);
}

/* Heavy tails on ½x²: rms √(ηM₂/2P) where clipped. */
static void clipped_rms(void)
{
    static const double gammas[] = {3, 10}, rms[] = {0.15571, 0.22359};
    for (int k = 0; k < 2; k++) {
        double sum = 0;
        for (uint64_t seed = 1; seed <= 40; seed++) {
            struct noise n = pareto;
            n.seed = seed;
            open_with("formula", "x^2/2", 0, 0, n);
            begin("hard", 0.01, gammas[k]);
            for (int t = 0; t < 6000; t++) {
                run_step(&run);
                sum += t >= 1000 ? run.x[0] * run.x[0] / (40 * 5000) : 0;
            }
            run_release(&run);
            problem_close(&problem);
        }
        double m2 = 1 + 2 * (sqrt(gammas[k]) - 1) / 0.5, p = 1 - pow(gammas[k], -1.5);
        CHECK_NEAR(sqrt(sum) / sqrt(0.01 * m2 / (2 * p)), 1, 0.04);
        CHECK_NEAR(sqrt(sum) / rms[k], 1, 0.04);
    }
}

/* Unclipped on ½x² under α-stable noise of scale 1: x is α-stable of scale η/(1 − (1 − η)^α)^(1/α).
 * Told by E√|x| = √scale 2^1.5 Γ(3/4) Γ(−1/3) / (1.5 √π Γ(−1/4)) at α = 1.5, whose variance is
 * finite (Shanbhag, Sreehari 1977). */
static void stable_scale(void)
{
    const double scale = 0.1 / pow(1 - pow(0.9, 1.5), 1 / 1.5);
    const double root = sqrt(scale) * pow(2, 1.5) * tgamma(0.75) * tgamma(-1 / 3.0) /
                        (1.5 * sqrt(M_PI) * tgamma(-0.25));
    enum { CHAINS = 10, STEPS = 21000, FIRST = 1000 };
    double sum = 0;
    CHECK_NEAR(scale, 0.360356, 1e-6);
    for (uint64_t seed = 1; seed <= CHAINS; seed++) {
        open_with("formula", "x^2/2", 0, 0, (struct noise){NOISE_STABLE, 0.1, 1, 1.5, 1, seed});
        begin("none", 0.1, 1);
        for (int t = 0; t < STEPS; t++) {
            run_step(&run);
            sum += t >= FIRST ? sqrt(fabs(run.x[0])) / (CHAINS * (STEPS - FIRST)) : 0;
        }
        run_release(&run);
        problem_close(&problem);
    }
    CHECK_NEAR(sum / root, 1, 0.02);
}

/* θ⁴ under Pareto noise: unclipped it is thrown out after about 105.7 steps on average, clipped it
 * lives. */
static void thrown_out(void)
{
    double sum = 0, most = 0;
    int runs = 300;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct noise n = pareto;
        n.seed = seed;
        open_with("power", NULL, 4, 0, n);
        begin("none", 0.1, 1);
        CHECK_NEAR(noise_life(&run), 105.737, 0.01);
        while (run.now.status != RUN_DIVERGED && run.now.step < 5000)
            run_step(&run);
        CU_ASSERT(run.now.status == RUN_DIVERGED);
        sum += (double)run.now.step / runs;
        run_release(&run);
        begin("hard", 0.1, 10);
        for (int t = 0; t < 1000; t++) {
            run_step(&run);
            most = fmax(most, fabs(run.x[0]));
        }
        CU_ASSERT(run.now.status != RUN_DIVERGED && isnan(noise_life(&run)));
        run_release(&run);
        problem_close(&problem);
    }
    CHECK_NEAR(sum, 103, 20);
    CU_ASSERT(most < 3.3);
}

/* Every run has the same noise, and a step gone back to has it again; another seed has another. */
static void the_same_draws(void)
{
    struct run other;
    open_with("power", NULL, 4, 1, pareto);
    begin("hard", 0.01, 1);
    setup_run(&other, &problem, "gd", "hard", 0.01, 1, 1);
    for (int t = 0; t < 50; t++) {
        run_step(&run);
        run_step(&other);
        CU_ASSERT(run.x[0] == other.x[0] && run.g[0] == other.g[0]);
        /* the loss has no noise, and curvature and path ratio are those of f */
        CHECK_NEAR(run.now.loss, pow(run.x[0], 4), 1e-12);
        CHECK_NEAR(other.now.sharpness, 12 * run.x[0] * run.x[0], 1e-12);
        double a = other.x_back[0], b = other.x[0];
        if (t > 0 && fabs(b - a) > 1e-6)
            CHECK_NEAR(other.last.path_ratio, 4 * fabs(a * a + a * b + b * b), 1e-6);
    }
    double last = run.x[0];
    run_restart(&run);
    for (int t = 0; t < 50; t++)
        run_step(&run);
    CU_ASSERT(run.x[0] == last);
    problem.noise.seed = 2;
    run_restart(&run);
    for (int t = 0; t < 50; t++)
        run_step(&run);
    CU_ASSERT(run.x[0] != last);
    run_release(&run);
    run_release(&other);
    problem_close(&problem);
}

static const struct check checks[] = {
    {"the clipped mean", the_clipped_mean},
    {"the worst bias", the_worst_bias},
    {"descent comes to it", descent_comes_to_it},
    {"distributions", distributions},
    {"clipped rms", clipped_rms},
    {"stable scale", stable_scale},
    {"thrown out", thrown_out},
    {"the same draws", the_same_draws},
    {NULL, NULL},
};

int main(void)
{
    return check_main("noise", checks);
}
