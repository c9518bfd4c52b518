/* Operations of networks: the same bits at each width of vectors, and whichever of two ways. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/rng.h"
#include "base/vec.h"
#include "check.h"
#include "net/graph.h"
#include "net/product.h"

/* Losses, gradients and Hessian products of graphs that have every operation. */
enum { T_STEPS = 7, SYMBOLS = 21, WIDE = 20, MIXED = 4, BATCH_MOST = 3 };

static int layer(struct graph *g, int x, int out)
{
    int w = graph_param(g, "w", out, g->node[x].shape.cols);
    return graph_op3(g, &op_linear, x, w, graph_param(g, "b", 1, out));
}

static int norm(struct graph *g, int x)
{
    int cols = g->node[x].shape.cols, w = graph_param(g, "w", 1, cols);
    return graph_op3(g, &op_layer_norm, x, w, graph_param(g, "b", 1, cols));
}

static int attend(struct graph *g, int x)
{
    int part[3], qkv = layer(g, x, 3 * WIDE);
    for (int k = 0; k < 3; k++)
        part[k] = graph_op_arg(g, &op_slice, &qkv, 1, (int[]){k * WIDE, WIDE});
    int scores = graph_op_arg(g, &op_matmul, part, 2, (int[]){1, 0});
    int seen = graph_op_arg(g, &op_causal, &scores, 1, (int[]){WIDE, 0});
    return graph_op_arg(g, &op_matmul, (int[]){seen, part[2]}, 2, (int[]){0, 0});
}

static int mixed(struct graph *g, int kind, int x)
{
    int first = graph_param(g, "first", 4 * WIDE, SYMBOLS), b = graph_param(g, "b", 1, 4 * WIDE);
    int a = graph_op_arg(g, &op_embedding, (int[]){x, first, b}, 3, (int[]){1, 0});
    int half = graph_op_arg(g, &op_slice, &a, 1, (int[]){WIDE, WIDE});
    switch (kind) {
    case 0:
        return graph_op2(g, &op_lstm, a, graph_param(g, "again", 4 * WIDE, WIDE));
    case 1:
        return graph_op2(g, &op_rnn, half, graph_param(g, "again", WIDE, WIDE));
    case 2:
        return graph_op2(g, &op_sum, half, attend(g, norm(g, half)));
    default:
        half = graph_op2(g, &op_concat, graph_op1(g, &op_gelu, half), graph_op1(g, &op_relu, half));
        half = graph_op2(g, &op_product, graph_op1(g, &op_softmax, half), half);
        return graph_op1(g, &op_tanh, layer(g, half, WIDE));
    }
}

static uint64_t hash_of(uint64_t hash, const void *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ ((const unsigned char *)bytes)[i]) * 0x100000001b3u;
    return hash;
}

static void fill_symbols(struct pass *p, int x, int y, int rows)
{
    for (int i = 0; i < rows; i++) {
        for (int k = 0; k < SYMBOLS; k++)
            pass_value(p, x)[i * SYMBOLS + k] = k == i * i % SYMBOLS;
        pass_value(p, y)[i] = (real)(i * 5 % SYMBOLS);
    }
}

static uint64_t hash_of_passes(int kind)
{
    struct graph g;
    graph_init(&g);
    int x = graph_input(&g, T_STEPS, SYMBOLS), y = graph_input(&g, T_STEPS, 1);
    int loss = graph_op2(&g, &op_cross_entropy, layer(&g, mixed(&g, kind, x), SYMBOLS), y);
    struct pass *p = pass_new(&g, BATCH_MOST);
    double *theta = mem_alloc(4 * (size_t)g.dim, sizeof *theta), *grad = theta + g.dim;
    double *v = grad + g.dim, *hv = v + g.dim;
    struct rng rng;
    rng_seed(&rng, 3);
    for (int i = 0; i < g.dim; i++)
        theta[i] = rng_normal(&rng), v[i] = rng_normal(&rng);
    fill_symbols(p, x, y, BATCH_MOST * T_STEPS);
    pass_params(p, theta);
    pass_forward(p, loss);
    pass_backward(p, loss, 1);
    pass_gradient(p, grad, false);
    pass_hess_vec(p, loss, v, hv, false);
    CU_ASSERT(vec_norm(grad, g.dim) > 0.1 && isfinite(vec_norm(grad, g.dim)));
    CU_ASSERT(vec_norm(hv, g.dim) > 0.1 && isfinite(vec_norm(hv, g.dim)));
    uint64_t hash = hash_of(0xcbf29ce484222325u, grad, (size_t)g.dim * sizeof *grad);
    hash = hash_of(hash, hv, (size_t)g.dim * sizeof *hv);
    hash = hash_of(hash, pass_value(p, loss), sizeof(real));
    pass_free(p);
    free(theta);
    return hash;
}

static void test_widths(void)
{
    static const uint64_t known[MIXED] = {0xfed5610bfb0f0de7, 0x956356bc671a9338,
                                          0x5c67f04f8357d6e4, 0xe0b4ae2aa48096ae};
    const char *usual = product_width();
    for (int kind = 0; kind < MIXED; kind++) {
        CU_ASSERT(product_use(product_width_at(0)));
        uint64_t first = hash_of_passes(kind);
        CU_ASSERT_EQUAL(first, known[kind]); /* of every compiler and machine */
        for (int w = 1; product_width_at(w); w++)
            CU_ASSERT(!product_use(product_width_at(w)) || hash_of_passes(kind) == first);
    }
    CU_ASSERT(product_use(usual));
}

/* The gradient of a loss of symbols through `kind`: a layer, the same as an embedding, a product,
 * the same as an embedding. */
static void symbols_gradient(int kind, double *grad, double *hv)
{
    struct graph g;
    graph_init(&g);
    int x = graph_input(&g, T_STEPS, SYMBOLS), y = graph_input(&g, T_STEPS, 1);
    int turned = kind < 2;
    int w = graph_param(&g, "w", turned ? WIDE : SYMBOLS, turned ? SYMBOLS : WIDE);
    int b = graph_param(&g, "b", 1, WIDE), in[] = {x, w, b};
    int z = kind == 0 ? graph_op3(&g, &op_linear, x, w, b)
            : kind == 1
                ? graph_op_arg(&g, &op_embedding, in, 3, (int[]){1, 0})
                : graph_op_arg(&g, kind == 2 ? &op_matmul : &op_embedding, in, 2, (int[]){0, 0});
    z = graph_op1(&g, &op_tanh, turned ? z : graph_op2(&g, &op_sum, z, b));
    int loss = graph_op2(&g, &op_cross_entropy, layer(&g, z, SYMBOLS), y);
    struct pass *p = pass_new(&g, BATCH_MOST);
    double theta[2000], v[2000];
    CU_ASSERT_FATAL(g.dim <= 2000);
    for (int i = 0; i < g.dim; i++)
        theta[i] = fmod(0.37 * i, 1.3) - 0.6, v[i] = fmod(0.73 * i, 1.1) - 0.5;
    fill_symbols(p, x, y, BATCH_MOST * T_STEPS);
    pass_params(p, theta);
    pass_forward(p, loss);
    pass_backward(p, loss, 1);
    pass_gradient(p, grad, false);
    pass_hess_vec(p, loss, v, hv, false);
    pass_free(p);
}

static void test_embedding(void)
{
    enum { WEIGHTS = WIDE * SYMBOLS };
    for (int kind = 0; kind < 4; kind += 2) {
        double layer_[2000], table[2000], layer_hv[2000], table_hv[2000], sum = 0;
        symbols_gradient(kind, layer_, layer_hv);
        symbols_gradient(kind + 1, table, table_hv);
        CU_ASSERT(memcmp(layer_, table, WEIGHTS * sizeof *table) == 0);
        CU_ASSERT(memcmp(layer_hv, table_hv, WEIGHTS * sizeof *table) == 0);
        for (int i = 0; i < WEIGHTS; i++)
            sum += fabs(table[i]) + fabs(table_hv[i]);
        CU_ASSERT(sum > 0.1);
        for (int i = WEIGHTS; i < WEIGHTS + WIDE; i++) /* the bias, in another order */
            CU_ASSERT(fabs(layer_[i] - table[i]) <= 1e-6);
    }
}

int main(void)
{
    static const struct check checks[] = {
        {"operations have the same bits at each width", test_widths},
        {"an embedding is a layer of symbols, to the bit", test_embedding},
        {NULL, NULL},
    };
    return check_main("widths", checks);
}
