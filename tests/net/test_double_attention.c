/* What transformers are made of, in double: against differences, and a whole one against figures of
 * another program (PyTorch, in float64). */
#include <string.h>

#include "base/vec.h"
#include "network_setup.h"
#include "op_bench.h"
#include "problem/network.h"

static void test_causal(void)
{
    static const int sizes[] = {1, 2, 5, 7};
    for (int i = 1; i < 4; i++) { /* of one step it is 1 */
        struct bench b;
        begin(&b, 3);
        int x = varied(&b, sizes[i], sizes[i]);
        finish(&b, graph_op_arg(&b.g, &op_causal, &x, 1, (int[]){3, 0}));
    }
}

/* No step sees one after it, and each row adds up to 1. */
static void test_causal_is_blind(void)
{
    struct bench b;
    begin(&b, 2);
    int x = input(&b, 4, 4, 0), y = graph_op_arg(&b.g, &op_causal, &x, 1, (int[]){4, 0});
    b.loss = graph_op2(&b.g, &op_squares, y, input(&b, 4, 4, 0));
    b.g.dim = 1;
    fill(&b);
    loss_at(&b, b.x);
    for (int i = 0; i < 8; i++) {
        double sum = 0;
        for (int j = 0; j < 4; j++) {
            double v = pass_value(b.pass, y)[4 * i + j];
            CU_ASSERT((v > 0) == (j <= i % 4));
            sum += v;
        }
        CHECK_NEAR(sum, 1, 1e-15);
    }
    free(b.x);
    pass_free(b.pass);
}

static void test_rows_of_every_sample(void)
{
    struct bench b;
    begin(&b, 3);
    int x = varied(&b, 4, 3), rows = graph_param(&b.g, "rows", 4, 3);
    finish(&b, graph_op2(&b.g, &op_sum, x, rows));
}

enum { T = 6, K = 5, D = 8, HEADS = 2, SEQUENCES = 3 };

static int layer(struct graph *g, int x, int out)
{
    int w = graph_param(g, "w", out, g->node[x].shape.cols);
    return graph_op3(g, &op_linear, x, w, graph_param(g, "b", 1, out));
}

static int norm(struct graph *g, int x)
{
    int w = graph_param(g, "w", 1, D);
    return graph_op3(g, &op_layer_norm, x, w, graph_param(g, "b", 1, D));
}

static int heads(struct graph *g, int qkv)
{
    int head[HEADS];
    for (int h = 0; h < HEADS; h++) {
        int part[3];
        for (int i = 0; i < 3; i++)
            part[i] =
                graph_op_arg(g, &op_slice, &qkv, 1, (int[]){i * D + h * D / HEADS, D / HEADS});
        int scores = graph_op_arg(g, &op_matmul, part, 2, (int[]){1, 0});
        int seen = graph_op_arg(g, &op_causal, &scores, 1, (int[]){D / HEADS, 0});
        head[h] = graph_op_arg(g, &op_matmul, (int[]){seen, part[2]}, 2, (int[]){0, 0});
    }
    return graph_op2(g, &op_concat, head[0], head[1]);
}

/* Norms before; one block, a perceptron of 16. Parameters 0.4 sin(k + 1), direction cos(k + 1). */
static void test_figures(void)
{
    struct bench b;
    begin(&b, SEQUENCES);
    struct graph *g = &b.g;
    int in = input(&b, T, K, 0), y = input(&b, T, 1, K), e = graph_param(g, "e", K, D);
    int x = graph_op_arg(g, &op_embedding, (int[]){in, e}, 2, (int[]){0, 0});
    x = graph_op2(g, &op_sum, x, graph_param(g, "pos", T, D));
    x = graph_op2(g, &op_sum, x, layer(g, heads(g, layer(g, norm(g, x), 3 * D)), D));
    x = graph_op2(g, &op_sum, x, layer(g, graph_op1(g, &op_gelu, layer(g, norm(g, x), 16)), D));
    b.loss = graph_op2(g, &op_cross_entropy, layer(g, norm(g, x), K), y);
    CU_ASSERT_EQUAL_FATAL(g->dim, 749);
    fill(&b);
    for (int i = 0; i < SEQUENCES; i++)
        for (int t = 0; t < T; t++) {
            int symbol = (2 * i + 3 * t + i * t) % K;
            for (int k = 0; k < K; k++)
                pass_value(b.pass, in)[(i * T + t) * K + k] = k == symbol;
            pass_value(b.pass, y)[i * T + t] = (symbol + 1) % K;
        }
    static double grad[749], dir[749], hv[749];
    for (int k = 0; k < 749; k++) {
        b.x[k] = 0.4 * sin(k + 1);
        dir[k] = cos(k + 1);
    }
    CHECK_NEAR(loss_at(&b, b.x), 1.81740287177581, 1e-12);
    pass_backward(b.pass, b.loss, 1);
    pass_gradient(b.pass, grad, false);
    pass_hess_vec(b.pass, b.loss, dir, hv, false);
    CHECK_NEAR(vec_norm(grad, 749), 0.820582009061747, 1e-11);
    CHECK_NEAR(vec_dot(grad, dir, 749), 0.657913803608592, 1e-11);
    CHECK_NEAR(vec_dot(dir, hv, 749), 3.08648227469111, 1e-10);
    CHECK_NEAR(vec_norm(hv, 749), 2.27192211824815, 1e-10);
    free(b.x);
    pass_free(b.pass);
}

static void check_slopes(const struct problem *p, void *work, double *x)
{
    double *g = mem_alloc((size_t)p->dim * 4, sizeof *g), *hv = g + p->dim, *v = hv + p->dim;
    double *y = v + p->dim, h = 1e-5;
    problem_eval(p, work, x, 3, g);
    double scale = vec_norm(g, p->dim), curve = 0, sum = 0;
    CU_ASSERT(scale > 1e-3 && isfinite(scale));
    for (int i = 0; i < p->dim; i++) {
        double at = x[i];
        x[i] = at + h;
        double up = problem_eval(p, work, x, 3, NULL);
        x[i] = at - h;
        double down = problem_eval(p, work, x, 3, NULL);
        x[i] = at;
        CHECK_NEAR(g[i] / scale, (up - down) / (2 * h) / scale, 1e-6);
        v[i] = cos(i + 1);
    }
    p->kind->hess_vec(p, work, x, 3, v, hv);
    for (int side = -1; side <= 1; side += 2) {
        vec_copy(y, x, p->dim);
        vec_add_scaled(y, x, side * h, v, p->dim);
        problem_eval(p, work, y, 3, g);
        curve += side * vec_dot(g, v, p->dim) / (2 * h);
    }
    sum = vec_dot(hv, v, p->dim);
    CU_ASSERT(fabs(sum) > 1e-3);
    CHECK_NEAR(sum / curve, 1, 1e-5);
    free(g);
}

static void test_problem(void)
{
    static const char *const cases[][3] = {{"pre", "rhyme", "1"},
                                           {"post", "rhyme", "2"},
                                           {"pre", "memorise", "2"},
                                           {"post", "adding", "1"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *settings[] = {"norm",      cases[i][0], "data",       cases[i][1], "blocks",
                                  cases[i][2], "width",     "4",          "batch",     "2",
                                  "length",    "5",         "init-scale", "0.5",       NULL};
        struct problem p = {0};
        char why[300] = "";
        bool ok = network_setup(&p, &problem_transformer, settings, why, sizeof why);
        CU_ASSERT_TRUE_FATAL(ok);
        double *x = mem_alloc((size_t)p.dim, sizeof *x);
        void *work = p.kind->work_new(&p);
        problem_start(&p, x);
        check_slopes(&p, work, x);
        p.kind->work_free(work);
        free(x);
        problem_close(&p);
    }
}

static void test_faults(void)
{
    const char *settings[] = {"width", "33", NULL};
    struct problem p;
    char why[300] = "";
    bool opened = network_setup(&p, &problem_transformer, settings, why, sizeof why);
    CU_ASSERT_FALSE(opened);
    CU_ASSERT_PTR_NOT_NULL(strstr(why, "width: found 33; expected a multiple of the 2 heads"));
}

int main(void)
{
    static const struct check checks[] = {
        {"causal softmax", test_causal},
        {"no step sees one after it", test_causal_is_blind},
        {"rows of every sample", test_rows_of_every_sample},
        {"figures of another program", test_figures},
        {"the problem", test_problem},
        {"faults", test_faults},
        {NULL, NULL},
    };
    return check_main("double_attention", checks);
}
