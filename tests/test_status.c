/* What is said of a run, where it is said, and that it is taken back. */
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
    CU_ASSERT(r.now.status == RUN_STALLED && r.status_step == 1 && r.x[0] == 5);
    CU_ASSERT(run_set(&r, "lr", 0.02)); /* a two-cycle, ±5 */
    setup_steps(&r, 4);
    CU_ASSERT(r.now.status == RUN_RUNNING && r.status_step == 2);
    setup_steps(&r, 30);
    CU_ASSERT(r.now.status == RUN_CYCLING);
    CU_ASSERT_EQUAL(r.status_step, 2 + CYCLE_STEPS); /* θ(3) = θ(1) is the first of them */
    CU_ASSERT(run_set(&r, "lr", 0.01));              /* and now exactly onto the minimum */
    run_step(&r);
    CU_ASSERT(r.now.status == RUN_CONVERGED && r.status_step == 31 && r.x[0] == 0);
    setup_steps(&r, 60);
    CU_ASSERT(r.now.status == RUN_CONVERGED && r.status_step == 31);
    run_release(&r);
    /* Steps of a fixed length jump back and forth over the minimum: at every other step the
     * gradient is below the tolerance, but this is no convergence. */
    setup_run(&r, &p, "normalized", "none", 0.05, 0, 1);
    setup_steps(&r, 100);
    CU_ASSERT(r.now.status == RUN_CONVERGED);
    setup_steps(&r, 120);
    CU_ASSERT(r.now.status == RUN_CYCLING && r.now.grad_norm < 1e-6);
    uint64_t since = r.status_step;
    setup_steps(&r, 201);
    CU_ASSERT(r.now.status == RUN_CYCLING && r.now.grad_norm > 1e-6 && r.status_step == since);
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
    CU_ASSERT(r.cycle_count > CYCLE_STEPS && r.x[0] != r.x_back[0]);
    CU_ASSERT_EQUAL(r.now.status, RUN_CONVERGED);
    run_release(&r);
    problem_close(&p);
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
    uint64_t evals = r.evals;
    double x = r.x[0];
    CU_ASSERT(row.step == 4 && row.status == RUN_DIVERGED && r.status_step == 4 && evals == 5);
    CU_ASSERT(fabs(x) > DIVERGED_AT && isnan(row.sharpness) && r.last.step == 3);
    for (int i = 0; i < 5; i++) {
        CU_ASSERT(!run_step(&r));
        run_settle(&r);
    }
    CU_ASSERT(r.now.step == 4 && r.evals == evals && r.x[0] == x && r.now.loss == row.loss);
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
    {"in words", in_words},
    {"divergence ends a run", divergence_ends_a_run},
    {NULL, NULL},
};

int main(void)
{
    return check_main("status", checks);
}
