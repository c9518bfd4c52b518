/* Gradients in parts: micro-batches and workers' shares of a draw, and the rules that ask for them.
 */
#include "base/memory.h"
#include "base/vec.h"
#include "scene/scene.h"
#include "setup.h"

enum { DIM_MAX = 2000 };

/* Σ weight·part is the gradient and the weights are 1 together, however many parts there are. */
static void parts_add_up(const struct problem *p, uint64_t draw, double tolerance)
{
    static const int counts[] = {1, 2, 3, 7, 64, 1000};
    static double x[DIM_MAX], g[DIM_MAX], part[DIM_MAX], sum[DIM_MAX];
    void *work = p->kind->work_new ? p->kind->work_new(p) : NULL;
    CU_ASSERT_FATAL(p->dim <= DIM_MAX && p->kind->part != NULL);
    problem_start(p, x);
    size_t calls = mem_calls();
    for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++) {
        double weights = 0, spread = 0;
        vec_scale(sum, 0, x, p->dim);
        problem_eval(p, work, x, draw, g);
        for (int i = 0; i < counts[c]; i++) {
            part[0] = 12345;
            double weight = p->kind->part(p, work, x, draw, i, counts[c], part);
            CU_ASSERT(weight >= 0 && (weight > 0 || part[0] == 12345));
            weights += weight;
            if (weight > 0) {
                vec_add_scaled(sum, sum, weight, part, p->dim);
                spread = fmax(spread, vec_distance(part, g, p->dim));
            }
        }
        CHECK_NEAR(weights, 1, 1e-12);
        CHECK_NEAR(vec_distance(sum, g, p->dim) / vec_norm(g, p->dim), 0, tolerance);
        CU_ASSERT(counts[c] == 1 ? spread <= tolerance * vec_norm(g, p->dim) : spread > 0.01);
    }
    CU_ASSERT(mem_calls() == calls);
    /* a product asked for after a part is that of the whole draw */
    static double v[DIM_MAX], before[DIM_MAX], after[DIM_MAX];
    vec_copy(v, g, p->dim);
    p->kind->hess_vec(p, work, x, draw, v, before);
    p->kind->part(p, work, x, draw, 0, 3, part);
    p->kind->hess_vec(p, work, x, draw, v, after);
    CHECK_NEAR(vec_distance(before, after, p->dim) / vec_norm(before, p->dim), 0, tolerance);
    if (work)
        p->kind->work_free(work);
}

static void of_points(void)
{
    struct problem p;
    setup_problem(&p, "points", NULL, 0, 0, NULL);
    parts_add_up(&p, 0, 1e-14);
    problem_close(&p);
}

static void of_networks(void)
{
    struct problem p;
    setup_problem(&p, "network", NULL, 0, 0, NULL);
    parts_add_up(&p, 0, 1e-5);
    problem_close(&p);
    setup_problem(&p, "network", "batch", 50, 0, NULL);
    parts_add_up(&p, 3, 1e-5);
    problem_close(&p);
}

/* With a threshold that nothing reaches, every rule on parts leaves their mean; with one part each
 * is the hard clip; and looking at parts costs no evaluation. */
static void rules_on_parts(void)
{
    static const char *const rules[] = {"each-micro-batch", "each-worker"};
    for (int i = 0; i < 2; i++)
        for (int one = 0; one < 2; one++) {
            struct problem p;
            struct run a, b;
            setup_problem(&p, "network", "batch", 32, 0, NULL);
            setup_run(&a, &p, "gd", rules[i], 0.1, one ? 0.01 : 1e6, 0);
            setup_run(&b, &p, "gd", "hard", 0.1, one ? 0.01 : 1e6, 0);
            CU_ASSERT_FATAL(run_set(&a, "parts", one ? 1 : 8));
            run_restart(&a);
            for (int t = 0; t < 20; t++) {
                run_step(&a);
                run_settle(&a);
                run_step(&b);
            }
            CHECK_NEAR(vec_distance(a.x, b.x, a.dim) / vec_distance(b.x, b.start, a.dim), 0, 1e-4);
            CU_ASSERT(a.notes.evals == 21 && b.notes.evals == 21);
            CU_ASSERT(a.notes.clipped_steps == (one ? 20 : 0)); /* what rounds is not cut */
            run_release(&a);
            run_release(&b);
            problem_close(&p);
        }
}

static void refuse(const char *text, const char *words)
{
    static struct scene scene;
    static struct race race;
    struct report report;
    report_init(&report);
    CU_ASSERT(!(scene_parse(&scene, "mine", text, strlen(text), NULL, &report) &&
                scene_open(&scene, &race, &report)));
    CU_ASSERT_FATAL(report.kept == 1);
    if (!strstr(report.line[0], words))
        printf("\n%s\n", report.line[0]);
    CU_ASSERT(strstr(report.line[0], words) != NULL);
    report_release(&report);
}

static void faults(void)
{
    refuse(
        "problem: { kind: power }\nruns:\n  a: { clip: each-worker }\n",
        "mine:3: a.clip: each-worker looks at parts of the gradient, and problem power has none; "
        "expected problem points or network");
    refuse("problem: { kind: points, points: [1, 2, 3] }\nruns: { a: {} }\n",
           "mine:1: problem.points: found 3 numbers; expected two for each point");
    refuse("problem: { kind: points, weights: [1, 2, 3] }\nruns: { a: {} }\n",
           "problem.weights: found 3 numbers; expected one, or one for each of the 2 points");
    refuse("problem: { kind: points, weights: [0, 0] }\nruns: { a: {} }\n",
           "problem.weights: found none over 0");
    refuse("problem: { kind: points, weights: 0 }\nruns: { a: {} }\n",
           "problem.weights: found none over 0; expected one at least");
}

/* Weights are shares: of the whole, whatever their sum; one number: all the same. */
static void weights_are_shares(void)
{
    struct problem p;
    double x[2] = {3, 1}, g[2];
    struct value values[2] = {{.given = true, .n = 4, .list = {0, 0, 10, 5}},
                              {.given = true, .n = 2, .list = {18, 2}}};
    struct report r;
    report_init(&r);
    CU_ASSERT_FATAL(problem_open(&p, problem_find("points"), values, NULL, &r, "t", 1));
    double f = problem_eval(&p, NULL, x, 0, g);
    CHECK_NEAR(f, 0.9 * 0.5 * (9 + 1) + 0.1 * 0.5 * (49 + 16), 1e-14);
    CHECK_NEAR(g[0], 2, 1e-15);
    CHECK_NEAR(g[1], 0.5, 1e-15);
    CHECK_NEAR(p.infimum, 0.09 * 0.5 * 125, 1e-14);
    p.kind->part(&p, NULL, x, 0, 9, 10, g); /* the last tenth: the second point */
    CHECK_NEAR(g[0], -7, 1e-12);
    CHECK_NEAR(g[1], -4, 1e-12);
    p.kind->part(&p, NULL, x, 0, 1, 2, g); /* the second half: 0.4 and 0.1 */
    CHECK_NEAR(g[0], 3 - 2, 1e-12);
    problem_close(&p);
    report_release(&r);
}

static const struct check checks[] = {
    {"of points", of_points},
    {"of networks", of_networks},
    {"rules on parts", rules_on_parts},
    {"faults", faults},
    {"weights are shares", weights_are_shares},
    {NULL, NULL},
};

int main(void)
{
    return check_main("parts", checks);
}
