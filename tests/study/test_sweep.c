/* Sweeps: the same for any number of threads, and true to what a run by itself does. */
#include <stdlib.h>

#include "base/memory.h"
#include "setup.h"
#include "study/sweep.h"

static struct sweep_plan plan_of(const struct problem *p, const char *clip, uint64_t steps)
{
    struct sweep_plan plan = {
        .problem = p, .probe = {.points = 1, .tolerance = 1e-6}, .target = NAN, .steps = steps};
    setup_spec(&plan.run, "gd", clip, 0.1, 1);
    return plan;
}

static void sweep_whole(struct sweep *s, const struct sweep_plan *plan, const struct sweep_axis *lr,
                        const struct sweep_axis *gamma, int threads)
{
    sweep_init(s, plan, lr->n * gamma->n, threads);
    sweep_grid(s, lr, gamma, 0, lr->n * gamma->n);
    sweep_start(s, plan->steps);
    CU_ASSERT(sweep_wait(s, NAN));
}

static bool same_cell(const struct sweep_cell *a, const struct sweep_cell *b)
{
    return a->status == b->status && a->steps == b->steps && a->runs == b->runs &&
           a->made == b->made && memcmp(&a->loss, &b->loss, sizeof a->loss) == 0;
}

static void any_number_of_threads_is_the_same(void)
{
    static const char *const kinds[] = {"power", "beale", "rnn-cliff", "network"};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        bool network = strcmp(kinds[k], "network") == 0; /* on mini-batches */
        struct problem p;
        struct sweep_axis lr, gamma;
        struct sweep one, many;
        setup_problem(&p, kinds[k], network ? "batch" : NULL, 32, 0, NULL);
        CU_ASSERT_EQUAL(p.batched, network);
        struct sweep_plan plan = plan_of(&p, "soft", network ? 40 : 300);
        sweep_axis_span(&lr, 1e-3, 30, network ? 5 : 21);
        sweep_axis_span(&gamma, 1e-2, 10, network ? 4 : 13);
        sweep_whole(&one, &plan, &lr, &gamma, 1);
        for (int threads = 2; threads <= 4; threads += 2) {
            sweep_whole(&many, &plan, &lr, &gamma, threads);
            int differ = 0;
            for (int i = 0; i < one.n; i++)
                differ += !same_cell(&one.cells[i], &many.cells[i]);
            CU_ASSERT_EQUAL(differ, 0);
            sweep_release(&many);
        }
        sweep_release(&one);
        problem_close(&p);
    }
}

/* Each cell of a small grid against a run of its own, stepped plainly; with every status among
 * them, so that the shortcut for what repeats is among them too. */
static void a_cell_is_a_run(void)
{
    struct problem p;
    struct sweep_axis lr, gamma;
    struct sweep s;
    int seen[RUN_STATUSES] = {0};
    setup_quartic(&p, 5);
    for (int odd = 0; odd < 3; odd++) {
        const char *clip = odd < 2 ? "hard" : "none";
        struct sweep_plan plan = plan_of(&p, clip, 900 + (uint64_t)odd);
        sweep_axis_parse(&lr, "0.001,0.1,0.5,0.7,1,3,10", (char[200]){0}, 200);
        sweep_axis_parse(&gamma, "0.01,1,3,10,1e6", (char[200]){0}, 200);
        if (odd == 2)
            sweep_axis_none(&gamma);
        sweep_whole(&s, &plan, &lr, &gamma, 2);
        for (int i = 0; i < s.n; i++) {
            struct run r;
            setup_run(&r, &p, "gd", clip, s.points[i].lr, s.points[i].gamma, 0);
            while (r.now.status != RUN_CONVERGED && r.now.step < plan.steps && run_step(&r))
                ;
            const struct sweep_cell *c = &s.cells[i];
            CU_ASSERT_EQUAL(c->status, r.now.status);
            CU_ASSERT_EQUAL(c->steps, r.now.step);
            CHECK_NEAR(c->loss, r.now.loss, 0);
            seen[c->status]++;
            run_release(&r);
        }
        sweep_release(&s);
    }
    CU_ASSERT(seen[RUN_RUNNING] && seen[RUN_CONVERGED] && seen[RUN_CYCLING] && seen[RUN_DIVERGED]);
    problem_close(&p);
}

/* η³γ² < 2 for the hard clip and < 13.5 for the soft one are exact: below, every start converges;
 * above, one where the step is longest for its θ is thrown further out each time, up to a
 * two-cycle. That is at θ³ = γ/4 for the hard clip, at γ/2 for the soft one. */
static void boundaries_are_exact(void)
{
    static const struct {
        const char *clip;
        double edge, kink;
    } rules[] = {{"hard", 2, 4}, {"soft", 13.5, 2}};
    struct problem p;
    double starts[34];
    setup_quartic(&p, 5);
    for (int i = 0; i < 33; i++)
        starts[i] = 5 * pow(0.8, 1 - i / 16.0);
    for (size_t k = 0; k < 2; k++)
        for (double gamma = 0.05; gamma < 10; gamma *= 4) {
            struct sweep_plan plan = plan_of(&p, rules[k].clip, 30000);
            struct sweep s;
            struct sweep_cell *c;
            double edge = cbrt(rules[k].edge / (gamma * gamma));
            starts[33] = cbrt(gamma / rules[k].kink);
            plan.target = 1e-4, plan.starts = starts, plan.n_starts = 34;
            sweep_init(&s, &plan, 2, 2);
            sweep_list(&s, (struct sweep_point[]){{edge * 0.997, gamma}, {edge * 1.003, gamma}}, 2);
            sweep_start(&s, plan.steps);
            CU_ASSERT(sweep_wait(&s, NAN));
            c = s.cells;
            CU_ASSERT_EQUAL(c[0].status, RUN_CONVERGED);
            CU_ASSERT_EQUAL(c[0].runs, 34);
            CU_ASSERT_EQUAL(c[1].status, RUN_CYCLING);
            sweep_release(&s);
        }
    problem_close(&p);
}

static void a_fixed_rate_has_its_edge(void)
{
    struct problem p;
    struct sweep s;
    struct sweep_point at[] = {{0.01999, NAN}, {0.02, NAN}, {0.02001, NAN}};
    setup_quartic(&p, 5); /* 1/(2·5²) = 0.02 */
    struct sweep_plan plan = plan_of(&p, "none", 100000);
    plan.target = 1e-6;
    sweep_init(&s, &plan, 3, 2);
    sweep_list(&s, at, 3);
    sweep_start(&s, plan.steps);
    CU_ASSERT(sweep_wait(&s, NAN));
    CU_ASSERT_EQUAL(s.cells[0].status, RUN_CONVERGED);
    CU_ASSERT(s.cells[0].loss < 1e-6);
    CU_ASSERT_EQUAL(s.cells[1].status, RUN_CYCLING); /* exactly ±5 */
    CU_ASSERT_EQUAL(s.cells[1].steps, 100000);
    CU_ASSERT(s.cells[1].made < 100); /* what repeats is not stepped through */
    CHECK_NEAR(s.cells[1].loss, 625, 0);
    CU_ASSERT_EQUAL(s.cells[2].status, RUN_DIVERGED);
    CU_ASSERT(s.cells[2].steps < 100);
    sweep_release(&s);
    problem_close(&p);
}

/* The loss of mini-batch t is x²/2 + t mod 2, so a single one is off by a half. */
static double two_batches(const struct problem *p, void *work, const double *x, uint64_t draw,
                          double *g)
{
    (void)p, (void)work;
    if (g)
        g[0] = x[0];
    return x[0] * x[0] / 2 + (double)(draw % 2);
}

static void mini_batches_are_averaged(void)
{
    struct problem_kind kind = *problem_find("quadratic");
    struct problem p;
    struct sweep s;
    setup_problem(&p, "power", NULL, 0, 0, NULL);
    kind.eval = two_batches;
    p.kind = &kind;
    p.batched = true;
    p.infimum = NAN;
    for (uint64_t steps = 200; steps < 202; steps++) {
        struct sweep_plan plan = plan_of(&p, "none", steps);
        plan.target = 0.1; /* every other batch is below it, their mean never */
        sweep_init(&s, &plan, 1, 1);
        sweep_list(&s, &(struct sweep_point){0.5, NAN}, 1);
        sweep_start(&s, plan.steps);
        CU_ASSERT(sweep_wait(&s, NAN));
        CU_ASSERT_EQUAL(s.cells[0].status, RUN_RUNNING);
        CU_ASSERT_EQUAL(s.cells[0].steps, steps);
        CHECK_NEAR(s.cells[0].loss, 0.5, 1e-12);
        sweep_release(&s);
    }
    p.kind = problem_find("power");
    problem_close(&p);
}

static void the_grid_goes_from_coarse_to_fine(void)
{
    struct problem p;
    struct sweep s;
    struct sweep_axis lr, gamma;
    setup_quartic(&p, 5);
    struct sweep_plan plan = plan_of(&p, "hard", 10);
    sweep_axis_span(&lr, 1e-3, 1, 11);
    sweep_axis_span(&gamma, 1e-2, 1, 6);
    sweep_init(&s, &plan, 66, 1);
    sweep_grid(&s, &lr, &gamma, 0, 66);
    int seen[66] = {0}, stride = 8;
    for (int k = 0; k < 66; k++) {
        int i = s.order[k] % 11, j = s.order[k] / 11, at = 1;
        while (at < 8 && i % (2 * at) == 0 && j % (2 * at) == 0)
            at *= 2;
        CU_ASSERT(at <= stride); /* never back to a coarser one */
        stride = at;
        seen[s.order[k]]++;
        CHECK_NEAR(s.points[s.order[k]].lr, lr.at[i], 0);
        CHECK_NEAR(s.points[s.order[k]].gamma, gamma.at[j], 0);
    }
    for (int k = 0; k < 66; k++)
        CU_ASSERT_EQUAL(seen[k], 1);
    CU_ASSERT_EQUAL(stride, 1);
    sweep_grid(&s, &lr, &gamma, 20, 13); /* a shard */
    CHECK_NEAR(s.points[0].lr, lr.at[9], 0);
    CHECK_NEAR(s.points[0].gamma, gamma.at[1], 0);
    CHECK_NEAR(s.points[12].lr, lr.at[10], 0);
    CHECK_NEAR(s.points[12].gamma, gamma.at[2], 0);
    sweep_release(&s);
    problem_close(&p);
}

static void work_can_be_stopped_and_begun_again(void)
{
    struct problem p;
    struct sweep s;
    struct sweep_axis lr, gamma;
    setup_quartic(&p, 5);
    struct sweep_plan plan = plan_of(&p, "hard", UINT64_C(1000000000000)); /* hours each */
    plan.target = 1e-300;
    sweep_axis_span(&lr, 1e-6, 1e-5, 10);
    sweep_axis_span(&gamma, 1e-6, 1e-5, 10);
    sweep_init(&s, &plan, 100, 2);
    sweep_grid(&s, &lr, &gamma, 0, 100);
    size_t calls = mem_calls();
    for (int round = 0; round < 3; round++) {
        sweep_start(&s, plan.steps);
        CU_ASSERT_FALSE(sweep_wait(&s, 0.01));
        sweep_stop(&s);
        CU_ASSERT(sweep_share(&s) > 0 && sweep_share(&s) < 1e-3); /* none is done, two were begun */
        CU_ASSERT_EQUAL(sweep_done(&s), 0);
        CU_ASSERT_FALSE(sweep_ready(&s, 0));
    }
    sweep_start(&s, 20);
    CU_ASSERT(sweep_wait(&s, NAN));
    CU_ASSERT_EQUAL(sweep_done(&s), 100);
    CU_ASSERT(sweep_ready(&s, 0) && sweep_ready(&s, 99));
    CU_ASSERT_EQUAL(sweep_share(&s), 1);
    CU_ASSERT_EQUAL(s.cells[99].steps, 20);
    CU_ASSERT_EQUAL(mem_calls(), calls); /* nothing is allocated once it is made */
    sweep_start(&s, plan.steps);
    sweep_release(&s); /* while at work */
    problem_close(&p);
}

static void axes_are_read(void)
{
    static const char *const wrong[] = {
        "",        ":",       "1:2",       "1:2:",    "1:2:1",         "1:2:2.5",
        "1:2:257", "2:1:5",   "0:1:5",     "-1:1:5",  "1:inf:5",       "nan:2:5",
        "a:2:5",   "1:2:3:4", "0.1,",      ",0.1",    "0.1,0.1",       "0.2,0.1",
        "0,1",     "x",       "1 : 2 : 3", "0x1:2:3", "1e-300:1e300:5"};
    struct sweep_axis a;
    char why[200];
    CU_ASSERT(sweep_axis_parse(&a, "0.001:10:5", why, sizeof why));
    CU_ASSERT_EQUAL(a.n, 5);
    for (int i = 0; i < 5; i++)
        CHECK_NEAR(a.at[i], 0.001 * pow(10, i), 1e-14);
    CHECK_NEAR(a.at[0], 0.001, 0);
    CHECK_NEAR(a.at[4], 10, 0);
    CU_ASSERT(sweep_axis_parse(&a, "0.01,0.03,0.1,0.3", why, sizeof why));
    CU_ASSERT_EQUAL(a.n, 4);
    CHECK_NEAR(a.at[1], 0.03, 0);
    CHECK_NEAR(sweep_axis_at(&a, 0.01), 0, 0);
    CHECK_NEAR(sweep_axis_at(&a, 0.3), 3, 1e-12);
    CHECK_NEAR(sweep_axis_at(&a, sqrt(0.03 * 0.1)), 1.5, 1e-12);
    CHECK_NEAR(sweep_axis_at(&a, 0.01 / 3), -1, 1e-12);
    CHECK_NEAR(sweep_axis_value(&a, 1.5), sqrt(0.03 * 0.1), 1e-15);
    CHECK_NEAR(sweep_axis_value(&a, 4), 0.9, 1e-12);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        CU_ASSERT_FALSE(sweep_axis_parse(&a, wrong[i], why, sizeof why));
        CU_ASSERT(strncmp(why, "found \"", 7) == 0 && strstr(why, "; expected LO:HI:N"));
        CU_ASSERT_EQUAL(a.n, 4); /* as it was */
    }
    CU_ASSERT(sweep_axis_parse(&a, "5", why, sizeof why));
    CU_ASSERT(a.n == 1 && isnan(sweep_axis_at(&a, 5)));
}

static const struct check checks[] = {
    {"any number of threads is the same", any_number_of_threads_is_the_same},
    {"a cell is a run", a_cell_is_a_run},
    {"boundaries are exact", boundaries_are_exact},
    {"a fixed rate has its edge", a_fixed_rate_has_its_edge},
    {"mini-batches are averaged", mini_batches_are_averaged},
    {"the grid goes from coarse to fine", the_grid_goes_from_coarse_to_fine},
    {"work can be stopped and begun again", work_can_be_stopped_and_begun_again},
    {"axes are read", axes_are_read},
    {NULL, NULL},
};

int main(void)
{
    return check_main("sweep", checks);
}
