#include "net/op.h"
#include "net/real_math.h"

/* y' = 1 − y², y'' = −2 y y'. */

static void tanh_forward(const struct op_call *c)
{
    real_tanh(c->out.v, c->in[0].v, (int)tensor_size(&c->out));
}

static void tanh_backward(const struct op_call *c)
{
    const real *y = c->out.v, *dy = c->out.d;
    GIVE(&c->in[0], c->in[0].d, i, dy[i] * (1 - y[i] * y[i]));
}

static void tanh_tangent_forward(const struct op_call *c)
{
    size_t n = tensor_size(&c->out);
    const real *y = c->out.v, *tx = c->in[0].tv;
    for (size_t i = 0; i < n; i++)
        c->out.tv[i] = tx[i] * (1 - y[i] * y[i]);
}

static void tanh_tangent_backward(const struct op_call *c)
{
    const real *y = c->out.v, *dy = c->out.d, *ty = c->out.tv, *tdy = c->out.td;
    GIVE(&c->in[0], c->in[0].td, i, tdy[i] * (1 - y[i] * y[i]) - 2 * dy[i] * y[i] * ty[i]);
}

const struct op OP(tanh) = {
    OP_PASSES(tanh),
    .name = "tanh",
    .shape = op_same_shape,
};
