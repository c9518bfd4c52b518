/* Mean of (x − y)² over all entries, as torch's MSELoss has it. */
#include "net/op.h"

static bool squares_shape(const struct shape *in, int n_in, UNUSED const int *arg,
                          struct shape *out)
{
    *out = (struct shape){1, 1, false};
    return n_in == 2 && in[0].rows == in[1].rows && in[0].cols == in[1].cols &&
           in[0].per_sample == in[1].per_sample;
}

static void squares_forward(const struct op_call *c)
{
    size_t n = tensor_size(&c->in[0]);
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        double e = (double)(c->in[0].v[i] - c->in[1].v[i]);
        sum += e * e;
    }
    c->out.v[0] = (real)(sum / (double)n);
}

static void squares_backward(const struct op_call *c)
{
    size_t n = tensor_size(&c->in[0]);
    real share = 2 * c->out.d[0] / (real)n;
    for (int k = 0; k < 2; k++)
        for (size_t i = 0; c->in[k].d && i < n; i++) {
            real e = c->in[0].v[i] - c->in[1].v[i];
            give(&c->in[k], c->in[k].d, i, k == 0 ? share * e : -share * e);
        }
}

static real tangent_at(const struct op_call *c, size_t i)
{
    real x = c->in[0].tv ? c->in[0].tv[i] : 0, y = c->in[1].tv ? c->in[1].tv[i] : 0;
    return x - y;
}

static void squares_tangent_forward(const struct op_call *c)
{
    size_t n = tensor_size(&c->in[0]);
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (double)((c->in[0].v[i] - c->in[1].v[i]) * tangent_at(c, i));
    c->out.tv[0] = (real)(2 * sum / (double)n);
}

static void squares_tangent_backward(const struct op_call *c)
{
    size_t n = tensor_size(&c->in[0]);
    real share = 2 * c->out.d[0] / (real)n, t_share = 2 * c->out.td[0] / (real)n;
    for (int k = 0; k < 2; k++)
        for (size_t i = 0; c->in[k].td && i < n; i++) {
            real e = c->in[0].v[i] - c->in[1].v[i];
            real part = share * tangent_at(c, i) + t_share * e;
            give(&c->in[k], c->in[k].td, i, k == 0 ? part : -part);
        }
}

const struct op OP(squares) = {
    OP_PASSES(squares),
    .name = "mean squared error",
    .shape = squares_shape,
};
