/* A static graph of matrix operations. The graph itself is a plan, the same for all who compute on
 * it; a pass is one user's arena (a run's, a thread's), made for batches up to a size.
 *
 * Parameters are flat vectors of doubles outside, one after the other in the order they were added:
 * layer by layer, weight (out, in), then bias, is the order of torch's parameters(). */
#ifndef NET_GRAPH_H
#define NET_GRAPH_H

#include "net/op.h"

enum { GRAPH_NODES_MAX = 256, GRAPH_NAME_MAX = 24 };

struct node {
    const struct op *op; /* NULL: an input or a parameter */
    int in[OP_INPUTS_MAX], n_in;
    int arg[OP_ARGS_MAX];
    struct shape shape;
    bool needs;    /* depends on a parameter */
    bool is_param; /* parameters first .. first + rows·cols - 1 */
    int first;
    char name[GRAPH_NAME_MAX]; /* of a parameter */
};

struct graph {
    int n, dim; /* nodes; parameters */
    struct node node[GRAPH_NODES_MAX];
};

void graph_init(struct graph *g);
/* Nodes; each returns its number. Inputs: rows×cols a sample. Shapes that do not go together are
 * the programmer's mistake. */
int graph_input(struct graph *g, int rows, int cols);
int graph_param(struct graph *g, const char *name, int rows, int cols);
int graph_op1(struct graph *g, const struct op *op, int a);
int graph_op2(struct graph *g, const struct op *op, int a, int b);
int graph_op3(struct graph *g, const struct op *op, int a, int b, int c);
int graph_op_arg(struct graph *g, const struct op *op, const int *in, int n_in, const int *arg);

struct pass;
struct pass *pass_new(const struct graph *g, int samples_max);
void pass_free(struct pass *p);
/* What one takes; as a number that cannot overflow. */
double pass_bytes(const struct graph *g, int samples_max);

/* The parameters (g->dim doubles), for all that follows. False: they are what they were. */
bool pass_params(struct pass *p, const double *x);
/* Samples in the batch, at most samples_max; before inputs are filled. */
void pass_samples(struct pass *p, int n);
/* Where an input's values are written, or any node's can be read: rows of all samples. */
real *pass_value(const struct pass *p, int node);

/* The values of all nodes up to and including `last`. */
void pass_forward(struct pass *p, int last);
/* After forward: the derivatives of weight·(loss, a node of 1×1) by everything before it. */
void pass_backward(struct pass *p, int loss, double weight);
/* Writes, or adds, the derivatives by the parameters that backward left (dim doubles). Returns the
 * norm of what is there then, to the bit as vec_norm has it, NAN unless it was found on the way. */
double pass_gradient(const struct pass *p, double *g, bool add);
/* After backward with the same loss and weight: writes, or adds, the Hessian of weight·loss times
 * v (dim doubles). */
void pass_hess_vec(struct pass *p, int loss, const double *v, double *out, bool add);

/* The same an operation at a time: after one of these, pass_more until it returns true, and of the
 * tangents pass_product then. To begin anew gives up what was begun before. */
void pass_begin_forward(struct pass *p, int last);
void pass_begin_backward(struct pass *p, int loss, double weight);
void pass_begin_tangent(struct pass *p, int loss, const double *v);
bool pass_more(struct pass *p);
void pass_product(const struct pass *p, double *out, bool add);

#endif
