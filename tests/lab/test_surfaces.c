/* Runs on the other losses, from fixed starts with fixed settings, against figures computed
 * beforehand. Each comes out otherwise with a small change of setting. */
#include "setup.h"

struct figure {
    const char *problem, *optimizer, *clip;
    double start[2], lr, gamma, grad; /* until ‖∇f‖ < grad */
    int dim;
    long steps; /* that takes */
};

static const struct figure figures[] = {
    /* θ⁴ from 10 with η = 0.1, thresholds over three decades */
    {"power", "gd", "hard", {10}, 0.1, 0.1, 1e-3, 1, 1269},
    {"power", "gd", "hard", {10}, 0.1, 1, 1e-3, 1, 403},
    {"power", "gd", "hard", {10}, 0.1, 10, 1e-3, 1, 319},
    {"power", "gd", "hard", {10}, 0.1, 40, 1e-3, 1, 311},
    {"power", "gd", "soft", {10}, 0.1, 0.1, 1e-3, 1, 1307},
    {"power", "gd", "soft", {10}, 0.1, 1, 1e-3, 1, 411},
    {"power", "gd", "soft", {10}, 0.1, 10, 1e-3, 1, 321},
    {"power", "gd", "soft", {10}, 0.1, 40, 1e-3, 1, 246},
    {"cosh", "gd", "hard", {5, 1}, 0.5, 1, 1e-6, 2, 29},
    {"cosh", "gd", "soft", {5, 1}, 0.5, 1, 1e-6, 2, 33},
    {"product", "gd", "none", {6, 0.1}, 0.1, 0, 1e-8, 2, 25},
    {"product", "gd", "hard", {6, 0.1}, 0.1, 1, 1e-8, 2, 2207},
    {"bent-valley", "gd", "none", {2, 1.5}, 0.5, 0, 1e-4, 2, 333},
    {"bent-valley", "gd", "hard", {2, 1.5}, 0.5, 0.5, 1e-4, 2, 212},
    {"rosenbrock", "gd", "none", {-2, 2}, 0.0018, 0, 1e-4, 2, 8388},
    {"beale", "gd", "hard", {3, 2}, 0.01, 1, 1e-4, 2, 1855},
    {"beale", "gd", "soft", {3, 2}, 0.01, 1, 1e-4, 2, 1867},
};

static void open_run(struct problem *p, struct run *r, const char *kind, int dim, double x,
                     double y, const char *clip, double lr, double gamma)
{
    double start[2] = {x, y};
    bool power = strcmp(kind, "power") == 0;
    setup_problem(p, kind, power ? "power" : NULL, 4, dim, start);
    setup_run(r, p, "gd", clip, lr, gamma, 1);
}

static void steps_to_a_small_gradient(void)
{
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
        const struct figure *f = &figures[i];
        struct problem p;
        struct run r;
        open_run(&p, &r, f->problem, f->dim, f->start[0], f->start[1], f->clip, f->lr, f->gamma);
        long n = setup_steps_to_grad(&r, f->grad, 20000);
        if (n != f->steps)
            printf("\n%s %s gamma %g: %ld steps, expected %ld\n", f->problem, f->clip, f->gamma, n,
                   f->steps);
        CU_ASSERT(n == f->steps);
        run_release(&r);
        problem_close(&p);
    }
}

/* The step at which a fixed rate ends in divergence. The counts are of this program's limit,
 * ‖θ‖ > 1e30 or a loss or gradient that overflows; where they are quoted for another limit they are
 * a step or two apart. */
static void fixed_rates_that_diverge(void)
{
    static const struct {
        const char *kind;
        int dim;
        double x, y, lr;
        uint64_t step;
    } runs[] = {
        {"power", 1, 10, 0, 0.1, 4}, /* 10, −390, 2.4e7, −5.3e21, 6.1e64 */
        {"cosh", 2, 5, 1, 0.5, 2},   /* 5, −32.1, 2.2e13, whose cosh overflows */
        {"product", 2, 8, 0.01, 0.1, 8}, {"rosenbrock", 2, -2, 2, 0.0019, 7},
        {"beale", 2, 3, 2, 0.01, 3},
    };
    for (size_t i = 0; i < sizeof runs / sizeof runs[0]; i++) {
        struct problem p;
        struct run r;
        open_run(&p, &r, runs[i].kind, runs[i].dim, runs[i].x, runs[i].y, "none", runs[i].lr, 0);
        setup_steps(&r, 1000);
        CU_ASSERT(r.now.status == RUN_DIVERGED);
        CHECK_NEAR((double)r.now.step, (double)runs[i].step, 0);
        run_release(&r);
        problem_close(&p);
    }
}

/* cosh x from beyond r with sinh r = 2r/η moves away, from within it comes back. */
static void cosh_escapes(void)
{
    static const double rates[] = {0.1, 0.4, 1}, radii[] = {5.37, 3.58, 2.18};
    for (int i = 0; i < 3; i++) {
        double r0 = radii[i];
        for (int k = 0; k < 60; k++) /* Newton on sinh r − 2r/η */
            r0 -= (sinh(r0) - 2 * r0 / rates[i]) / (cosh(r0) - 2 / rates[i]);
        CHECK_NEAR(r0, radii[i], 0.005);
        for (int outside = 0; outside < 2; outside++) {
            struct problem p;
            struct run r;
            open_run(&p, &r, "cosh", 2, r0 * (outside ? 1.001 : 0.999), 0, "none", rates[i], 0);
            setup_steps(&r, 2000);
            CU_ASSERT(r.now.status == (outside ? RUN_DIVERGED : RUN_CONVERGED));
            run_release(&r);
            problem_close(&p);
        }
    }
}

/* ½(uv − 1)²: at a minimum the curvature is u² + v². The fixed rate is catapulted to a flat one;
 * clipping follows the valley and ends at the edge of stability, 2/η. */
static void product_catapult(void)
{
    struct problem p;
    struct run r;
    open_run(&p, &r, "product", 2, 6, 0.1, "none", 0.1, 0);
    CU_ASSERT(setup_steps_to_grad(&r, 1e-8, 100) == 25);
    CHECK_NEAR(r.now.sharpness, 13.0877270, 1e-7);
    CHECK_NEAR(r.now.sharpness, r.x[0] * r.x[0] + r.x[1] * r.x[1], 1e-7);
    run_release(&r);
    problem_close(&p);
    open_run(&p, &r, "product", 2, 6, 0.1, "hard", 0.1, 1);
    CU_ASSERT(setup_steps_to_grad(&r, 1e-8, 5000) == 2207);
    CHECK_NEAR(r.now.sharpness, 19.6823, 1e-5); /* on the edge, rounding is seen in the sixth */
    CU_ASSERT(r.now.sharpness < 2 / r.knobs.lr);
    run_release(&r);
    problem_close(&p);
}

/* After Pascanu et al. 2013: walking down to the wall, the fixed rate meets a gradient a thousand
 * times what it was and is thrown to where there is none. */
static void rnn_cliff(void)
{
    struct problem p;
    struct run r;
    double longest = 0;
    open_run(&p, &r, "rnn-cliff", 2, 5, -2.2, "none", 0.1, 0);
    for (int i = 0; i < 200; i++) {
        run_step(&r);
        longest = fmax(longest, r.last.step_norm);
    }
    /* By 50 digits; on the way to the wall a double's rounding grows to the fifth. */
    CHECK_NEAR(longest, 39.1006174684, 1e-4);
    CHECK_NEAR(r.x[0], 25.1740711504, 1e-4);
    CHECK_NEAR(r.x[1], 30.8859015113, 1e-4);
    CHECK_NEAR(r.now.loss, 0.09, 1e-6);
    CU_ASSERT(r.now.status == RUN_STALLED); /* flat, and far above the infimum: no convergence */
    run_release(&r);
    problem_close(&p);
    open_run(&p, &r, "rnn-cliff", 2, 5, -2.2, "hard", 0.1, 0.05);
    for (int i = 0; i < 1000; i++) {
        run_step(&r);
        CU_ASSERT(r.last.step_norm <= 0.1 * 0.05 * (1 + 1e-12));
    }
    CHECK_NEAR(r.now.loss, 0.00171856, 1e-6); /* 1.1e-4 after 5000 */
    run_release(&r);
    problem_close(&p);
}

static void bent_valley_jump(void)
{
    struct problem p;
    struct run r;
    double longest = 0;
    int outside = 0;
    open_run(&p, &r, "bent-valley", 2, 2, 1.5, "none", 0.5, 0);
    for (int i = 0; i < 333; i++) {
        run_step(&r);
        longest = fmax(longest, r.last.step_norm);
        outside += fabs(r.x[0]) > 5 || fabs(r.x[1]) > 5;
    }
    CHECK_NEAR(longest, 7.2230721, 1e-6);
    CU_ASSERT(outside == 9);
    run_release(&r);
    problem_close(&p);
    open_run(&p, &r, "bent-valley", 2, 2, 1.5, "hard", 0.5, 0.5);
    for (int i = 0; i < 212; i++) {
        run_step(&r);
        CU_ASSERT(fabs(r.x[0]) <= 5 && fabs(r.x[1]) <= 5);
    }
    run_release(&r);
    problem_close(&p);
}

/* Ill-conditioning is not what clipping cures: at the minimum λ = 1001.6, and 2/λ = 0.001997 is the
 * limit with and without. */
static void rosenbrock_limit(void)
{
    struct problem p;
    struct run r;
    open_run(&p, &r, "rosenbrock", 2, -2, 2, "none", 0.0018, 0);
    CHECK_NEAR(r.now.grad_norm, 1655, 0.001);
    double minimum[2] = {1, 1};
    run_start_at(&r, minimum);
    CHECK_NEAR(2 / r.now.sharpness, 0.001997, 1e-6);
    CU_ASSERT(r.now.status == RUN_CONVERGED);
    run_release(&r);
    problem_close(&p);
    for (int beyond = 0; beyond < 2; beyond++) {
        open_run(&p, &r, "rosenbrock", 2, -2, 2, "hard", beyond ? 0.00201 : 0.00195, 10);
        CU_ASSERT((setup_steps_to_grad(&r, 1e-4, 60000) > 0) == !beyond);
        run_release(&r);
        problem_close(&p);
    }
}

static void beale_far_away(void)
{
    struct problem p;
    struct run r;
    open_run(&p, &r, "beale", 2, 4.5, 4.5, "hard", 0.01, 1);
    CHECK_NEAR(r.now.grad_norm / 243088, 1, 1e-5);
    run_release(&r);
    problem_close(&p);
}

static const struct check checks[] = {
    {"steps to a small gradient", steps_to_a_small_gradient},
    {"fixed rates that diverge", fixed_rates_that_diverge},
    {"cosh escapes", cosh_escapes},
    {"product catapult", product_catapult},
    {"RNN cliff", rnn_cliff},
    {"bent valley jump", bent_valley_jump},
    {"Rosenbrock's limit", rosenbrock_limit},
    {"Beale from far away", beale_far_away},
    {NULL, NULL},
};

int main(void)
{
    return check_main("surfaces", checks);
}
