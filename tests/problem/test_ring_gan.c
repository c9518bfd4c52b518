/* Small networks with derivatives by their inputs, and the game of two of them. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/rng.h"
#include "base/vec.h"
#include "check.h"
#include "problem/problem.h"
#include "problem/tanh_net.h"
#include "setup.h"

enum { N = 5, MOST = 64 };

static const struct tanh_net small = {2, 4, 1};

static void fill_small(double *w)
{
    for (int k = 0; k < tanh_net_dim(&small); k++)
        w[k] = 0.8 * sin(k + 1.0);
}

static void points_small(double *x)
{
    for (int i = 0; i < N; i++)
        x[2 * i] = cos(i + 1.0), x[2 * i + 1] = sin(2 * (i + 1.0));
}

/* The mean of (‖∇ₓD‖ − 1)²; its gradient is added to g unless that is NULL. */
static double penalty_of(struct tanh_pass *p, const double *w, const double *x, double *g)
{
    double ones[N], u[2 * N], sum = 0;
    for (int i = 0; i < N; i++)
        ones[i] = 1;
    tanh_forward(p, w, x, N);
    const double *s = tanh_backward(p, ones, NULL);
    for (int i = 0; i < N; i++) {
        double length = hypot(s[2 * i], s[2 * i + 1]), by = 2 * (length - 1) / length / N;
        sum += (length - 1) * (length - 1) / N;
        u[2 * i] = by * s[2 * i], u[2 * i + 1] = by * s[2 * i + 1];
    }
    if (g)
        tanh_tangent(p, u, g);
    return sum;
}

/* Figures of double backward in PyTorch, float64. */
static void as_double_backward(void)
{
    struct tanh_pass *p = tanh_pass_new(&small, N);
    double w[MOST], x[2 * N], g[MOST] = {0}, ones[N] = {1, 1, 1, 1, 1};
    int dim = tanh_net_dim(&small);
    fill_small(w);
    points_small(x);
    CHECK_NEAR(penalty_of(p, w, x, g), 0.770620344761777, 1e-12);
    CHECK_NEAR(vec_norm(g, dim), 1.65640903677857, 1e-12);
    tanh_forward(p, w, x, N);
    const double *s = tanh_backward(p, ones, NULL);
    CHECK_NEAR(hypot(s[0], s[1]), 0.190349121432437, 1e-12);
    tanh_pass_free(p);
}

static void against_differences(void)
{
    struct tanh_pass *p = tanh_pass_new(&small, N);
    double w[MOST] = {0}, x[2 * N] = {0}, g[MOST] = {0}, by_w[MOST] = {0},
           dy[N] = {0.3, -1, 2, 0.1, 1}, by_x[2 * N];
    int dim = tanh_net_dim(&small);
    fill_small(w);
    points_small(x);
    penalty_of(p, w, x, g);
    tanh_forward(p, w, x, N);
    memcpy(by_x, tanh_backward(p, dy, by_w), sizeof by_x);
    CU_ASSERT(vec_norm(by_w, dim) > 0.1 && vec_norm(by_x, 2 * N) > 0.1);
    for (int k = 0; k < dim + 2 * N; k++) {
        double *at = k < dim ? &w[k] : &x[k - dim], was = *at, e = 1e-5, y[2] = {0}, phi[2];
        for (int side = 0; side < 2; side++) {
            *at = side ? was + e : was - e;
            phi[side] = penalty_of(p, w, x, NULL);
            const double *out = tanh_forward(p, w, x, N);
            for (int i = 0; i < N; i++)
                y[side] += dy[i] * out[i];
        }
        *at = was;
        CHECK_NEAR((y[1] - y[0]) / (2 * e), k < dim ? by_w[k] : by_x[k - dim], 1e-8);
        if (k < dim)
            CHECK_NEAR((phi[1] - phi[0]) / (2 * e), g[k], 1e-8);
    }
    tanh_pass_free(p);
}

static void open_game(struct problem *p, double penalty)
{
    struct value values[PARAMS_MAX] = {{0}};
    struct report r;
    values[0] = (struct value){.given = true, .num = 8};
    values[1] = (struct value){.given = true, .num = 16};
    values[2] = (struct value){.given = true, .num = penalty};
    report_init(&r);
    CU_ASSERT_TRUE_FATAL(problem_open(p, problem_find("ring-gan"), values, NULL, &r, "test", 1));
    report_release(&r);
}

/* What each player goes down, with the draws made anew as they are told of: noise and truth by
 * turns, then the share of each point between. */
static void objectives(const struct problem *p, const double *x, double penalty, double *critic,
                       double *generator)
{
    const struct tanh_net D = {2, 8, 1}, G = {2, 8, 2};
    struct tanh_pass *d = tanh_pass_new(&D, 16), *g = tanh_pass_new(&G, 16);
    double z[32], truth[32], between[32], ones[16];
    struct rng rng;
    int n_critic = tanh_net_dim(&D);
    rng_seed(&rng, 1 + 4 * 0x9e3779b97f4a7c15u);
    for (int i = 0; i < 16; i++) {
        z[2 * i] = rng_normal(&rng), z[2 * i + 1] = rng_normal(&rng);
        double angle = M_PI / 4 * (double)rng_below(&rng, 8);
        truth[2 * i] = cos(angle) + 0.05 * rng_normal(&rng);
        truth[2 * i + 1] = sin(angle) + 0.05 * rng_normal(&rng);
        ones[i] = 1;
    }
    const double *made = tanh_forward(g, x + n_critic, z, 16);
    for (int i = 0; i < 16; i++) {
        double u = rng_uniform(&rng);
        for (int k = 2 * i; k < 2 * i + 2; k++)
            between[k] = u * truth[k] + (1 - u) * made[k];
    }
    *critic = *generator = 0;
    const double *y = tanh_forward(d, x, made, 16);
    for (int i = 0; i < 16; i++)
        *critic += y[i] / 16, *generator -= y[i] / 16;
    y = tanh_forward(d, x, truth, 16);
    for (int i = 0; i < 16; i++)
        *critic -= y[i] / 16;
    tanh_forward(d, x, between, 16);
    const double *s = tanh_backward(d, ones, NULL);
    for (int i = 0; i < 16; i++) {
        double off = hypot(s[2 * i], s[2 * i + 1]) - 1;
        *critic += penalty * off * off / 16;
    }
    tanh_pass_free(d);
    tanh_pass_free(g);
    (void)p;
}

static void each_player_goes_down_its_own(void)
{
    for (int k = 0; k < 2; k++) {
        struct problem p;
        double penalty = k ? 1.5 : 0, *x, *g;
        open_game(&p, penalty);
        void *work = p.kind->work_new(&p);
        x = mem_alloc((size_t)p.dim, sizeof *x);
        g = mem_alloc((size_t)p.dim, sizeof *g);
        problem_start(&p, x);
        problem_eval(&p, work, x, 3, g);
        CU_ASSERT(vec_norm(g, p.blocks[0].count) > 1e-3);
        CU_ASSERT(vec_norm(g + p.blocks[1].first, p.blocks[1].count) > 1e-3);
        for (int i = 0; i < p.dim; i++) {
            double was = x[i], e = 1e-5, critic[2], generator[2];
            for (int side = 0; side < 2; side++) {
                x[i] = side ? was + e : was - e;
                objectives(&p, x, penalty, &critic[side], &generator[side]);
            }
            x[i] = was;
            const double *of = i < p.blocks[0].count ? critic : generator;
            CHECK_NEAR((of[1] - of[0]) / (2 * e), g[i], 1e-8);
        }
        free(x);
        free(g);
        p.kind->work_free(work);
        problem_close(&p);
    }
}

/* The distance is 0 of what is true itself; whatever becomes of the players, nothing is NULL or
 * hangs. */
static void what_is_made(void)
{
    struct problem p;
    const double *truth, *made;
    open_game(&p, 1);
    void *work = p.kind->work_new(&p);
    double *x = mem_alloc((size_t)p.dim, sizeof *x), *g = mem_alloc((size_t)p.dim, sizeof *g);
    problem_start(&p, x);
    int n = p.kind->made(&p, work, x, &truth, &made);
    double first = made[0], radius = 0, sum = 0;
    for (int i = 0; i < n; i++)
        radius += hypot(truth[2 * i], truth[2 * i + 1]) / n;
    CHECK_NEAR(radius, 1, 0.02);
    double f = problem_eval(&p, work, x, 0, NULL);
    CU_ASSERT(f > 0.1 && f < 2);
    CU_ASSERT_EQUAL(problem_eval(&p, work, x, 7, g), f); /* the same points at every step */
    p.kind->made(&p, work, x, &truth, &made);
    CU_ASSERT_EQUAL(made[0], first);
    for (int i = 0; i < n;
         i++) /* of Székely and Rizzo's formula, from the points as they are given */
        for (int j = 0; j < n; j++)
            sum += 2 * hypot(made[2 * i] - truth[2 * j], made[2 * i + 1] - truth[2 * j + 1]) -
                   hypot(made[2 * i] - made[2 * j], made[2 * i + 1] - made[2 * j + 1]) -
                   hypot(truth[2 * i] - truth[2 * j], truth[2 * i + 1] - truth[2 * j + 1]);
    CHECK_NEAR(f, sum / n / n, 1e-9);
    x[0] = NAN, x[p.dim - 1] = INFINITY;
    problem_eval(&p, work, x, 0, g);
    CU_ASSERT(isnan(g[0]));
    free(x);
    free(g);
    p.kind->work_free(work);
    problem_close(&p);
}

int main(void)
{
    static const struct check checks[] = {
        {"as double backward", as_double_backward},
        {"against differences", against_differences},
        {"each player goes down its own", each_player_goes_down_its_own},
        {"what is made", what_is_made},
        {NULL, NULL},
    };
    return check_main("ring gan", checks);
}
