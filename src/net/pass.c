/* One user's arena of a graph, and the four passes over it. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/vec.h"
#include "net/graph.h"
#include "net/product.h"

enum sweep { SWEEP_FORWARD, SWEEP_BACK, SWEEP_TANGENT, SWEEP_TANGENT_BACK };

/* The arena: four planes (v, d, tv, td) of one layout. Parameters come first and without gaps, so
 * that each plane begins with a flat vector of them. */
struct pass {
    const struct graph *g;
    int samples_max, samples;
    real *memory;
    real *v, *d, *tv, *td;         /* the planes */
    size_t at[GRAPH_NODES_MAX];    /* of a node in each plane */
    real *keep[GRAPH_NODES_MAX];   /* what its operation keeps */
    bool touched[GRAPH_NODES_MAX]; /* its d has been given a part in this pass backward */
    enum sweep sweep;              /* what was begun last, */
    int next, last;                /* the node it has come to, and the one it ends (or began) at */
};

/* Cache lines, and with them vector registers, begin with a node. */
enum { ALIGN = 64 / sizeof(real) };

static size_t round_up(size_t n)
{
    return (n + ALIGN - 1) / ALIGN * ALIGN;
}

static size_t node_size(const struct node *node, int samples)
{
    size_t rows = (size_t)node->shape.rows * (node->shape.per_sample ? (size_t)samples : 1);
    return rows * (size_t)node->shape.cols;
}

static size_t keep_size(const struct graph *g, const struct node *node, int samples)
{
    struct shape in[OP_INPUTS_MAX] = {0};
    if (!node->op || !node->op->keep)
        return 0;
    for (int i = 0; i < node->n_in; i++)
        in[i] = g->node[node->in[i]].shape;
    return round_up(node->op->keep(in, samples));
}

/* Where the nodes are in each plane, into at unless it is NULL; how long a plane is, and what the
 * operations keep. */
static size_t lay_out(const struct graph *g, int samples_max, size_t *at, size_t *kept)
{
    size_t plane = round_up((size_t)g->dim);
    *kept = 0;
    for (int i = 0; i < g->n; i++) {
        const struct node *node = &g->node[i];
        if (at)
            at[i] = node->is_param ? (size_t)node->first : plane;
        plane += node->is_param ? 0 : round_up(node_size(node, samples_max));
        *kept += keep_size(g, node, samples_max);
    }
    return plane;
}

double pass_bytes(const struct graph *g, int samples_max)
{
    size_t kept, plane = lay_out(g, samples_max, NULL, &kept);
    return (4.0 * (double)plane + (double)kept) * sizeof(real);
}

struct pass *pass_new(const struct graph *g, int samples_max)
{
    struct pass *p = mem_alloc(1, sizeof *p);
    size_t kept, plane = lay_out(g, samples_max, p->at, &kept);
    p->g = g;
    p->samples_max = p->samples = samples_max;
    p->memory = mem_alloc(4 * plane + kept + ALIGN, sizeof(real));
    size_t past = (size_t)p->memory / sizeof(real) % ALIGN;
    p->v = p->memory + (ALIGN - past) % ALIGN;
    p->d = p->v + plane;
    p->tv = p->d + plane;
    p->td = p->tv + plane;
    real *keep = p->td + plane;
    for (int i = 0; i < g->n; i++) {
        p->keep[i] = keep;
        keep += keep_size(g, &g->node[i], samples_max);
    }
    return p;
}

void pass_free(struct pass *p)
{
    if (p)
        free(p->memory);
    free(p);
}

bool pass_params(struct pass *p, const double *x)
{
    int changed = 0; /* counted without a branch; a NaN is never what it was */
    for (int i = 0; i < p->g->dim; i++) {
        real v = (real)x[i];
        changed |= v != p->v[i];
        p->v[i] = v;
    }
    return changed != 0;
}

void pass_samples(struct pass *p, int n)
{
    assert(n > 0 && n <= p->samples_max);
    p->samples = n;
}

real *pass_value(const struct pass *p, int node)
{
    return p->v + p->at[node];
}

static struct tensor tensor_of(const struct pass *p, int i)
{
    const struct node *node = &p->g->node[i];
    size_t at = p->at[i];
    struct tensor t = {
        .rows = node->shape.rows * (node->shape.per_sample ? p->samples : 1),
        .cols = node->shape.cols,
        .step = node->shape.per_sample ? node_size(node, 1) : 0,
        .v = p->v + at,
    };
    if (node->needs)
        t.d = p->d + at, t.tv = p->tv + at, t.td = p->td + at;
    return t;
}

static struct op_call call_of(const struct pass *p, int i)
{
    const struct node *node = &p->g->node[i];
    struct op_call c = {.n_in = node->n_in, .samples = p->samples, .keep = p->keep[i]};
    c.out = tensor_of(p, i);
    memcpy(c.arg, node->arg, sizeof c.arg);
    for (int k = 0; k < node->n_in; k++)
        c.in[k] = tensor_of(p, node->in[k]);
    return c;
}

void pass_begin_forward(struct pass *p, int last)
{
    p->sweep = SWEEP_FORWARD;
    p->next = 0, p->last = last;
}

/* From the loss back to the front. */
static void begin_back(struct pass *p, enum sweep sweep, int loss)
{
    memset(p->touched, 0, sizeof p->touched);
    p->touched[loss] = true;
    p->sweep = sweep;
    p->next = p->last = loss;
}

void pass_begin_backward(struct pass *p, int loss, double weight)
{
    assert(node_size(&p->g->node[loss], p->samples) == 1);
    p->d[p->at[loss]] = (real)weight;
    begin_back(p, SWEEP_BACK, loss);
}

void pass_begin_tangent(struct pass *p, int loss, const double *v)
{
    for (int i = 0; i < p->g->dim; i++)
        p->tv[i] = (real)v[i];
    p->sweep = SWEEP_TANGENT;
    p->next = 0, p->last = loss;
}

static bool is_back(const struct pass *p)
{
    return p->sweep == SWEEP_BACK || p->sweep == SWEEP_TANGENT_BACK;
}

/* Derivatives go over the nodes that depend on a parameter, and backward over those that the loss
 * depends on. */
static bool has_work(const struct pass *p, int i)
{
    const struct node *node = &p->g->node[i];
    if (!node->op || p->sweep == SWEEP_FORWARD)
        return node->op != NULL;
    return node->needs && (!is_back(p) || p->touched[i]);
}

/* Goes on to the next node that has work. False: no such node. */
static bool seek(struct pass *p)
{
    while (p->next >= 0 && p->next <= p->last && !has_work(p, p->next))
        p->next += is_back(p) ? -1 : 1;
    return p->next >= 0 && p->next <= p->last;
}

/* The first part of a node's derivative is written, further ones are added. */
static void give_back(struct pass *p, const struct node *node, struct op_call *c)
{
    for (int k = 0; k < node->n_in; k++) {
        c->in[k].add = p->touched[node->in[k]];
        p->touched[node->in[k]] = true;
    }
}

static void make(struct pass *p, int i)
{
    const struct node *node = &p->g->node[i];
    struct op_call c = call_of(p, i);
    const struct op *op = node->op;
    int level = product_level();
    if (level > 0 && op->wider[level - 1])
        op = op->wider[level - 1];
    if (is_back(p))
        give_back(p, node, &c);
    switch (p->sweep) {
    case SWEEP_FORWARD:
        op->forward(&c);
        break;
    case SWEEP_BACK:
        op->backward(&c);
        break;
    case SWEEP_TANGENT:
        op->tangent_forward(&c);
        break;
    case SWEEP_TANGENT_BACK:
        op->tangent_backward(&c);
        break;
    }
}

bool pass_more(struct pass *p)
{
    if (seek(p)) {
        make(p, p->next);
        p->next += is_back(p) ? -1 : 1;
    }
    if (seek(p))
        return false;
    if (p->sweep != SWEEP_TANGENT)
        return true;
    p->td[p->at[p->last]] = 0;
    begin_back(p, SWEEP_TANGENT_BACK, p->last);
    return false;
}

static void finish(struct pass *p)
{
    while (!pass_more(p))
        ;
}

void pass_forward(struct pass *p, int last)
{
    pass_begin_forward(p, last);
    finish(p);
}

void pass_backward(struct pass *p, int loss, double weight)
{
    pass_begin_backward(p, loss, weight);
    finish(p);
}

static void copy_out(const real *plane, double *out, int n, bool add)
{
    if (add)
        for (int k = 0; k < n; k++)
            out[k] += (double)plane[k];
    else
        for (int k = 0; k < n; k++)
            out[k] = (double)plane[k];
}

/* The parameters' part of plane d or td; those the loss does not depend on have none. */
static void params_out(const struct pass *p, const real *plane, double *out, bool add)
{
    for (int i = 0; i < p->g->n; i++) {
        const struct node *node = &p->g->node[i];
        if (!node->is_param)
            continue;
        int end = node->first + (int)node_size(node, 1);
        if (p->touched[i])
            copy_out(plane + node->first, out + node->first, end - node->first, add);
        else if (!add)
            memset(out + node->first, 0, (size_t)(end - node->first) * sizeof *out);
    }
}

double pass_gradient(const struct pass *p, double *g, bool add)
{
    for (int i = 0; i < p->g->n; i++)
        if (p->g->dim < VEC_LONG || (p->g->node[i].is_param && !p->touched[i])) {
            params_out(p, p->d, g, add);
            return NAN;
        }
    /* A stretch is squared while it is in the cache. */
    double sum[8] = {0};
    for (int i = 0, n; i < p->g->dim; i += n) {
        n = p->g->dim - i < VEC_STRETCH ? p->g->dim - i : VEC_STRETCH;
        copy_out(p->d + i, g + i, n, add);
        vec_square(sum, g + i, n);
    }
    return vec_norm_of(vec_square_end(sum));
}

void pass_product(const struct pass *p, double *out, bool add)
{
    params_out(p, p->td, out, add);
}

void pass_hess_vec(struct pass *p, int loss, const double *v, double *out, bool add)
{
    pass_begin_tangent(p, loss, v);
    finish(p);
    pass_product(p, out, add);
}
