#include "net/op.h"

static bool product_shape(const struct shape *in, int n_in, UNUSED const int *arg,
                          struct shape *out)
{
    *out = in[0];
    return n_in == 2 && in[0].rows == in[1].rows && in[0].cols == in[1].cols &&
           in[0].per_sample == in[1].per_sample;
}

static void product_forward(const struct op_call *c)
{
    size_t n = tensor_size(&c->out);
    for (size_t i = 0; i < n; i++)
        c->out.v[i] = c->in[0].v[i] * c->in[1].v[i];
}

static void product_backward(const struct op_call *c)
{
    size_t n = tensor_size(&c->out);
    for (int k = 0; k < 2; k++)
        for (size_t i = 0; c->in[k].d && i < n; i++)
            give(&c->in[k], c->in[k].d, i, c->out.d[i] * c->in[1 - k].v[i]);
}

static void product_tangent_forward(const struct op_call *c)
{
    size_t n = tensor_size(&c->out);
    const struct tensor *a = &c->in[0], *b = &c->in[1];
    for (size_t i = 0; i < n; i++)
        c->out.tv[i] = (a->tv ? a->tv[i] * b->v[i] : 0) + (b->tv ? a->v[i] * b->tv[i] : 0);
}

static void product_tangent_backward(const struct op_call *c)
{
    size_t n = tensor_size(&c->out);
    for (int k = 0; k < 2; k++) {
        const struct tensor *t = &c->in[k], *other = &c->in[1 - k];
        for (size_t i = 0; t->td && i < n; i++)
            give(t, t->td, i,
                 c->out.td[i] * other->v[i] + (other->tv ? c->out.d[i] * other->tv[i] : 0));
    }
}

const struct op OP(product) = {
    OP_PASSES(product),
    .name = "product",
    .shape = product_shape,
};
