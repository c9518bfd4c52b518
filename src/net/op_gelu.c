#include "net/op.h"
#include "net/real_math.h"

/* x Φ(x) with Φ and φ of the normal distribution: first derivative Φ + xφ, second φ(2 − x²). */

/* Slope and φ. */
static size_t gelu_keep(const struct shape *in, int samples)
{
    return 2 * (size_t)in[0].rows * (in[0].per_sample ? (size_t)samples : 1) * (size_t)in[0].cols;
}

static void gelu_forward(const struct op_call *c)
{
    size_t n = tensor_size(&c->out);
    const real *x = c->in[0].v;
    real *y = c->out.v, *slope = c->keep, *density = c->keep + n;
    APART
    for (size_t i = 0; i < n; i++) {
        real cumulative;
        normal_one(x[i], &cumulative, &density[i]);
        y[i] = x[i] * cumulative;
        slope[i] = cumulative + x[i] * density[i];
    }
}

static void gelu_backward(const struct op_call *c)
{
    const real *slope = c->keep, *dy = c->out.d;
    GIVE(&c->in[0], c->in[0].d, i, dy[i] * slope[i]);
}

static void gelu_tangent_forward(const struct op_call *c)
{
    size_t n = tensor_size(&c->out);
    const real *slope = c->keep;
    for (size_t i = 0; i < n; i++)
        c->out.tv[i] = c->in[0].tv[i] * slope[i];
}

static void gelu_tangent_backward(const struct op_call *c)
{
    const real *slope = c->keep, *density = c->keep + tensor_size(&c->out);
    const real *x = c->in[0].v, *tx = c->in[0].tv, *dy = c->out.d, *tdy = c->out.td;
    GIVE(&c->in[0], c->in[0].td, i,
         tdy[i] * slope[i] + dy[i] * (density[i] * (2 - x[i] * x[i])) * tx[i]);
}

const struct op OP(gelu) = {
    OP_PASSES(gelu),
    .name = "gelu",
    .shape = op_same_shape,
    .keep = gelu_keep,
};
