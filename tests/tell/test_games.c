/* Dirac-GAN: iterates and closed forms of the games, with and without clipping (Mescheder, Geiger,
 * Nowozin 2018 for the games; the figures from a second program in double precision). */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/vec.h"
#include "setup.h"
#include "tell/game_law.h"

static struct problem problem;
static struct run run;

struct setup {
    const char *game, *optimizer, *clip;
    double lr, gamma, penalty, weight_clip;
    double start[2];
};

static void begin(struct setup s)
{
    const struct problem_kind *kind = problem_find("dirac-gan");
    struct value values[PARAMS_MAX] = {{0}}, start = {.given = true, .n = 2};
    struct report r;
    struct run_spec spec;
    struct probe_spec probe = {.every = 1, .tolerance = 1e-12};
    char why[200];
    CU_ASSERT_PTR_NOT_NULL_FATAL(kind);
    CU_ASSERT_FATAL(param_parse(&kind->params[0], s.game, &values[0], why, sizeof why));
    values[1] = (struct value){.given = true, .num = s.penalty};
    values[2] = (struct value){.given = true, .num = s.weight_clip};
    start.list[0] = s.start[0], start.list[1] = s.start[1];
    report_init(&r);
    CU_ASSERT_FATAL(problem_open(&problem, kind, values, &start, &r, "test", 0));
    report_release(&r);
    setup_spec(&spec, s.optimizer, s.clip, s.lr, s.gamma);
    run_init(&run, &problem, &spec, &probe);
}

static void end(void)
{
    run_release(&run);
    problem_close(&problem);
}

static double r_at(uint64_t step)
{
    while (run.now.step < step && run_step(&run))
        ;
    return vec_norm(run.x, 2);
}

#define WGAN(opt, rule, g)                                                                         \
    (struct setup)                                                                                 \
    {                                                                                              \
        "wgan", opt, rule, 0.1, g, 0, 0,                                                           \
        {                                                                                          \
            1, 1                                                                                   \
        }                                                                                          \
    }

static void wgan_iterates(void)
{
    static const struct {
        const char *clip;
        double gamma, r[3];
    } rows[] = {{"none", 0, {1.486352667, 2.325860628, 204.7396182}},
                {"hard", 0.5, {1.423024947, 1.5, 2.121320344}},
                {"soft", 0.5, {1.41903362, 1.462065661, 1.861946957}}};
    static const uint64_t steps[] = {10, 100, 1000};
    for (int i = 0; i < 3; i++) {
        begin(WGAN("gd", rows[i].clip, rows[i].gamma));
        for (int k = 0; k < 3; k++)
            CHECK_NEAR(r_at(steps[k]) / rows[i].r[k], 1, 1e-9); /* ten digits are given */
        end();
    }
    begin(WGAN("gd", "hard", 0.5));
    r_at(100);
    CHECK_NEAR(run.x[0], -0.713695900327, 1e-11);
    CHECK_NEAR(run.x[1], -1.31933246828, 1e-11);
    CU_ASSERT(run.now.loss == vec_norm(run.x, 2));
    end();
}

/* r_t: exponential, √t, and never back. */
static void wgan_closed_forms(void)
{
    begin(WGAN("gd", "none", 0));
    CU_ASSERT(game_law_of(&run).fate == FATE_GROWS);
    CHECK_NEAR(game_law_of(&run).factor, sqrt(1.01), 1e-15);
    CHECK_NEAR(r_at(300) / (sqrt(2) * pow(1.01, 150)), 1, 1e-12);
    CHECK_NEAR(game_law_of(&run).most / r_at(300), 1, 1e-12);
    end();
    begin(WGAN("gd", "hard", 0.5));
    for (uint64_t t = 1; t < 3000; t += 100)
        CHECK_NEAR(r_at(t), sqrt(2 + 0.0025 * (double)t), 1e-11);
    struct game_law law = game_law_of(&run);
    CU_ASSERT(law.fate == FATE_ROOT);
    CHECK_NEAR(law.rate, 0.0025, 1e-17);
    CHECK_NEAR(law.most, vec_norm(run.x, 2), 1e-11);
    end();
    begin(WGAN("gd", "soft", 0.5));
    for (int t = 0; t < 200; t++) {
        double r = vec_norm(run.x, 2), more = game_law_of(&run).rate;
        CHECK_NEAR(more, 0.0025 * r * r / (r + 0.5) / (r + 0.5), 1e-15);
        run_step(&run);
        CHECK_NEAR(vec_norm(run.x, 2), sqrt(r * r + more), 1e-14);
    }
    end();
    begin(WGAN("extragradient", "none", 0));
    CHECK_NEAR(r_at(500) / (sqrt(2) * pow(1 - 0.01 + 0.0001, 250)), 1, 1e-11);
    CU_ASSERT(game_law_of(&run).fate == FATE_SHRINKS);
    end();
}

/* Steps until ψ has gone from below to above 0 so many times more, less the first. */
static double period_of(int turns)
{
    double first = NAN, last = NAN, before = run.x[1];
    for (int n = 0; n <= turns; before = run.x[1]) {
        double from = (double)run.now.step;
        if (!run_step(&run))
            return NAN;
        if (!(before < 0 && run.x[1] >= 0))
            continue;
        double at = from + before / (before - run.x[1]);
        n++ ? (void)0 : (void)(first = at);
        last = at;
    }
    return (last - first) / turns;
}

static void players_in_turn(void)
{
    begin(WGAN("alternating", "none", 0));
    double e = 2 - 0.1;
    for (int t = 0; t < 1000; t++) {
        run_step(&run);
        const double *x = run.x;
        CHECK_NEAR(x[0] * x[0] + x[1] * x[1] - 0.1 * x[0] * x[1], e, 1e-12);
    }
    CHECK_NEAR(game_law_of(&run).level, e, 1e-12);
    CHECK_NEAR(game_law_of(&run).period, 62.806, 1e-3);
    CHECK_NEAR(period_of(20), game_law_of(&run).period, 0.05);
    end();
    static const double radius[] = {1, 2, 4, 8};
    for (int i = 0; i < 4; i++) { /* each player by its own norm */
        begin((struct setup){"wgan", "alternating", "per-layer", 0.1, 0.5, 0, 0, {radius[i], 0}});
        CHECK_NEAR(period_of(20), 4 * (radius[i] / 0.5 + 0.5) / 0.1, 1e-10);
        CU_ASSERT(game_law_of(&run).fate == FATE_CONSERVED);
        CU_ASSERT(vec_norm(run.x, 2) > 0.6 * radius[i]);
        end();
    }
}

static double most_theta(uint64_t from, uint64_t to)
{
    double most = 0;
    r_at(from);
    while (run.now.step < to && run_step(&run))
        most = fmax(most, fabs(run.x[0]));
    return most;
}

static void penalty_makes_circles(void)
{
    static const struct {
        double lr, penalty, gamma, hard, soft;
    } rows[] = {{0.5, 0.2, 0.1, 0.24984, 0.14998},
                {0.5, 0.2, 1, 2.4984, 1.4998},
                {0.3, 0.2, 0.5, 0.74952, 0.25005},
                {0.5, 0.4, 0.1, 0.12469, 0.025037}};
    for (int i = 0; i < 4; i++)
        for (int soft = 0; soft < 2; soft++) {
            begin((struct setup){"wgan",
                                 "gd",
                                 soft ? "soft" : "hard",
                                 rows[i].lr,
                                 rows[i].gamma,
                                 rows[i].penalty,
                                 0,
                                 {1, 1}});
            double most = most_theta(4000, 8000), want = soft ? rows[i].soft : rows[i].hard;
            struct game_law law = game_law_of(&run);
            CHECK_NEAR(most / want, 1, 2e-4);
            CU_ASSERT(law.fate == FATE_CYCLE);
            CHECK_NEAR(law.most / most, 1, 0.01);
            CHECK_NEAR(law.period, M_PI / asin(rows[i].penalty / 2), 1e-12);
            CHECK_NEAR(period_of(20) / law.period, 1, 0.01);
            end();
        }
}

static void penalty_iterates(void)
{
    static const struct {
        const char *clip;
        double one[2], hundred[2];
    } rows[] = {{"hard", {0.804782797639, 1.15617376189}, {0.386062980882, 1.24124820772}},
                {"soft", {0.859599847574, 1.11232012194}, {-0.819877190139, -0.568862179682}}};
    for (int i = 0; i < 2; i++) {
        begin((struct setup){"wgan", "gd", rows[i].clip, 0.5, 0.5, 0.2, 0, {1, 1}});
        r_at(1);
        for (int k = 0; k < 2; k++)
            CHECK_NEAR(run.x[k], rows[i].one[k], 1e-10);
        r_at(100);
        for (int k = 0; k < 2; k++)
            CHECK_NEAR(run.x[k], rows[i].hundred[k], 1e-10);
        end();
    }
    begin((struct setup){"wgan", "gd", "none", 0.5, 1, 0.2, 0, {1, 1}});
    double r = r_at(100);
    CU_ASSERT(r > 1415 && r < 1417);
    CU_ASSERT(game_law_of(&run).fate == FATE_GROWS);
    CHECK_NEAR(game_law_of(&run).factor, sqrt(1.15), 1e-15);
    end();
    begin((struct setup){"wgan", "gd", "none", 0.1, 1, 0.2, 0, {1, 1}});
    CU_ASSERT(game_law_of(&run).fate == FATE_SHRINKS);
    CU_ASSERT(r_at(3000) < 1e-6);
    end();
    begin((struct setup){"wgan", "alternating", "none", 0.5, 1, 0.2, 0, {1, 1}});
    CU_ASSERT(r_at(2000) < 1e-20); /* in turn it converges at this rate */
    end();
}

static void weight_clipping_bounds_the_cycle(void)
{
    double least = INFINITY, most = 0;
    begin((struct setup){"wgan", "gd", "none", 0.1, 1, 0, 1, {1, 1}});
    r_at(2000);
    for (int t = 0; t < 2000; t++) {
        run_step(&run);
        CU_ASSERT(fabs(run.x[1]) <= 1);
        double r = vec_norm(run.x, 2);
        least = fmin(least, r), most = fmax(most, r);
    }
    CHECK_NEAR(least, 1, 0.005);
    CHECK_NEAR(most, 1.138, 0.002);
    CHECK_NEAR(period_of(20), 63.9, 0.2);
    CU_ASSERT(game_law_of(&run).fate == FATE_BOUNDED);
    end();
}

static void non_saturating_cycles(void)
{
    static const struct {
        const char *clip;
        double gamma, r;
    } rows[] = {{"none", 1, 0.4471}, {"hard", 0.1, 0.34197}, {"soft", 0.1, 0.28668}};
    static const double starts[2][2] = {{1, 1}, {0.01, 0}};
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 2; k++) {
            double sum = 0;
            begin((struct setup){"non-saturating",
                                 "gd",
                                 rows[i].clip,
                                 0.1,
                                 rows[i].gamma,
                                 0,
                                 0,
                                 {starts[k][0], starts[k][1]}});
            r_at(20000);
            for (int t = 0; t < 2000; t++)
                sum += r_at(run.now.step + 1);
            CHECK_NEAR(sum / 2000 / rows[i].r, 1, 1e-3);
            CHECK_NEAR(game_law_of(&run).most / rows[i].r, 1, 1e-3);
            end();
        }
}

/* Without a loss the Jacobian is not symmetric: curvature is the size of its eigenvalues. */
static void curvature_of_a_game(void)
{
    begin((struct setup){"wgan", "gd", "none", 0.1, 1, 0.2, 0, {1, 1}});
    CHECK_NEAR(run.now.sharpness, 1, 1e-15); /* [[0, 1], [−1, λ]] has determinant 1 */
    end();
    begin((struct setup){"wgan", "gd", "none", 0.1, 1, 3, 0, {1, 1}});
    CHECK_NEAR(run.now.sharpness, 1.5 + sqrt(1.25), 1e-14); /* λ over 2: real ones */
    end();
}

/* Extragradient and alternating ask for one more gradient a step, which counts. */
static void evaluations_are_counted(void)
{
    static const char *const optimizers[] = {"gd", "alternating", "extragradient"};
    for (int i = 0; i < 3; i++) {
        begin(WGAN(optimizers[i], "none", 0));
        uint64_t before = run.notes.evals + run.notes.probe_evals;
        run.probe.every = 0;
        for (int t = 0; t < 10; t++)
            run_step(&run);
        CU_ASSERT(run.notes.evals + run.notes.probe_evals - before >= (i ? 20 : 10));
        CU_ASSERT(run.notes.evals + run.notes.probe_evals - before <= (i ? 21 : 12));
        end();
    }
}

static const struct check checks[] = {
    {"WGAN iterates", wgan_iterates},
    {"WGAN closed forms", wgan_closed_forms},
    {"players in turn", players_in_turn},
    {"a penalty makes circles", penalty_makes_circles},
    {"iterates with a penalty", penalty_iterates},
    {"weight clipping bounds the cycle", weight_clipping_bounds_the_cycle},
    {"non-saturating cycles", non_saturating_cycles},
    {"curvature of a game", curvature_of_a_game},
    {"evaluations are counted", evaluations_are_counted},
    {NULL, NULL},
};

int main(void)
{
    return check_main("games", checks);
}
