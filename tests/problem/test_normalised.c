/* The scale-invariant surface: closed forms, and the runs on it (figures of a second program). */
#include <math.h>

#include "base/vec.h"
#include "lab/probe.h"
#include "setup.h"

static struct problem problem;

static double at(double r, double a, double *g)
{
    double x[2] = {r * cos(a), r * sin(a)};
    return problem_eval(&problem, NULL, x, 0, g);
}

static void closed_forms(void)
{
    setup_problem(&problem, "normalised", NULL, 0, 0, NULL);
    for (double r = 1e-3; r < 1e4; r *= 7)
        for (double a = -3; a < 3.1; a += 0.37) {
            double g[2], x[2] = {r * cos(a), r * sin(a)};
            uint64_t products = 0;
            CHECK_NEAR(at(r, a, g), 1 - cos(a), 1e-14);
            CHECK_NEAR(vec_norm(g, 2) * r, fabs(sin(a)), 1e-13);
            CHECK_NEAR(vec_dot(g, x, 2), 0, 1e-15); /* scale invariance: at right angles */
            double want = (cos(a) + sqrt(cos(a) * cos(a) + 4 * sin(a) * sin(a))) / (2 * r * r);
            double got = probe_sharpness(&problem, NULL, x, 0, NULL, &products);
            CHECK_NEAR(got / want, 1, 1e-11);
            /* h ∝ g² along a ray: slope exactly 2 */
            double twice[2] = {2 * x[0], 2 * x[1]};
            CHECK_NEAR(4 * probe_sharpness(&problem, NULL, twice, 0, NULL, &products) / got, 1,
                       1e-12);
        }
    double far[2] = {1e200, 1e-3}, zero[2] = {0, 0}, g[2];
    CHECK_NEAR(problem_eval(&problem, NULL, far, 0, g), 0, 1e-300);
    CU_ASSERT(problem_eval(&problem, NULL, zero, 0, g) == INFINITY && isnan(g[0]));
    CU_ASSERT(isinf(problem.kind->frontier(&problem, 1)));
    problem_close(&problem);
}

static void it_widens_its_own_valley(void)
{
    static const struct {
        double lr;
        long none, hard, soft; /* step of f < 1e-6 */
    } rows[] = {{1, 475, 5, 4}, {0.01, 16, 23, 28}, {0.1, 49, 16, 697}};
    setup_problem(&problem, "normalised", NULL, 0, 0, NULL);
    for (int i = 0; i < 3; i++) {
        struct run run;
        setup_run(&run, &problem, "gd", "none", rows[i].lr, 1, 0);
        for (int t = 0; t < 600; t++) {
            double r = vec_norm(run.x, 2), g = run.now.grad_norm;
            if (t < 3 || i == 1)
                run_step(&run);
            else
                break;
            double want = sqrt(r * r + rows[i].lr * rows[i].lr * g * g);
            CHECK_NEAR(vec_norm(run.x, 2) / want, 1, 1e-12);
        }
        run_restart(&run);
        CU_ASSERT_EQUAL(setup_steps_to_loss(&run, 1e-6, 2000), rows[i].none);
        run_release(&run);
        setup_run(&run, &problem, "gd", "hard", rows[i].lr, 1, 0);
        CU_ASSERT_EQUAL(setup_steps_to_loss(&run, 1e-6, 2000), rows[i].hard);
        run_release(&run);
        setup_run(&run, &problem, "gd", "soft", rows[i].lr, 1, 0);
        CU_ASSERT_EQUAL(setup_steps_to_loss(&run, 1e-6, 2000), rows[i].soft);
        run_release(&run);
    }
    struct run run;
    setup_run(&run, &problem, "gd", "none", 1, 1, 0);
    run_step(&run);
    CHECK_NEAR(vec_norm(run.x, 2), 9.09352, 1e-5);
    run_release(&run);
    setup_run(&run, &problem, "gd", "hard", 1, 1, 0);
    setup_steps(&run, 5);
    CHECK_NEAR(vec_norm(run.x, 2), 1.125, 1e-3);
    run_release(&run);
    problem_close(&problem);
}

static const struct check checks[] = {
    {"closed forms", closed_forms},
    {"it widens its own valley", it_widens_its_own_valley},
    {NULL, NULL},
};

int main(void)
{
    return check_main("normalised", checks);
}
