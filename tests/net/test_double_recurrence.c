/* The recurrent operations in double: against differences, and against figures of another program
 * (PyTorch, in float64). */
#include "base/vec.h"
#include "op_bench.h"

static void against_differences(const struct op *op, int gates)
{
    static const int shapes[][3] = {{1, 1, 1}, {2, 3, 1}, {3, 1, 4}, {5, 4, 3}, {2, 7, 5}};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        struct bench b;
        int samples = shapes[i][0], T = shapes[i][1], H = shapes[i][2];
        begin(&b, samples);
        int a = varied(&b, T, gates * H), w = graph_param(&b.g, "w", gates * H, H);
        int h = graph_op2(&b.g, op, a, w), twice[] = {h};
        /* The states are used twice, so that derivatives add up. */
        int end = graph_op_arg(&b.g, &op_last, twice, 1, (int[]){T, 0});
        finish(&b, graph_op2(&b.g, &op_sum, h, graph_op2(&b.g, &op_product, end, h)));
    }
}

static void test_rnn(void)
{
    against_differences(&op_rnn, 1);
}

static void test_lstm(void)
{
    against_differences(&op_lstm, 4);
}

/* What comes in is used twice too, once after the recurrence. */
static void test_shared_input(void)
{
    static const struct op *const ops[] = {&op_rnn, &op_lstm};
    for (int i = 0; i < 2; i++) {
        struct bench b;
        int H = 3, G = i ? 4 * H : H;
        begin(&b, 4);
        int a = varied(&b, 5, G), w = graph_param(&b.g, "w", G, H);
        int h = graph_op2(&b.g, ops[i], a, w);
        int part = graph_op_arg(&b.g, &op_slice, &a, 1, (int[]){0, H});
        finish(&b, graph_op2(&b.g, &op_product, h, part));
    }
}

/* Data straight into the recurrence: nothing comes back to them. */
static void test_data_alone(void)
{
    static const struct op *const ops[] = {&op_rnn, &op_lstm};
    for (int i = 0; i < 2; i++) {
        struct bench b;
        int H = 3, G = i ? 4 * H : H;
        begin(&b, 4);
        int a = input(&b, 5, G, 0), w = graph_param(&b.g, "w", G, H);
        finish(&b, graph_op2(&b.g, ops[i], a, w));
    }
}

static void test_last(void)
{
    for (int rows = 1; rows <= 4; rows++) {
        struct bench b;
        begin(&b, 3);
        int x = varied(&b, 4, 3);
        int y = graph_op_arg(&b.g, &op_last, &x, 1, (int[]){rows, 0});
        CU_ASSERT_EQUAL(b.g.node[y].shape.rows, rows);
        finish(&b, y);
    }
}

enum { T = 6, K = 5, H = 4, SEQUENCES = 3 };

struct figures {
    int dim;
    double loss, norm, slope, bend, product; /* f, ‖g‖, g·v, vᵀHv, ‖Hv‖ */
};

/* Symbols (2i + 3t + it) mod 5, of which the next number is to be said at every step; parameters
 * 0.4 sin(k + 1), direction cos(k + 1). */
static void against_figures(const struct op *op, int gates, const struct figures *expected)
{
    struct bench b;
    begin(&b, SEQUENCES);
    int x = input(&b, T, K, 0), y = input(&b, T, 1, K), G = gates * H;
    int wx = graph_param(&b.g, "wx", G, K), bias = graph_param(&b.g, "b", 1, G);
    int a = graph_op_arg(&b.g, &op_embedding, (int[]){x, wx, bias}, 3, (int[]){1, 0});
    int h = graph_op2(&b.g, op, a, graph_param(&b.g, "wh", G, H));
    int v = graph_param(&b.g, "v", K, H), c = graph_param(&b.g, "c", 1, K);
    b.loss = graph_op2(&b.g, &op_cross_entropy, graph_op3(&b.g, &op_linear, h, v, c), y);
    CU_ASSERT_EQUAL_FATAL(b.g.dim, expected->dim);
    fill(&b);
    for (int i = 0; i < SEQUENCES; i++)
        for (int t = 0; t < T; t++) {
            int symbol = (2 * i + 3 * t + i * t) % K;
            for (int k = 0; k < K; k++)
                pass_value(b.pass, x)[(i * T + t) * K + k] = k == symbol;
            pass_value(b.pass, y)[i * T + t] = (symbol + 1) % K;
        }
    double g[200], dir[200], hv[200];
    for (int k = 0; k < b.g.dim; k++) {
        b.x[k] = 0.4 * sin(k + 1);
        dir[k] = cos(k + 1);
    }
    CHECK_NEAR(loss_at(&b, b.x), expected->loss, 1e-12);
    pass_backward(b.pass, b.loss, 1);
    pass_gradient(b.pass, g, false);
    pass_hess_vec(b.pass, b.loss, dir, hv, false);
    CHECK_NEAR(vec_norm(g, b.g.dim), expected->norm, 1e-12);
    CHECK_NEAR(vec_dot(g, dir, b.g.dim), expected->slope, 1e-12);
    CHECK_NEAR(vec_dot(dir, hv, b.g.dim), expected->bend, 1e-11);
    CHECK_NEAR(vec_norm(hv, b.g.dim), expected->product, 1e-11);
    free(b.x);
    pass_free(b.pass);
}

static void test_figures(void)
{
    static const struct figures rnn = {65,
                                       1.78528690082794,
                                       0.510610839536357,
                                       -0.313243421593509,
                                       0.621289475670469,
                                       1.23615227723752};
    static const struct figures lstm = {185,
                                        1.81474068171709,
                                        0.426073718898273,
                                        0.151403331836417,
                                        1.7629169802967,
                                        0.632822481937118};
    against_figures(&op_rnn, 1, &rnn);
    against_figures(&op_lstm, 4, &lstm);
}

int main(void)
{
    static const struct check checks[] = {
        {"rnn against differences", test_rnn},
        {"LSTM against differences", test_lstm},
        {"what comes in is used twice", test_shared_input},
        {"data alone", test_data_alone},
        {"last rows", test_last},
        {"figures of another program", test_figures},
        {NULL, NULL},
    };
    return check_main("double_recurrence", checks);
}
