/* The problem `network` in double: gradients and Hessian-vector products of every activation, loss
 * and layer against differences, in batches of every kind. */
#include <stdlib.h>

#include "base/memory.h"
#include "base/rng.h"
#include "base/vec.h"
#include "net/real.h"
#include "network_setup.h"
#include "problem/network.h"

_Static_assert(sizeof(real) == 8, "built with -DNET_DOUBLE");

static void check_at(const struct problem *p, void *work, const double *x, uint64_t draw)
{
    int n = p->dim, zeros = 0;
    double *v = mem_alloc((size_t)n * 7, sizeof *v), *hv = v + n, *g = v + 2 * n, *y = v + 3 * n;
    double *up = v + 4 * n, *down = v + 5 * n, *scratch = v + 6 * n, h = 1e-5;
    struct rng rng;
    rng_seed(&rng, 3);
    for (int i = 0; i < n; i++)
        v[i] = rng_normal(&rng);
    double loss = problem_eval(p, work, x, draw, g), scale = vec_norm(g, n);
    CU_ASSERT(loss > 0 && scale > 1e-6 && isfinite(scale));
    CHECK_NEAR(problem_eval(p, work, x, draw, NULL), loss, 0);
    for (int i = 0; i < n; i++) {
        vec_copy(y, x, n);
        y[i] = x[i] + h;
        double above = problem_eval(p, work, y, draw, NULL);
        y[i] = x[i] - h;
        double slope = (above - problem_eval(p, work, y, draw, NULL)) / (2 * h);
        CHECK_NEAR(g[i] / scale, slope / scale, 1e-6);
        zeros += g[i] == 0;
    }
    CU_ASSERT(zeros < n / 2 + 1);
    vec_add_scaled(y, x, h, v, n);
    problem_eval(p, work, y, draw, up);
    vec_add_scaled(y, x, -h, v, n);
    problem_eval(p, work, y, draw, down);
    p->kind->hess_vec(p, work, x, draw, v, hv);
    double size = vec_norm(hv, n);
    CU_ASSERT(size > 1e-6);
    for (int i = 0; i < n; i++)
        CHECK_NEAR(hv[i] / size, (up[i] - down[i]) / (2 * h) / size, 1e-5);
    /* Right after a gradient elsewhere and here, the same. */
    problem_eval(p, work, x, draw, g);
    p->kind->hess_vec(p, work, x, draw, v, scratch);
    for (int i = 0; i < n; i++)
        CU_ASSERT(scratch[i] == hv[i]);
    free(v);
}

static void check_network(const char *const *settings, uint64_t draw)
{
    struct problem p;
    char why[300];
    bool ok = network_setup(&p, &problem_network, settings, why, sizeof why);
    CU_ASSERT_TRUE_FATAL(ok);
    double *x = mem_alloc((size_t)p.dim, sizeof *x);
    void *work = p.kind->work_new(&p);
    problem_start(&p, x);
    check_at(&p, work, x, draw);
    p.kind->work_free(work);
    free(x);
    problem_close(&p);
}

static void test_activations(void)
{
    static const char *const names[] = {"relu", "tanh", "gelu", "none"};
    for (int i = 0; i < 4; i++)
        for (int norm = 0; norm < 2; norm++) {
            const char *settings[] = {"layers",  "2 7 5 2",    "activation",
                                      names[i],  "layer-norm", norm ? "true" : "false",
                                      "samples", "37",         "data",
                                      "spirals", NULL};
            check_network(settings, 0);
        }
}

static void test_losses(void)
{
    static const char *const cases[][4] = {
        {"3 5 4", "linear", "mse", "true"},
        {"3 4", "linear", "half-mse", "false"},
        {"2 5 2", "moons", "mse", "true"},
        {"1 7 1", "regression", "half-mse", "true"},
        {"2 5 3", "blobs", "cross-entropy", "false"},
        {"3 3 3", "identity", "mse", "false"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *settings[] = {"layers",     cases[i][0], "data", cases[i][1],
                                  "loss",       cases[i][2], "bias", cases[i][3],
                                  "activation", "tanh",      NULL};
        check_network(settings, 0);
    }
}

static void test_starts(void)
{
    static const char *const names[] = {"torch", "he", "xavier"};
    for (int i = 0; i < 3; i++) {
        const char *settings[] = {"layers", "2 9 9 2",    "activation", "tanh", "init",
                                  names[i], "init-scale", "1.5",        NULL};
        check_network(settings, 0);
    }
}

/* Of 80 to train on: batches of 32, 32 and 16. */
static void test_batches(void)
{
    const char *settings[] = {"layers", "2 5 2", "samples", "100", "activation",
                              "tanh",   "batch", "32",      NULL};
    for (uint64_t draw = 0; draw < 8; draw++)
        check_network(settings, draw);
}

/* A full set of more samples than a pass takes at once. */
static void test_chunks(void)
{
    const char *settings[] = {"layers", "2 3 2", "samples", "3001", "activation", "tanh", NULL};
    check_network(settings, 0);
}

/* ½(uv − 1)², whose numbers are known. */
static void test_two_weights(void)
{
    const char *settings[] = {"layers", "1 1 1", "data",     "identity",   "bias",
                              "false",  "loss",  "half-mse", "activation", "none",
                              "split",  "0",     "noise",    "0",          NULL};
    struct problem p = {0};
    char why[300];
    CU_ASSERT_TRUE_FATAL(network_setup(&p, &problem_network, settings, why, sizeof why));
    CU_ASSERT_EQUAL(p.dim, 2);
    CHECK_NEAR(p.infimum, 0, 0);
    double x[2] = {6, 0.1}, g[2] = {0}, v[2] = {1, 0}, hv[2] = {0};
    void *work = p.kind->work_new(&p);
    CHECK_NEAR(problem_eval(&p, work, x, 0, g), 0.5 * 0.4 * 0.4, 1e-14);
    CHECK_NEAR(g[0], -0.4 * 0.1, 1e-14);
    CHECK_NEAR(g[1], -0.4 * 6, 1e-14);
    p.kind->hess_vec(&p, work, x, 0, v, hv);
    CHECK_NEAR(hv[0], 0.01, 1e-14);
    CHECK_NEAR(hv[1], 2 * 0.6 - 1, 1e-14);
    p.kind->work_free(work);
    problem_close(&p);
}

int main(void)
{
    static const struct check checks[] = {
        {"activations", test_activations},
        {"losses", test_losses},
        {"starts", test_starts},
        {"batches", test_batches},
        {"chunks", test_chunks},
        {"two weights", test_two_weights},
        {NULL, NULL},
    };
    return check_main("double_network", checks);
}
