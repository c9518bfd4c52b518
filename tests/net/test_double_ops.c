/* Every operation of a graph, alone and composed, at odd sizes, in double: gradients against
 * central differences of the loss, Hessian-vector products against central differences of the
 * gradient. */
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

static int input(struct bench *b, int rows, int cols, int classes)
{
    b->classes[b->n_inputs] = classes;
    return b->input[b->n_inputs++] = graph_input(&b->g, rows, cols);
}

static void begin(struct bench *b, int samples)
{
    *b = (struct bench){.samples = samples};
    graph_init(&b->g);
    rng_seed(&b->rng, 7);
}

static double loss_at(struct bench *b, const double *x)
{
    pass_params(b->pass, x);
    pass_forward(b->pass, b->loss);
    return pass_value(b->pass, b->loss)[0];
}

static const double weight = 0.7; /* not 1, so that its place is tested too */

static void gradient_at(struct bench *b, const double *x, double *g)
{
    loss_at(b, x);
    pass_backward(b->pass, b->loss, weight);
    pass_gradient(b->pass, g, false);
}

static void fill(struct bench *b)
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

static double largest(const double *v, int n)
{
    double most = 0;
    for (int i = 0; i < n; i++)
        most = fmax(most, fabs(v[i]));
    return most;
}

static void check_gradient(struct bench *b, const double *g)
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

static void check_hess_vec(struct bench *b)
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

static void check_all(struct bench *b)
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
static void finish(struct bench *b, int node)
{
    const struct shape *s = &b->g.node[node].shape;
    int target = s->per_sample ? input(b, s->rows, s->cols, 0) : -1;
    if (target < 0) /* of no sample: its own squares, through a product, then a sum over all */
        target = graph_param(&b->g, "target", s->rows, s->cols);
    b->loss = graph_op2(&b->g, &op_squares, node, target);
    check_all(b);
}

/* A node of rows×cols a sample that depends on parameters. */
static int varied(struct bench *b, int rows, int cols)
{
    int data = input(b, rows, cols, 0), row = graph_param(&b->g, "shift", 1, cols);
    int w = graph_param(&b->g, "mix", cols, cols);
    return graph_op3(&b->g, &op_linear, data, w, row);
}

static const int sizes[] = {1, 3, 5, 7, 17};
enum { SIZES = sizeof sizes / sizeof sizes[0] };

static void test_linear(void)
{
    for (int i = 0; i < SIZES; i++)
        for (int bias = 0; bias < 2; bias++) {
            struct bench b;
            int in = sizes[i], out = sizes[(i + 2) % SIZES];
            begin(&b, sizes[(i + 3) % SIZES]);
            int x = varied(&b, 1, in), w = graph_param(&b.g, "w", out, in);
            int c = graph_param(&b.g, "b", 1, out);
            int y = bias ? graph_op3(&b.g, &op_linear, x, w, c) : graph_op2(&b.g, &op_linear, x, w);
            finish(&b, bias ? y : graph_op2(&b.g, &op_sum, y, c));
        }
}

static void unary(const struct op *op)
{
    for (int i = 0; i < SIZES; i++) {
        struct bench b;
        begin(&b, sizes[(i + 1) % SIZES]);
        finish(&b, graph_op1(&b.g, op, varied(&b, 1 + i % 2, sizes[i])));
    }
}

static void test_relu(void)
{
    unary(&op_relu);
}

static void test_tanh(void)
{
    unary(&op_tanh);
}

static void test_gelu(void)
{
    unary(&op_gelu);
}

static void test_softmax(void)
{
    for (int i = 1; i < SIZES; i++) { /* of one column it is 1 */
        struct bench b;
        begin(&b, sizes[i - 1]);
        finish(&b, graph_op1(&b.g, &op_softmax, varied(&b, 2, sizes[i])));
    }
}

static void test_transpose(void)
{
    for (int i = 0; i < SIZES; i++) {
        struct bench b;
        begin(&b, 3);
        int x = varied(&b, sizes[(i + 3) % SIZES], sizes[i]);
        finish(&b, graph_op1(&b.g, &op_tanh, graph_op1(&b.g, &op_transpose, x)));
    }
}

static void test_layer_norm(void)
{
    for (int i = 1; i < SIZES; i++) { /* of one column it is 0 */
        struct bench b;
        begin(&b, sizes[i - 1]);
        int x = varied(&b, 1, sizes[i]), w = graph_param(&b.g, "w", 1, sizes[i]);
        finish(&b, graph_op3(&b.g, &op_layer_norm, x, w, graph_param(&b.g, "b", 1, sizes[i])));
    }
}

static void test_cross_entropy(void)
{
    for (int i = 1; i < SIZES; i++) {
        struct bench b;
        begin(&b, sizes[(i + 2) % SIZES]);
        int z = varied(&b, 1, sizes[i]);
        b.loss = graph_op2(&b.g, &op_cross_entropy, z, input(&b, 1, 1, sizes[i]));
        check_all(&b);
    }
}

static void test_squares(void)
{
    for (int i = 0; i < SIZES; i++) {
        struct bench b;
        begin(&b, sizes[(i + 2) % SIZES]);
        int x = varied(&b, 1, sizes[i]), y = varied(&b, 1, sizes[i]);
        b.loss = graph_op2(&b.g, &op_squares, x, y);
        check_all(&b);
    }
}

static void test_sum_and_product(void)
{
    for (int i = 0; i < SIZES; i++) {
        struct bench b;
        begin(&b, sizes[(i + 2) % SIZES]);
        int x = varied(&b, 1, sizes[i]), y = varied(&b, 1, sizes[i]);
        int row = graph_param(&b.g, "row", 1, sizes[i]);
        int square = graph_op2(&b.g, &op_product, x, x);
        int mixed = graph_op2(&b.g, &op_product, graph_op2(&b.g, &op_sum, x, y), square);
        finish(&b, graph_op2(&b.g, &op_sum, graph_op2(&b.g, &op_sum, mixed, y), row));
    }
}

static void test_matmul(void)
{
    for (int i = 0; i < SIZES; i++)
        for (int kind = 0; kind < 4; kind++) {
            struct bench b;
            int turned = kind % 2, shared = kind / 2, rows = sizes[(i + 3) % SIZES], k = sizes[i];
            int cols = sizes[(i + 1) % SIZES];
            begin(&b, 3);
            int left = varied(&b, rows, k), br = turned ? cols : k, bc = turned ? k : cols;
            int right = shared ? graph_param(&b.g, "right", br, bc) : varied(&b, br, bc);
            finish(&b, graph_op_arg(&b.g, &op_matmul, (int[]){left, right}, 2, (int[]){turned, 0}));
        }
}

static void test_slice_and_concat(void)
{
    for (int i = 0; i < SIZES; i++) {
        struct bench b;
        begin(&b, sizes[(i + 2) % SIZES]);
        int x = varied(&b, 1, sizes[i] + 4), y = varied(&b, 1, 3);
        int s = graph_op_arg(&b.g, &op_slice, &x, 1, (int[]){2, sizes[i]});
        int t = graph_op_arg(&b.g, &op_slice, &x, 1, (int[]){0, 3});
        finish(&b, graph_op2(&b.g, &op_concat, graph_op1(&b.g, &op_tanh, s),
                             graph_op2(&b.g, &op_product, t, y)));
    }
}

/* A perceptron with all that feed-forward networks have. */
static void test_deep(void)
{
    static const struct op *const bends[] = {&op_tanh, &op_gelu, &op_relu};
    struct bench b;
    begin(&b, 17);
    int x = input(&b, 1, 5, 0), width = 5;
    for (int layer = 0; layer < 6; layer++) {
        int next = 3 + 2 * (layer % 3), w = graph_param(&b.g, "w", next, width);
        x = graph_op3(&b.g, &op_linear, x, w, graph_param(&b.g, "b", 1, next));
        if (layer % 2) {
            int scale = graph_param(&b.g, "scale", 1, next);
            x = graph_op3(&b.g, &op_layer_norm, x, scale, graph_param(&b.g, "shift", 1, next));
        }
        x = graph_op1(&b.g, bends[layer % 3], x);
        width = next;
    }
    b.loss = graph_op2(&b.g, &op_cross_entropy, x, input(&b, 1, 1, width));
    check_all(&b);
}

/* h = tanh(U x_t + V h), the same weights at every step: what a recurrent network needs. */
static void test_recurrent(void)
{
    struct bench b;
    begin(&b, 7);
    int x = input(&b, 1, 5 * 3, 0), u = graph_param(&b.g, "u", 4, 3), h = -1;
    int v = graph_param(&b.g, "v", 4, 4), bias = graph_param(&b.g, "b", 1, 4);
    for (int t = 0; t < 5; t++) {
        int xt = graph_op_arg(&b.g, &op_slice, &x, 1, (int[]){3 * t, 3});
        int z = graph_op3(&b.g, &op_linear, xt, u, bias);
        if (h >= 0)
            z = graph_op2(&b.g, &op_sum, z, graph_op2(&b.g, &op_linear, h, v));
        h = graph_op1(&b.g, &op_tanh, z);
    }
    finish(&b, h);
}

/* softmax(Q Kᵀ) V of one head, with a residual. */
static void test_attention(void)
{
    struct bench b;
    begin(&b, 3);
    int x = input(&b, 5, 7, 0), part[3];
    for (int i = 0; i < 3; i++)
        part[i] = graph_op2(&b.g, &op_linear, x, graph_param(&b.g, "w", 7, 7));
    int score = graph_op_arg(&b.g, &op_matmul, part, 2, (int[]){1, 0});
    int share = graph_op1(&b.g, &op_softmax, score);
    finish(&b, graph_op2(&b.g, &op_sum, graph_op2(&b.g, &op_matmul, share, part[2]), x));
}

/* Two losses of one graph: each alone, with what it does not depend on at 0, and their sum. */
static void test_two_losses(void)
{
    struct bench b;
    begin(&b, 5);
    int x = varied(&b, 1, 3), w = graph_param(&b.g, "first", 2, 3), at = b.g.node[w].first;
    int y = graph_op2(&b.g, &op_linear, x, w);
    int first = graph_op2(&b.g, &op_squares, y, input(&b, 1, 2, 0));
    int z = graph_op1(&b.g, &op_tanh, x);
    int second = graph_op2(&b.g, &op_cross_entropy, z, input(&b, 1, 1, 3));
    b.loss = graph_op2(&b.g, &op_sum, first, second);
    fill(&b);
    int n = b.g.dim;
    double *g = mem_alloc((size_t)n * 3, sizeof *g);
    loss_at(&b, b.x);
    for (int k = 0; k < 3; k++) {
        pass_backward(b.pass, k == 0 ? b.loss : k == 1 ? first : second, 1);
        pass_gradient(b.pass, g + k * n, false);
    }
    for (int i = 0; i < n; i++) {
        CHECK_NEAR(g[i], g[n + i] + g[2 * n + i], 1e-14);
        CU_ASSERT(i < at || (g[2 * n + i] == 0 && g[n + i] != 0));
    }
    free(g);
    free(b.x);
    pass_free(b.pass);
    check_all(&b);
}

int main(void)
{
    static const struct check checks[] = {
        {"linear", test_linear},
        {"relu", test_relu},
        {"tanh", test_tanh},
        {"gelu", test_gelu},
        {"softmax", test_softmax},
        {"transpose", test_transpose},
        {"layer norm", test_layer_norm},
        {"cross-entropy", test_cross_entropy},
        {"squares", test_squares},
        {"sum and product", test_sum_and_product},
        {"matrix product", test_matmul},
        {"slice and concat", test_slice_and_concat},
        {"a deep network", test_deep},
        {"a recurrent network", test_recurrent},
        {"attention", test_attention},
        {"two losses", test_two_losses},
        {NULL, NULL},
    };
    return check_main("double_ops", checks);
}
