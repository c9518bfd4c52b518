/* Power iteration against LAPACK's dense eigenvalues. */
#include "lab/top_eigenvalue.h"

#include <stdlib.h>

#include "base/eigen.h"
#include "base/memory.h"
#include "base/vec.h"
#include "network_setup.h"

/* One product, out = H v, from hess_vec. True once done. */
static bool power_step(struct power *p, void (*hess_vec)(void *ctx, const double *v, double *out),
                       void *ctx)
{
    if (p->done)
        return true;
    hess_vec(ctx, p->v, p->u);
    return power_take(p);
}

struct at {
    const struct problem *problem;
    void *work;
    const double *x;
    uint64_t draw;
};

static void product(void *ctx, const double *v, double *out)
{
    const struct at *at = ctx;
    at->problem->kind->hess_vec(at->problem, at->work, at->x, at->draw, v, out);
}

/* Begins and steps until done: the top eigenvalue at x, NAN if not finite. *products counts. */
static double power_measure(struct power *p, const struct problem *problem, void *work,
                            const double *x, uint64_t draw, uint64_t *products)
{
    struct at at = {problem, work, x, draw};
    power_begin(p);
    while (!power_step(p, product, &at))
        ;
    *products += (uint64_t)p->products;
    return p->value;
}

struct matrix {
    int n;
    double *a;
};

static void times(void *ctx, const double *v, double *out)
{
    const struct matrix *m = ctx;
    for (int i = 0; i < m->n; i++)
        out[i] = vec_dot(m->a + (size_t)i * (size_t)m->n, v, m->n);
}

/* Least and top eigenvalue of a copy. */
static void extremes(const struct matrix *m, double *least, double *top)
{
    int n = m->n;
    double *a = mem_alloc((size_t)n * (size_t)(2 * n + 1), sizeof *a), *w = a + 2 * n * n;
    vec_copy(a, m->a, n * n);
    CU_ASSERT_TRUE_FATAL(eigen_symmetric(a, n, w, a + n * n));
    *least = w[0];
    *top = w[n - 1];
    free(a);
}

/* Q diag(values) Qᵀ with Q a product of random reflections. */
static struct matrix with_eigenvalues(const double *values, int n, uint64_t seed)
{
    struct matrix m = {n, mem_alloc((size_t)n * (size_t)n, sizeof(double))};
    struct rng rng;
    double w[128], hw[128];
    rng_seed(&rng, seed);
    for (int i = 0; i < n; i++)
        m.a[i * n + i] = values[i];
    for (int k = 0; k < 3; k++) {
        for (int i = 0; i < n; i++)
            w[i] = rng_normal(&rng);
        vec_scale(w, 1 / vec_norm(w, n), w, n);
        for (int turn = 0; turn < 2;
             turn++) { /* from both sides: A is symmetric after the second */
            for (int i = 0; i < n; i++)
                hw[i] = vec_dot(m.a + i * n, w, n);
            for (int i = 0; i < n; i++)
                for (int j = 0; j < n; j++)
                    m.a[i * n + j] -= 2 * hw[i] * w[j];
            for (int i = 0; i < n; i++)
                for (int j = 0; j < i; j++) {
                    double swap = m.a[i * n + j];
                    m.a[i * n + j] = m.a[j * n + i];
                    m.a[j * n + i] = swap;
                }
        }
    }
    return m;
}

static double measure(struct power *p, struct matrix *m)
{
    power_begin(p);
    while (!power_step(p, times, m))
        ;
    return p->value;
}

static void check_spectrum(const double *values, int n, double tolerance)
{
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct matrix m = with_eigenvalues(values, n, seed);
        struct power p;
        double least, top;
        extremes(&m, &least, &top);
        power_init(&p, n, seed);
        p.tolerance = tolerance;
        p.products_max = 3000;
        CHECK_NEAR(measure(&p, &m) / fabs(top), top / fabs(top), tolerance);
        int cold = p.products;
        CHECK_NEAR(measure(&p, &m) / fabs(top), top / fabs(top), tolerance);
        CU_ASSERT(p.products <= cold); /* begins where it ended */
        power_release(&p);
        free(m.a);
    }
}

static void test_sign_trap(void)
{
    double a[60], b[60], c[60], d[60], e[60];
    for (int i = 0; i < 60; i++) {
        a[i] = i == 0 ? 10 : 0.1 * i;                /* positive */
        b[i] = i == 0 ? -10 : i == 1 ? 4 : 0.02 * i; /* the least is the greatest in magnitude */
        c[i] = i == 0 ? -10 : i == 1 ? 9.9 : i == 2 ? -9.8 : 0.05 * (i - 30); /* close */
        d[i] = -1 - 0.5 * i;                                                  /* none is positive */
        e[i] = i == 0 ? -100 : i == 1 ? 1 : 0;                                /* far off */
    }
    check_spectrum(a, 60, 1e-4);
    check_spectrum(b, 60, 1e-4);
    check_spectrum(c, 60, 1e-4);
    check_spectrum(d, 60, 1e-2);
    check_spectrum(e, 60, 1e-3);
}

/* Two networks at their start and down their way, one of them where the least eigenvalue of the
 * Hessian is the greater in magnitude. */
static void test_networks(void)
{
    static const char *const starts[] = {"torch", "he"};
    bool trap = false;
    for (int k = 0; k < 2; k++) {
        const char *settings[] = {
            "layers",     "2 9 9 2",     "activation", "tanh",
            "init",       starts[k],     "loss",       k ? "mse" : "cross-entropy",
            "init-scale", k ? "4" : "1", NULL};
        struct problem p = {0};
        char why[300];
        CU_ASSERT_TRUE_FATAL(network_setup(&p, problem_find("network"), settings, why, sizeof why));
        int n = p.dim;
        struct matrix m = {n, mem_alloc((size_t)n * (size_t)n, sizeof(double))};
        double *x = mem_alloc((size_t)n * 2, sizeof *x), *g = x + n;
        void *work = p.kind->work_new(&p);
        struct power power;
        uint64_t products = 0;
        power_init(&power, n, 1);
        power.tolerance = 1e-3;
        power.products_max = 2000;
        problem_start(&p, x);
        for (int step = 0; step < 5; step++) {
            double least, top;
            for (int i = 0; i < n; i++) {
                vec_scale(g, 0, g, n);
                g[i] = 1;
                p.kind->hess_vec(&p, work, x, 0, g, m.a + i * n);
            }
            extremes(&m, &least, &top);
            trap |= -least > top;
            CHECK_NEAR(power_measure(&power, &p, work, x, 0, &products) / top, 1, 2e-3);
            for (int i = 0; i < 20; i++) {
                problem_eval(&p, work, x, 0, g);
                vec_add_scaled(x, x, k ? -0.01 : -0.2, g, n);
            }
        }
        CU_ASSERT(products > 20);
        p.kind->work_free(work);
        power_release(&power);
        problem_close(&p);
        free(x);
        free(m.a);
    }
    CU_ASSERT(trap);
}

/* One eigenvalue overtakes another: it is not the old one that is followed. */
static void test_overtaken(void)
{
    double values[50] = {3, 2};
    struct matrix m = {50, mem_alloc(2500, sizeof(double))};
    struct power p;
    power_init(&p, 50, 1);
    for (int k = 0; k < 2; k++) {
        for (int i = 0; i < 50; i++)
            m.a[i * 51] = values[i];
        CHECK_NEAR(measure(&p, &m), k ? 4 : 3, 0.01);
        values[1] = 4;
    }
    power_release(&p);
    free(m.a);
}

static void test_not_finite(void)
{
    struct matrix m = {50, mem_alloc(2500, sizeof(double))};
    struct power p;
    power_init(&p, 50, 1);
    CU_ASSERT(measure(&p, &m) == 0); /* the zero matrix */
    m.a[7] = NAN;
    CU_ASSERT(isnan(measure(&p, &m)) && p.products == 1);
    m.a[7] = 0;
    m.a[0] = 2;
    CHECK_NEAR(measure(&p, &m), 2, 0.01);
    power_release(&p);
    free(m.a);
}

int main(void)
{
    static const struct check checks[] = {
        {"sign trap", test_sign_trap},
        {"networks", test_networks},
        {"overtaken", test_overtaken},
        {"not finite", test_not_finite},
        {NULL, NULL},
    };
    return check_main("power", checks);
}
