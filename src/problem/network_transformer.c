/* Attention and a perceptron in turn, each added to what goes by: a decoder as that of Vaswani et
 * al. 2017, its layer norms after them, or before (Xiong et al. 2020). */
#include <stdio.h>
#include <string.h>

#include "base/rng.h"
#include "problem/network_parts.h"

enum {
    TRANSFORMER_NORM,
    TRANSFORMER_BLOCKS,
    TRANSFORMER_HEADS,
    TRANSFORMER_WIDTH,
    TRANSFORMER_LENGTH,
    TRANSFORMER_SCALE,
    TRANSFORMER_DATA,
    TRANSFORMER_SAMPLES,
    TRANSFORMER_BATCH,
    TRANSFORMER_SEED,
    TRANSFORMER_PARAMS
};
enum { NORM_PRE, NORM_POST };
enum { BLOCKS_MOST = 4, HEADS_MOST = 4, WIDTH_WIDEST = 512, LENGTH_MOST = 1024 };

#define NORM_SCALE "norm scale"
#define NORM_SHIFT "norm shift"

static const char *const norm_names[] = {"pre", "post", NULL};

static const struct param params[] = {
    [TRANSFORMER_NORM] =
        PARAM_ONE_OF("norm", "norm", "layer norm before attention and perceptron, or after the sum",
                     0, 1, norm_names),
    [TRANSFORMER_BLOCKS] =
        PARAM_FEW("blocks", "L", "attention and perceptron so many times", 1, 1, BLOCKS_MOST),
    [TRANSFORMER_HEADS] =
        PARAM_FEW("heads", "h", "of attention; the width is a multiple of them", 2, 1, HEADS_MOST),
    [TRANSFORMER_WIDTH] = PARAM_FEW(
        "width", "D", "numbers a step; the perceptron has four times as many", 32, 1, WIDTH_WIDEST),
    [TRANSFORMER_LENGTH] = PARAM_FEW(
        "length", "T", "time steps of a sequence; of memorise the blanks", 32, 1, LENGTH_MOST),
    [TRANSFORMER_SCALE] = PARAM_FROM_ZERO(
        "init-scale", "s", "deviation of the random start; biases begin at 0", 0.02, 1000),
    [TRANSFORMER_DATA] =
        NETWORK_DATA("temporal-order, memorise, adding, rhyme or text:FILE", "rhyme"),
    [TRANSFORMER_SAMPLES] = NETWORK_SAMPLES("how many to train on; 0: every batch has new ones"),
    [TRANSFORMER_BATCH] = NETWORK_BATCH("samples a step; 0: as many as are looked at"),
    [TRANSFORMER_SEED] = NETWORK_SEED("of start, data and batches"),
};

static bool transformer_read(UNUSED struct network *n, const struct value *v,
                             struct data_spec *spec, char *why, size_t size)
{
    int width = (int)v[TRANSFORMER_WIDTH].num, heads = (int)v[TRANSFORMER_HEADS].num;
    spec->steps = (int)v[TRANSFORMER_LENGTH].num;
    if (width % heads == 0)
        return true;
    snprintf(why, size, "width: found %d; expected a multiple of the %d heads", width, heads);
    return false;
}

static int linear(struct graph *g, int x, int out)
{
    int weight = graph_param(g, NETWORK_WEIGHT, out, g->node[x].shape.cols);
    return graph_op3(g, &op_linear, x, weight, graph_param(g, NETWORK_BIAS, 1, out));
}

static int layer_norm(struct graph *g, int x)
{
    int cols = g->node[x].shape.cols, scale = graph_param(g, NORM_SCALE, 1, cols);
    return graph_op3(g, &op_layer_norm, x, scale, graph_param(g, NORM_SHIFT, 1, cols));
}

static int columns(struct graph *g, int x, int first, int count)
{
    return graph_op_arg(g, &op_slice, &x, 1, (int[]){first, count});
}

/* softmax(Q Kᵀ/√d) V of each head, side by side, and a layer. */
static int attention(struct graph *g, int x, int heads)
{
    int D = g->node[x].shape.cols, d = D / heads, all = -1, qkv = linear(g, x, 3 * D);
    for (int h = 0; h < heads; h++) {
        int q = columns(g, qkv, h * d, d), k = columns(g, qkv, D + h * d, d);
        int v = columns(g, qkv, 2 * D + h * d, d);
        int scores = graph_op_arg(g, &op_matmul, (int[]){q, k}, 2, (int[]){1, 0});
        int seen = graph_op_arg(g, &op_causal, &scores, 1, (int[]){d, 0});
        int head = graph_op_arg(g, &op_matmul, (int[]){seen, v}, 2, (int[]){0, 0});
        all = all < 0 ? head : graph_op2(g, &op_concat, all, head);
    }
    return linear(g, all, D);
}

static int perceptron(struct graph *g, int x)
{
    int D = g->node[x].shape.cols;
    return linear(g, graph_op1(g, &op_gelu, linear(g, x, 4 * D)), D);
}

/* What a part makes of x is added to x. */
static int add_part(struct network *n, int x, int heads, bool post, const char *name)
{
    struct graph *g = &n->graph;
    int first = g->dim, in = post ? x : layer_norm(g, x);
    int sum = graph_op2(g, &op_sum, x, heads > 0 ? attention(g, in, heads) : perceptron(g, in));
    sum = post ? layer_norm(g, sum) : sum;
    network_block(n, name, first);
    return sum;
}

static void transformer_build(struct network *n, const struct value *v)
{
    struct graph *g = &n->graph;
    int D = (int)v[TRANSFORMER_WIDTH].num, T = n->data->steps, scored = n->data->scored;
    bool post = v[TRANSFORMER_NORM].num == NORM_POST;
    enum network_loss loss = n->data->classes > 0 ? LOSS_CROSS_ENTROPY : LOSS_SQUARES;
    network_begin_graph(n, loss);
    int K = g->node[n->input].shape.cols, embedding = graph_param(g, NETWORK_WEIGHT, K, D);
    int x = graph_op_arg(g, n->data->symbols ? &op_embedding : &op_matmul,
                         (int[]){n->input, embedding}, 2, (int[]){0, 0});
    x = graph_op2(g, &op_sum, x, graph_param(g, NETWORK_WEIGHT, T, D));
    network_block(n, "embedding", 0);
    for (int i = 1; i <= (int)v[TRANSFORMER_BLOCKS].num; i++) {
        char name[24];
        snprintf(name, sizeof name, "%d: attention", i);
        x = add_part(n, x, (int)v[TRANSFORMER_HEADS].num, post, name);
        snprintf(name, sizeof name, "%d: perceptron", i);
        x = add_part(n, x, 0, post, name);
    }
    int first = g->dim;
    x = post ? x : layer_norm(g, x);
    if (scored < T)
        x = graph_op_arg(g, &op_last, &x, 1, (int[]){scored, 0});
    n->output = linear(g, x, n->outputs);
    network_block(n, "head", first);
    network_end_graph(n, loss);
}

/* Weights normal, biases and shifts 0, scales of norms 1: as GPT-2's. */
static void transformer_init(const struct problem *p, double *x)
{
    const struct network *n = network_of(p);
    struct rng rng;
    rng_seed(&rng, n->seed);
    for (int i = 0; i < n->graph.n; i++) {
        const struct node *node = &n->graph.node[i];
        if (!node->is_param)
            continue;
        bool weight = strcmp(node->name, NETWORK_WEIGHT) == 0;
        bool scale = strcmp(node->name, NORM_SCALE) == 0;
        for (int k = 0; k < node->shape.rows * node->shape.cols; k++)
            x[node->first + k] =
                weight ? p->values[TRANSFORMER_SCALE].num * rng_normal(&rng) : (scale ? 1 : 0);
    }
}

static void transformer_formula(const struct network *n, const struct value *v, char *buf,
                                size_t size)
{
    snprintf(buf, size, "%s-norm transformer of %.0f, %d steps, %.20s",
             norm_names[(int)v[TRANSFORMER_NORM].num], v[TRANSFORMER_WIDTH].num, n->data->steps,
             v[TRANSFORMER_DATA].text);
}

static const struct architecture transformer = {
    .read = transformer_read,
    .build = transformer_build,
    .formula = transformer_formula,
};

const struct problem_kind problem_transformer = {
    .name = "transformer",
    .title = "A transformer on sequences",
    .formula = "f(θ) = mean loss of head(x), x ← x + attention(norm x), x ← x + perceptron(norm x)",
    .source = "Vaswani et al., Attention is all you need (2017)",
    PARAM_TABLE(params),
    .init = transformer_init,
    .architecture = &transformer,
    NETWORK_TRAINED,
};
