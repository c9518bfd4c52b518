/* What the graphs of all architectures have: data that come in, a loss at the end, and lists of
 * their parameters. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "problem/network_parts.h"

void network_begin_graph(struct network *n, enum network_loss loss)
{
    const struct data *d = n->data;
    int classes = loss == LOSS_CROSS_ENTROPY;
    n->outputs = d->classes > 0 ? d->classes : d->targets / d->scored;
    graph_init(&n->graph);
    n->input = graph_input(&n->graph, d->steps, d->inputs / d->steps);
    n->target = graph_input(&n->graph, d->scored, classes ? 1 : n->outputs);
}

void network_block(struct network *n, const char *name, int first)
{
    assert(n->n_blocks < NETWORK_BLOCKS_MAX);
    struct block *b = &n->blocks[n->n_blocks++];
    *b = (struct block){.first = first, .count = n->graph.dim - first};
    snprintf(b->name, sizeof b->name, "%s", name);
}

/* The parameters of the graph one by one: matrices with their rows, and vectors. */
static void list_tensors(struct network *n)
{
    for (int i = 0; i < n->graph.n; i++) {
        const struct node *node = &n->graph.node[i];
        if (!node->is_param)
            continue;
        assert(n->n_tensors < NETWORK_TENSORS_MAX);
        struct block *t = &n->tensors[n->n_tensors++];
        *t =
            (struct block){.first = node->first,
                           .count = node->shape.rows * node->shape.cols,
                           .units = strcmp(node->name, NETWORK_WEIGHT) == 0 ? node->shape.rows : 0};
        memcpy(t->name, node->name, sizeof t->name);
        t->name[sizeof t->name - 1] = '\0';
    }
}

void network_end_graph(struct network *n, enum network_loss loss)
{
    n->loss = graph_op2(&n->graph, loss == LOSS_CROSS_ENTROPY ? &op_cross_entropy : &op_squares,
                        n->output, n->target);
    n->loss_scale = loss == LOSS_HALF_SQUARES ? 0.5 : 1;
    n->one_hot = loss != LOSS_CROSS_ENTROPY && n->data->classes > 0;
    list_tensors(n);
}
