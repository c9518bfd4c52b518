#include "base/elementary.h"
#include "net/op.h"

/* x Φ(x) with Φ and φ of the normal distribution: first derivative Φ + xφ, second φ(2 − x²). */

#define SQRT_HALF    ((real)0.70710678118654752440)
#define INV_SQRT_2PI ((real)0.39894228040143267794)

static real cumulative(real x)
{
    return (real)fn_erfc((double)(-x * SQRT_HALF)) / 2;
}

static real density(real x)
{
    return INV_SQRT_2PI * (real)fn_exp((double)(-x * x / 2));
}

static real slope(real x)
{
    return cumulative(x) + x * density(x);
}

static void gelu_forward(const struct op_call *c)
{
    size_t n = tensor_size(&c->out);
    const real *x = c->in[0].v;
    for (size_t i = 0; i < n; i++)
        c->out.v[i] = x[i] * cumulative(x[i]);
}

static void gelu_backward(const struct op_call *c)
{
    size_t n = tensor_size(&c->out);
    const struct tensor *x = &c->in[0];
    for (size_t i = 0; i < n; i++)
        give(x, x->d, i, c->out.d[i] * slope(x->v[i]));
}

static void gelu_tangent_forward(const struct op_call *c)
{
    size_t n = tensor_size(&c->out);
    const struct tensor *x = &c->in[0];
    for (size_t i = 0; i < n; i++)
        c->out.tv[i] = x->tv[i] * slope(x->v[i]);
}

static void gelu_tangent_backward(const struct op_call *c)
{
    size_t n = tensor_size(&c->out);
    const struct tensor *x = &c->in[0];
    for (size_t i = 0; i < n; i++) {
        real v = x->v[i], bend = density(v) * (2 - v * v);
        give(x, x->td, i, c->out.td[i] * slope(v) + c->out.d[i] * bend * x->tv[i]);
    }
}

const struct op op_gelu = {
    .name = "gelu",
    .shape = op_same_shape,
    .forward = gelu_forward,
    .backward = gelu_backward,
    .tangent_forward = gelu_tangent_forward,
    .tangent_backward = gelu_tangent_backward,
};
