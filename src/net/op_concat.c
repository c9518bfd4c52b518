#include "net/op.h"

static bool concat_shape(const struct shape *in, int n_in, UNUSED const int *arg, struct shape *out)
{
    *out = (struct shape){in[0].rows, in[0].cols + in[1].cols, in[0].per_sample};
    return n_in == 2 && in[0].rows == in[1].rows && in[0].per_sample == in[1].per_sample;
}

/* Where entry (i, j) of input k is in the result. */
static size_t place(const struct op_call *c, int k, int i, int j)
{
    return (size_t)i * (size_t)c->out.cols + (size_t)(j + (k == 1 ? c->in[0].cols : 0));
}

static void join(const struct op_call *c, int k, const real *v, real *to)
{
    int cols = c->in[k].cols;
    for (int i = 0; i < c->out.rows; i++)
        for (int j = 0; j < cols; j++)
            to[place(c, k, i, j)] = v ? v[(size_t)i * (size_t)cols + (size_t)j] : 0;
}

static void part(const struct op_call *c, int k, const real *d, real *to)
{
    int cols = c->in[k].cols;
    for (int i = 0; i < c->out.rows; i++)
        for (int j = 0; j < cols; j++)
            give(&c->in[k], to, (size_t)i * (size_t)cols + (size_t)j, d[place(c, k, i, j)]);
}

static void concat_forward(const struct op_call *c)
{
    for (int k = 0; k < 2; k++)
        join(c, k, c->in[k].v, c->out.v);
}

static void concat_backward(const struct op_call *c)
{
    for (int k = 0; k < 2; k++)
        if (c->in[k].d)
            part(c, k, c->out.d, c->in[k].d);
}

static void concat_tangent_forward(const struct op_call *c)
{
    for (int k = 0; k < 2; k++)
        join(c, k, c->in[k].tv, c->out.tv);
}

static void concat_tangent_backward(const struct op_call *c)
{
    for (int k = 0; k < 2; k++)
        if (c->in[k].td)
            part(c, k, c->out.td, c->in[k].td);
}

const struct op OP(concat) = {
    OP_PASSES(concat),
    .name = "concat",
    .shape = concat_shape,
};
