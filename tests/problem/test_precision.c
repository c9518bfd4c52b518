/* The single-precision build against the same sources built in double, whose names begin with
 * double_ here: both behind the same contract, doubles outside. */
#include <stdlib.h>

#include "base/memory.h"
#include "base/vec.h"
#include "network_setup.h"
#include "problem/network.h"

extern const struct problem_kind double_problem_network;

struct both {
    struct problem p[2];
    void *work[2];
    double *x, *out[2];
};

static void open_both(struct both *b, const char *const *settings)
{
    const struct problem_kind *kinds[2] = {&problem_network, &double_problem_network};
    char why[300];
    for (int k = 0; k < 2; k++) {
        CU_ASSERT_TRUE_FATAL(network_setup(&b->p[k], kinds[k], settings, why, sizeof why));
        b->work[k] = kinds[k]->work_new(&b->p[k]);
        b->out[k] = mem_alloc((size_t)b->p[k].dim, sizeof(double));
    }
    CU_ASSERT_EQUAL_FATAL(b->p[0].dim, b->p[1].dim);
    b->x = mem_alloc((size_t)b->p[0].dim * 2, sizeof(double));
}

static void close_both(struct both *b)
{
    for (int k = 0; k < 2; k++) {
        b->p[k].kind->work_free(b->work[k]);
        free(b->out[k]);
        problem_close(&b->p[k]);
    }
    free(b->x);
}

static double far_apart(const struct both *b)
{
    int n = b->p[0].dim;
    return vec_distance(b->out[0], b->out[1], n) / vec_norm(b->out[1], n);
}

/* Loss, gradient and Hessian-vector product at the start, and down ten steps of descent; not the
 * same to the last digit, or it would be the same build twice. */
static void agree(const char *const *settings)
{
    struct both b;
    double loss[2], worst = 0;
    open_both(&b, settings);
    int n = b.p[0].dim;
    double *v = b.x + n;
    problem_start(&b.p[0], b.x);
    problem_start(&b.p[1], v);
    for (int i = 0; i < n; i++)
        CU_ASSERT(b.x[i] == v[i]);
    for (uint64_t step = 0; step < 10; step++) {
        for (int k = 0; k < 2; k++)
            loss[k] = problem_eval(&b.p[k], b.work[k], b.x, step, b.out[k]);
        CU_ASSERT(fabs(loss[0] - loss[1]) <= 1e-6 * loss[1]);
        CU_ASSERT(far_apart(&b) < 2e-5);
        worst = fmax(worst, far_apart(&b));
        vec_copy(v, b.out[1], n);
        for (int k = 0; k < 2; k++)
            b.p[k].kind->hess_vec(&b.p[k], b.work[k], b.x, step, v, b.out[k]);
        CU_ASSERT(far_apart(&b) < 1e-4);
        vec_add_scaled(b.x, b.x, -0.05, v, n);
    }
    CU_ASSERT(worst > 1e-12);
    close_both(&b);
}

static void test_small(void)
{
    static const char *const activations[] = {"relu", "tanh", "gelu"};
    for (int i = 0; i < 3; i++) {
        const char *settings[] = {"layers", "2 17 5 2", "activation", activations[i], NULL};
        agree(settings);
    }
}

static void test_digits(void)
{
    const char *settings[] = {"layers", "64 64 32 10", "activation", "tanh", "data", "digits",
                              "batch",  "64",          "layer-norm", "true", NULL};
    agree(settings);
}

static void test_squares(void)
{
    const char *settings[] = {"layers", "5 7 3", "activation", "none", "data",
                              "linear", "loss",  "half-mse",   NULL};
    agree(settings);
}

int main(void)
{
    static const struct check checks[] = {
        {"small networks", test_small},
        {"digits", test_digits},
        {"squares", test_squares},
        {NULL, NULL},
    };
    return check_main("precision", checks);
}
