#include "net/op.h"

static bool sum_shape(const struct shape *in, int n_in, UNUSED const int *arg, struct shape *out)
{
    bool alike = in[0].rows == in[1].rows && in[0].per_sample == in[1].per_sample;
    bool row = (in[1].rows == 1 || in[1].rows == in[0].rows) && !in[1].per_sample;
    *out = in[0];
    return n_in == 2 && in[0].cols == in[1].cols && (alike || row);
}

/* to = a + b, b's one row with every row of a, or its rows with those of every sample; either may
 * be NULL: nothing is added. */
static void add_up(const struct op_call *c, const real *a, const real *b, real *to)
{
    size_t n = tensor_size(&c->out), m = tensor_size(&c->in[1]);
    for (size_t i = 0; i < n; i += m)
        for (size_t j = 0; j < m; j++)
            to[i + j] = (a ? a[i + j] : 0) + (b ? b[j] : 0);
}

static void pass_down(const struct op_call *c, const real *dy, const struct tensor *t, real *to)
{
    size_t n = tensor_size(&c->out), m = tensor_size(t);
    GIVE(t, to, i, dy[i]);
    for (size_t i = m; i < n; i += m)
        for (size_t j = 0; j < m; j++)
            to[j] += dy[i + j];
}

static void sum_forward(const struct op_call *c)
{
    add_up(c, c->in[0].v, c->in[1].v, c->out.v);
}

static void sum_backward(const struct op_call *c)
{
    for (int k = 0; k < 2; k++)
        if (c->in[k].d)
            pass_down(c, c->out.d, &c->in[k], c->in[k].d);
}

static void sum_tangent_forward(const struct op_call *c)
{
    add_up(c, c->in[0].tv, c->in[1].tv, c->out.tv);
}

static void sum_tangent_backward(const struct op_call *c)
{
    for (int k = 0; k < 2; k++)
        if (c->in[k].td)
            pass_down(c, c->out.td, &c->in[k], c->in[k].td);
}

const struct op OP(sum) = {
    OP_PASSES(sum),
    .name = "sum",
    .shape = sum_shape,
};
