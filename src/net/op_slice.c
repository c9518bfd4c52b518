#include <string.h>

#include "net/op.h"

static bool slice_shape(const struct shape *in, int n_in, const int *arg, struct shape *out)
{
    *out = (struct shape){in[0].rows, arg[1], in[0].per_sample};
    return n_in == 1 && arg[0] >= 0 && arg[1] > 0 && arg[0] <= in[0].cols - arg[1];
}

static void take(const struct op_call *c, const real *v, real *to)
{
    size_t wide = (size_t)c->in[0].cols, cols = (size_t)c->out.cols;
    v += c->arg[0];
    for (int i = 0; i < c->out.rows; i++, v += wide, to += cols)
        memcpy(to, v, cols * sizeof *to);
}

/* The columns that were not taken have a derivative too: 0. */
static void put_back(const struct op_call *c, const real *d, real *to)
{
    size_t wide = (size_t)c->in[0].cols, cols = (size_t)c->out.cols;
    bool add = c->in[0].add;
    if (!add)
        memset(to, 0, tensor_size(&c->in[0]) * sizeof *to);
    to += c->arg[0];
    for (int i = 0; i < c->out.rows; i++, to += wide, d += cols)
        for (size_t j = 0; j < cols; j++)
            to[j] = add ? to[j] + d[j] : d[j];
}

static void slice_forward(const struct op_call *c)
{
    take(c, c->in[0].v, c->out.v);
}

static void slice_backward(const struct op_call *c)
{
    put_back(c, c->out.d, c->in[0].d);
}

static void slice_tangent_forward(const struct op_call *c)
{
    take(c, c->in[0].tv, c->out.tv);
}

static void slice_tangent_backward(const struct op_call *c)
{
    put_back(c, c->out.td, c->in[0].td);
}

const struct op OP(slice) = {
    OP_WIDER(slice),
    .name = "slice",
    .shape = slice_shape,
    .forward = slice_forward,
    .backward = slice_backward,
    .tangent_forward = slice_tangent_forward,
    .tangent_backward = slice_tangent_backward,
};
