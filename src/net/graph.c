#include "net/graph.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

void graph_init(struct graph *g)
{
    g->n = g->dim = 0;
}

static struct node *node_add(struct graph *g, struct shape shape)
{
    assert(g->n < GRAPH_NODES_MAX && shape.rows > 0 && shape.cols > 0);
    struct node *node = &g->node[g->n++];
    *node = (struct node){.shape = shape};
    return node;
}

int graph_input(struct graph *g, int rows, int cols)
{
    node_add(g, (struct shape){rows, cols, true});
    return g->n - 1;
}

int graph_param(struct graph *g, const char *name, int rows, int cols)
{
    struct node *node = node_add(g, (struct shape){rows, cols, false});
    assert(rows <= (INT_MAX - g->dim) / cols);
    node->needs = node->is_param = true;
    node->first = g->dim;
    g->dim += rows * cols;
    snprintf(node->name, sizeof node->name, "%s", name);
    return g->n - 1;
}

int graph_op_arg(struct graph *g, const struct op *op, const int *in, int n_in, const int *arg)
{
    struct shape shapes[OP_INPUTS_MAX] = {0}, out = {0};
    int args[OP_ARGS_MAX] = {0};
    assert(n_in > 0 && n_in <= OP_INPUTS_MAX);
    if (arg)
        memcpy(args, arg, sizeof args);
    for (int i = 0; i < n_in; i++) {
        assert(in[i] >= 0 && in[i] < g->n);
        shapes[i] = g->node[in[i]].shape;
    }
    bool fits = op->shape(shapes, n_in, args, &out);
    assert(fits);
    (void)fits;
    struct node *node = node_add(g, out);
    node->op = op;
    node->n_in = n_in;
    memcpy(node->arg, args, sizeof args);
    for (int i = 0; i < n_in; i++) {
        node->in[i] = in[i];
        node->needs |= g->node[in[i]].needs;
    }
    return g->n - 1;
}

int graph_op1(struct graph *g, const struct op *op, int a)
{
    return graph_op_arg(g, op, &a, 1, NULL);
}

int graph_op2(struct graph *g, const struct op *op, int a, int b)
{
    return graph_op_arg(g, op, (int[]){a, b}, 2, NULL);
}

int graph_op3(struct graph *g, const struct op *op, int a, int b, int c)
{
    return graph_op_arg(g, op, (int[]){a, b, c}, 3, NULL);
}

bool op_same_shape(const struct shape *in, int n_in, const int *arg, struct shape *out)
{
    (void)n_in, (void)arg;
    *out = in[0];
    return true;
}
