#include "net/op.h"

/* Asked as x <= 0, so that a NaN goes through. */

static void relu_forward(const struct op_call *c)
{
    size_t n = tensor_size(&c->out);
    const real *x = c->in[0].v;
    real *y = c->out.v;
    for (size_t i = 0; i < n; i++)
        y[i] = x[i] <= 0 ? 0 : x[i];
}

static void relu_backward(const struct op_call *c)
{
    size_t n = tensor_size(&c->out);
    const struct tensor *x = &c->in[0];
    for (size_t i = 0; i < n; i++)
        give(x, x->d, i, x->v[i] <= 0 ? 0 : c->out.d[i]);
}

static void relu_tangent_forward(const struct op_call *c)
{
    size_t n = tensor_size(&c->out);
    const struct tensor *x = &c->in[0];
    for (size_t i = 0; i < n; i++)
        c->out.tv[i] = x->v[i] <= 0 ? 0 : x->tv[i];
}

static void relu_tangent_backward(const struct op_call *c)
{
    size_t n = tensor_size(&c->out);
    const struct tensor *x = &c->in[0];
    for (size_t i = 0; i < n; i++)
        give(x, x->td, i, x->v[i] <= 0 ? 0 : c->out.td[i]);
}

const struct op op_relu = {
    .name = "relu",
    .shape = op_same_shape,
    .forward = relu_forward,
    .backward = relu_backward,
    .tangent_forward = relu_tangent_forward,
    .tangent_backward = relu_tangent_backward,
};
