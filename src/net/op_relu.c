#include "net/op.h"

/* Asked as x <= 0, so that a NaN goes through. A function, so that d is read in any case: only then
 * is it made a vector. */
static inline real open_at(real x, real d)
{
    return x <= 0 ? 0 : d;
}

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
    const struct tensor *x = &c->in[0];
    const real *v = x->v, *dy = c->out.d;
    GIVE(x, x->d, i, open_at(v[i], dy[i]));
}

static void relu_tangent_forward(const struct op_call *c)
{
    size_t n = tensor_size(&c->out);
    const real *x = c->in[0].v, *tx = c->in[0].tv;
    real *ty = c->out.tv;
    for (size_t i = 0; i < n; i++)
        ty[i] = open_at(x[i], tx[i]);
}

static void relu_tangent_backward(const struct op_call *c)
{
    const struct tensor *x = &c->in[0];
    const real *v = x->v, *tdy = c->out.td;
    GIVE(x, x->td, i, open_at(v[i], tdy[i]));
}

const struct op OP(relu) = {
    OP_PASSES(relu),
    .name = "relu",
    .shape = op_same_shape,
};
