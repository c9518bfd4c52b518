/* Graphs under test, in double: gradients against central differences of the loss, Hessian-vector
 * products against central differences of the gradient. For test_double_* alone. */
#ifndef OP_BENCH_H
#define OP_BENCH_H

#include <stdlib.h>

#include "base/memory.h"
#include "base/rng.h"
#include "check.h"
#include "net/graph.h"

_Static_assert(sizeof(real) == 8, "built with -DNET_DOUBLE");

/* A graph under test: inputs are filled with normal numbers, or class numbers. */
struct bench {
    struct graph g;
    struct rng rng;
    struct pass *pass;
    int loss, samples, n_inputs, input[4], classes[4]; /* classes 0: normal numbers */
    double *x;
};

static inline int input(struct bench *b, int rows, int cols, int classes)
{
    b->classes[b->n_inputs] = classes;
    return b->input[b->n_inputs++] = graph_input(&b->g, rows, cols);
}

static inline void begin(struct bench *b, int samples)
{
    *b = (struct bench){.samples = samples};
    graph_init(&b->g);
    rng_seed(&b->rng, 7);
}

static inline double loss_at(struct bench *b, const double *x)
{
    pass_params(b->pass, x);
    pass_forward(b->pass, b->loss);
    return pass_value(b->pass, b->loss)[0];
}

static const double weight = 0.7; /* not 1, so that its place is tested too */

static inline void gradient_at(struct bench *b, const double *x, double *g)
{
    loss_at(b, x);
    pass_backward(b->pass, b->loss, weight);
    pass_gradient(b->pass, g, false);
}

static inline void fill(struct bench *b)
{
    /* More room than samples: what lies beyond them must not matter. */
    b->pass = pass_new(&b->g, b->samples + 2);
    pass_samples(b->pass, b->samples);
    for (int k = 0; k < b->n_inputs; k++) {
        const struct shape *s = &b->g.node[b->input[k]].shape;
        real *v = pass_value(b->pass, b->input[k]);
        for (int i = 0; i < s->rows * s->cols * b->samples; i++)
            v[i] = b->classes[k] ? (real)rng_below(&b->rng, (uint64_t)b->classes[k])
                                 : rng_normal(&b->rng);
    }
    b->x = mem_alloc((size_t)b->g.dim, sizeof *b->x);
    for (int i = 0; i < b->g.dim; i++)
        b->x[i] = 0.8 * rng_normal(&b->rng);
}

static inline double largest(const double *v, int n)
{
    double most = 0;
    for (int i = 0; i < n; i++)
        most = fmax(most, fabs(v[i]));
    return most;
}

static inline void check_gradient(struct bench *b, const double *g)
{
    int zeros = 0;
    double scale = largest(g, b->g.dim), h = 1e-5;
    CU_ASSERT(scale > 1e-4 && isfinite(scale));
    for (int i = 0; i < b->g.dim; i++) {
        double at = b->x[i];
        b->x[i] = at + h;
        double up = loss_at(b, b->x);
        b->x[i] = at - h;
        double down = loss_at(b, b->x);
        b->x[i] = at;
        CHECK_NEAR(g[i] / scale, weight * (up - down) / (2 * h) / scale, 1e-6);
        zeros += g[i] == 0;
    }
    CU_ASSERT(4 * zeros < 3 * b->g.dim); /* units of a relu may be dead */
}

static inline void check_hess_vec(struct bench *b)
{
    int n = b->g.dim;
    double *v = mem_alloc((size_t)n * 6, sizeof *v), *hv = v + n, *again = v + 2 * n;
    double *up = v + 3 * n, *down = v + 4 * n, *x = v + 5 * n, h = 1e-5;
    for (int i = 0; i < n; i++)
        v[i] = rng_normal(&b->rng);
    gradient_at(b, b->x, up);
    pass_hess_vec(b->pass, b->loss, v, hv, false);
    pass_hess_vec(b->pass, b->loss, v, again, false);
    for (int i = 0; i < n; i++)
        x[i] = b->x[i] + h * v[i];
    gradient_at(b, x, up);
    for (int i = 0; i < n; i++)
        x[i] = b->x[i] - h * v[i];
    gradient_at(b, x, down);
    double scale = largest(hv, n);
    CU_ASSERT(scale > 1e-4 && isfinite(scale));
    for (int i = 0; i < n; i++) {
        CHECK_NEAR(hv[i] / scale, (up[i] - down[i]) / (2 * h) / scale, 1e-6);
        CU_ASSERT(hv[i] == again[i]);
    }
    free(v);
}

static inline void check_all(struct bench *b)
{
    fill(b);
    double *g = mem_alloc((size_t)b->g.dim * 2, sizeof *g), *twice = g + b->g.dim;
    gradient_at(b, b->x, g);
    gradient_at(b, b->x, twice);
    pass_gradient(b->pass, twice, true);
    for (int i = 0; i < b->g.dim; i++)
        CU_ASSERT(twice[i] == 2 * g[i]);
    check_gradient(b, g);
    check_hess_vec(b);
    free(g);
    free(b->x);
    pass_free(b->pass);
}

/* The node as it is into the mean of squared distances to a random target. */
static inline void finish(struct bench *b, int node)
{
    const struct shape *s = &b->g.node[node].shape;
    int target = s->per_sample ? input(b, s->rows, s->cols, 0) : -1;
    if (target < 0) /* of no sample: its own squares, through a product, then a sum over all */
        target = graph_param(&b->g, "target", s->rows, s->cols);
    b->loss = graph_op2(&b->g, &op_squares, node, target);
    check_all(b);
}

/* A node of rows×cols a sample that depends on parameters. */
static inline int varied(struct bench *b, int rows, int cols)
{
    int data = input(b, rows, cols, 0), row = graph_param(&b->g, "shift", 1, cols);
    int w = graph_param(&b->g, "mix", cols, cols);
    return graph_op3(&b->g, &op_linear, data, w, row);
}

#endif
