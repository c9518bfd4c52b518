/* A perceptron as a graph, and its random start. */
#include <stdio.h>
#include <string.h>

#include "base/rng.h"
#include "problem/network_parts.h"

#define WEIGHT     "weight"
#define BIAS       "bias"
#define NORM_SCALE "norm scale"
#define NORM_SHIFT "norm shift"

static const struct op *const activations[] = {
    [ACTIVATION_RELU] = &op_relu,
    [ACTIVATION_TANH] = &op_tanh,
    [ACTIVATION_GELU] = &op_gelu,
    [ACTIVATION_NONE] = NULL,
};

/* Layer i: linear, and, where it is not the last, layer norm and activation. */
static int add_layer(struct network *n, const struct value *values, int i, int x)
{
    struct graph *g = &n->graph;
    int in = n->widths[i], out = n->widths[i + 1], first = g->dim;
    int weight = graph_param(g, WEIGHT, out, in);
    x = values[NETWORK_BIAS].num != 0
            ? graph_op3(g, &op_linear, x, weight, graph_param(g, BIAS, 1, out))
            : graph_op2(g, &op_linear, x, weight);
    bool last = i + 2 == n->n_widths;
    if (!last && values[NETWORK_NORM].num != 0) {
        int scale = graph_param(g, NORM_SCALE, 1, out);
        x = graph_op3(g, &op_layer_norm, x, scale, graph_param(g, NORM_SHIFT, 1, out));
    }
    const struct op *bend = activations[(int)values[NETWORK_ACTIVATION].num];
    if (!last && bend)
        x = graph_op1(g, bend, x);
    struct block *b = &n->blocks[i];
    *b = (struct block){.first = first, .count = g->dim - first};
    snprintf(b->name, sizeof b->name, "%d: %d-%d", i + 1, in, out);
    return x;
}

/* The parameters of the graph one by one: matrices with their rows, and vectors. */
static void list_tensors(struct network *n)
{
    for (int i = 0; i < n->graph.n; i++) {
        const struct node *node = &n->graph.node[i];
        if (!node->is_param)
            continue;
        struct block *t = &n->tensors[n->n_tensors++];
        *t = (struct block){.first = node->first,
                            .count = node->shape.rows * node->shape.cols,
                            .units = strcmp(node->name, WEIGHT) == 0 ? node->shape.rows : 0};
        snprintf(t->name, sizeof t->name, "%s", node->name);
    }
}

void network_build(struct network *n, const struct value *values)
{
    int kind = (int)values[NETWORK_LOSS].num, out = n->widths[n->n_widths - 1];
    graph_init(&n->graph);
    n->input = graph_input(&n->graph, 1, n->widths[0]);
    n->target = graph_input(&n->graph, 1, kind == LOSS_CROSS_ENTROPY ? 1 : out);
    n->output = n->input;
    for (int i = 0; i + 1 < n->n_widths; i++)
        n->output = add_layer(n, values, i, n->output);
    n->loss = graph_op2(&n->graph, kind == LOSS_CROSS_ENTROPY ? &op_cross_entropy : &op_squares,
                        n->output, n->target);
    n->loss_scale = kind == LOSS_HALF_SQUARES ? 0.5 : 1;
    n->one_hot = kind != LOSS_CROSS_ENTROPY && n->data->classes > 0;
    list_tensors(n);
}

/* Weights (out, in) of a layer. torch: nn.Linear's own, uniform within 1/√in, biases too. he:
 * normal of variance 2/in (He et al. 2015). xavier: uniform within √(6/(in + out)) (Glorot, Bengio
 * 2010). Biases of the last two are 0. */
static void init_block(struct rng *rng, int init, double scale, const struct node *weight,
                       const struct node *node, double *x)
{
    int in = weight->shape.cols, out = weight->shape.rows;
    bool bias = node != weight;
    for (int i = 0; i < node->shape.rows * node->shape.cols; i++) {
        double spread = 2 * rng_uniform(rng) - 1;
        if (init == INIT_TORCH)
            x[i] = scale * spread / sqrt(in);
        else if (bias)
            x[i] = 0;
        else if (init == INIT_HE)
            x[i] = scale * rng_normal(rng) * sqrt(2.0 / in);
        else
            x[i] = scale * spread * sqrt(6.0 / (in + out));
    }
}

void network_init(const struct problem *p, double *x)
{
    const struct network *n = network_of(p);
    const struct node *weight = NULL;
    struct rng rng;
    rng_seed(&rng, n->seed);
    for (int i = 0; i < n->graph.n; i++) {
        const struct node *node = &n->graph.node[i];
        if (!node->is_param)
            continue;
        bool scale = strcmp(node->name, NORM_SCALE) == 0;
        if (strcmp(node->name, WEIGHT) == 0)
            weight = node;
        if (scale || strcmp(node->name, NORM_SHIFT) == 0)
            for (int k = 0; k < node->shape.cols; k++)
                x[node->first + k] = scale;
        else if (weight) /* a layer's weight comes before its bias */
            init_block(&rng, (int)p->values[NETWORK_INIT].num, p->values[NETWORK_SCALE].num, weight,
                       node, x + node->first);
    }
}
