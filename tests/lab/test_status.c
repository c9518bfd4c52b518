/* What is said of a run, where it is said, and that it is taken back. */
#include "insight_say.h"
#include "setup.h"

static enum run_status status_from(const char *kind, int n, const double *start, double lr,
                                   uint64_t steps)
{
    struct problem p;
    struct run r;
    setup_problem(&p, kind, NULL, 0, n, start);
    setup_run(&r, &p, "gd", "none", lr, 0, 1);
    setup_steps(&r, steps);
    enum run_status s = r.now.status;
    if (s == RUN_DIVERGED)
        CU_ASSERT(!run_step(&r));
    run_release(&r);
    problem_close(&p);
    return s;
}

static void statuses_of_places(void)
{
    const double saddle[] = {0, 0}, far[] = {2000}, farther[] = {1e7}, near[] = {0.5},
                 beyond[] = {2e30}, inverse[] = {1, 1};
    CU_ASSERT(status_from("product", 2, saddle, 0.1, 3) == RUN_STALLED);
    CU_ASSERT(status_from("product", 2, inverse, 0.1, 0) == RUN_CONVERGED);
    /* 1/x: the infimum 0 is never reached, and near it is near enough. */
    CU_ASSERT(status_from("reciprocal", 1, far, 0.1, 5) == RUN_CONVERGED);
    CU_ASSERT(status_from("reciprocal", 1, near, 0.01, 5) == RUN_RUNNING);
    /* −log x has no lower bound: flat is no arrival. */
    CU_ASSERT(status_from("log", 1, farther, 0.1, 5) == RUN_STALLED);
    CU_ASSERT(status_from("log", 1, near, 0.01, 5) == RUN_RUNNING);
    CU_ASSERT(status_from("power", 1, beyond, 0.1, 0) == RUN_DIVERGED);
}

static void status_is_taken_back(void)
{
    struct problem p;
    struct run r;
    setup_quartic(&p, 5);
    setup_run(&r, &p, "gd", "none", 1e-20, 0, 1);
    run_step(&r);
    CU_ASSERT(r.now.status == RUN_STALLED && r.notes.status_step == 1 && r.x[0] == 5);
    CU_ASSERT(run_set(&r, "lr", 0.02)); /* a two-cycle, ±5 */
    setup_steps(&r, 4);
    CU_ASSERT(r.now.status == RUN_RUNNING && r.notes.status_step == 2);
    setup_steps(&r, 30);
    CU_ASSERT(r.now.status == RUN_CYCLING);
    CU_ASSERT_EQUAL(r.notes.status_step, 2 + CYCLE_STEPS); /* θ(3) = θ(1) is the first of them */
    CU_ASSERT(run_set(&r, "lr", 0.01));                    /* and now exactly onto the minimum */
    run_step(&r);
    CU_ASSERT(r.now.status == RUN_CONVERGED && r.notes.status_step == 31 && r.x[0] == 0);
    setup_steps(&r, 60);
    CU_ASSERT(r.now.status == RUN_CONVERGED && r.notes.status_step == 31);
    run_release(&r);
    /* Steps of a fixed length jump back and forth over the minimum: at every other step the
     * gradient is below the tolerance, but this is no convergence. */
    setup_run(&r, &p, "normalized", "none", 0.05, 0, 1);
    setup_steps(&r, 100);
    CU_ASSERT(r.now.status == RUN_RUNNING && r.now.grad_norm < 1e-6);
    setup_steps(&r, 120);
    CU_ASSERT(r.now.status == RUN_CYCLING && r.now.grad_norm < 1e-6);
    uint64_t since = r.notes.status_step;
    setup_steps(&r, 201);
    CU_ASSERT(r.now.status == RUN_CYCLING && r.now.grad_norm > 1e-6 &&
              r.notes.status_step == since);
    run_release(&r);
    problem_close(&p);
}

static void in_words(void)
{
    char text[40];
    CHECK_TEXT(run_status_text(RUN_RUNNING, 3, text, sizeof text), "running");
    CHECK_TEXT(run_status_text(RUN_CONVERGED, 57, text, sizeof text), "converged at step 57");
    CHECK_TEXT(run_status_text(RUN_DIVERGED, 4, text, sizeof text), "diverged at step 4");
    CHECK_TEXT(run_status_text(RUN_CYCLING, 8, text, sizeof text), "cycling since step 8");
    CHECK_TEXT(run_status_text(RUN_STALLED, 1, text, sizeof text), "stalled since step 1");
}

/* Back and forth, but with the gradient below the tolerance on both sides: there it has arrived. */
static void a_cycle_at_the_minimum_is_none(void)
{
    struct problem p;
    struct run r;
    setup_quartic(&p, 0.0105);
    setup_run(&r, &p, "normalized", "none", 1e-3, 0, 1);
    setup_steps(&r, 100);
    CU_ASSERT(r.notes.cycle_count > CYCLE_STEPS && r.x[0] != r.x_back[0]);
    CU_ASSERT_EQUAL(r.now.status, RUN_CONVERGED);
    run_release(&r);
    problem_close(&p);
}

/* About (5, 0), the mean of the points, with a step that lands as far on the other side. */
static enum run_status about_five(const char *optimizer, double lr, double tolerance, double x,
                                  double y)
{
    struct problem p;
    struct run r;
    struct run_spec spec;
    struct probe_spec probe = {.tolerance = tolerance};
    double start[2] = {5 + x, y};
    setup_problem(&p, "points", NULL, 0, 2, start);
    setup_spec(&spec, optimizer, "none", lr, 0);
    run_init(&r, &p, &spec, &probe);
    setup_steps(&r, 1 + CYCLE_STEPS - 1);
    CU_ASSERT(r.now.status == (r.now.grad_norm > tolerance ? RUN_RUNNING : RUN_CONVERGED));
    setup_steps(&r, 100);
    enum run_status status = r.now.status;
    CU_ASSERT(r.x[0] == start[0] && r.x[1] == y && r.notes.cycle_count > CYCLE_STEPS);
    run_step(&r);
    CU_ASSERT(r.now.status == status && r.x[0] != start[0]); /* the same at both points */
    if (status == RUN_STALLED || status == RUN_CYCLING)
        CU_ASSERT_EQUAL(r.notes.status_step, 1 + CYCLE_STEPS);
    run_release(&r);
    problem_close(&p);
    return status;
}

/* To and fro by the last digits alone is rest; by more, or about 0 by however little, a cycle. */
static void rounding_is_no_cycle(void)
{
    const double ulp = 0x1p-50; /* at 5 */
    CU_ASSERT(about_five("gd", 2, 1e-17, ulp, 0) == RUN_STALLED);
    CU_ASSERT(about_five("gd", 2, 1e-17, 2 * ulp, 0) == RUN_STALLED);
    CU_ASSERT(about_five("gd", 2, 1e-17, 3 * ulp, 0) == RUN_CYCLING);
    CU_ASSERT(about_five("gd", 2, 1e-17, 1e-3, 0) == RUN_CYCLING);
    CU_ASSERT(about_five("gd", 2, 1e-17, ulp, 1e-300) == RUN_CYCLING);
    /* From one ulp to two: the gradient is under the tolerance at one of them. */
    CU_ASSERT(about_five("normalized", 3 * ulp, 1.5 * ulp, ulp, 0) == RUN_CONVERGED);
}

static void rest_in_words(void)
{
    static struct race race;
    struct problem p;
    struct run_spec spec;
    struct probe_spec probe = {.tolerance = 1e-17};
    const double start[2] = {5 + 0x1p-50, 0};
    char said[300];
    setup_problem(&p, "points", NULL, 0, 2, start);
    setup_spec(&spec, "gd", "none", 2, 0);
    race_init(&race, &p, &spec, 1, &probe);
    race_advance(&race, 20);
    race_settle(&race);
    insight_say(&race, &race.run[0], said, sizeof said);
    CHECK_TEXT(said,
               "gd-none stalled at step 7: a step of length 1.78e-15 no longer moves θ beyond its "
               "last digits. f = 12.5.");
    race_release(&race);
}

static void divergence_ends_a_run(void)
{
    struct problem p;
    struct run r;
    setup_quartic(&p, 5);
    setup_run(&r, &p, "gd", "none", 0.1, 0, 1);
    while (run_step(&r))
        CU_ASSERT_FATAL(r.now.step < 100);
    struct row row = r.now;
    uint64_t evals = r.notes.evals;
    double x = r.x[0];
    CU_ASSERT(row.step == 4 && row.status == RUN_DIVERGED && r.notes.status_step == 4 &&
              evals == 5);
    CU_ASSERT(fabs(x) > DIVERGED_AT && isnan(row.sharpness) && r.last.step == 3);
    for (int i = 0; i < 5; i++) {
        CU_ASSERT(!run_step(&r));
        run_settle(&r);
    }
    CU_ASSERT(r.now.step == 4 && r.notes.evals == evals && r.x[0] == x && r.now.loss == row.loss);
    CU_ASSERT(isnan(r.now.clip_factor) && isnan(r.now.step_norm));
    run_restart(&r);
    CU_ASSERT(r.now.status == RUN_RUNNING && r.x[0] == 5 && run_step(&r));
    run_release(&r);
    problem_close(&p);
}

static const struct check checks[] = {
    {"statuses of places", statuses_of_places},
    {"a status is taken back", status_is_taken_back},
    {"a cycle at the minimum is none", a_cycle_at_the_minimum_is_none},
    {"rounding is no cycle", rounding_is_no_cycle},
    {"rest in words", rest_in_words},
    {"in words", in_words},
    {"divergence ends a run", divergence_ends_a_run},
    {NULL, NULL},
};

int main(void)
{
    return check_main("status", checks);
}
