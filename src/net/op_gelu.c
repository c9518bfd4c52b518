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

/* Φ from forward on, and the slope Φ + xφ from backward on. */
static size_t gelu_keep(const struct shape *in, int samples)
{
    return 2 * (size_t)in[0].rows * (in[0].per_sample ? (size_t)samples : 1) * (size_t)in[0].cols;
}

static void gelu_forward(const struct op_call *c)
{
    size_t n = tensor_size(&c->out);
    const real *x = c->in[0].v;
    for (size_t i = 0; i < n; i++) {
        c->keep[i] = cumulative(x[i]);
        c->out.v[i] = x[i] * c->keep[i];
    }
}

static void gelu_backward(const struct op_call *c)
{
    size_t n = tensor_size(&c->out);
    const struct tensor *x = &c->in[0];
    real *slope = c->keep + n;
    for (size_t i = 0; i < n; i++) {
        slope[i] = c->keep[i] + x->v[i] * density(x->v[i]);
        give(x, x->d, i, c->out.d[i] * slope[i]);
    }
}

static void gelu_tangent_forward(const struct op_call *c)
{
    size_t n = tensor_size(&c->out);
    const real *slope = c->keep + n;
    for (size_t i = 0; i < n; i++)
        c->out.tv[i] = c->in[0].tv[i] * slope[i];
}

static void gelu_tangent_backward(const struct op_call *c)
{
    size_t n = tensor_size(&c->out);
    const struct tensor *x = &c->in[0];
    const real *slope = c->keep + n;
    for (size_t i = 0; i < n; i++) {
        real v = x->v[i], bend = density(v) * (2 - v * v);
        give(x, x->td, i, c->out.td[i] * slope[i] + c->out.d[i] * bend * x->tv[i]);
    }
}

const struct op op_gelu = {
    .name = "gelu",
    .shape = op_same_shape,
    .keep = gelu_keep,
    .forward = gelu_forward,
    .backward = gelu_backward,
    .tangent_forward = gelu_tangent_forward,
    .tangent_backward = gelu_tangent_backward,
};
