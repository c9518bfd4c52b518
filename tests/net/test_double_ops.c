/* Every operation of a graph, alone and composed, at odd sizes, in double: gradients against
 * central differences of the loss, Hessian-vector products against central differences of the
 * gradient. */
#include "op_bench.h"

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
