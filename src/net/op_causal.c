/* Softmax of scores x (T,T) of a sample, where step i sees the steps up to i alone: per row
 * y_j = exp(s x_j − max)/Σ over j <= i, 0 beyond, with s = 1/√arg[0] (Vaswani et al. 2017).
 * ẏ = y∘(sẋ − y·sẋ), and dx = s y∘(dy − y·dy) likewise. */
#include "net/op.h"
#include "net/real_math.h"
#include "net/row.h"

static bool causal_shape(const struct shape *in, int n_in, const int *arg, struct shape *out)
{
    *out = in[0];
    return n_in == 1 && in[0].per_sample && in[0].rows == in[0].cols && arg[0] > 0;
}

static real scale_of(const struct op_call *c)
{
    return 1 / real_sqrt((real)c->arg[0]);
}

/* How many steps a row sees. */
static int seen(const struct op_call *c, int row)
{
    return row % c->out.cols + 1;
}

/* What is not seen is as far below as exp sees: 0, so that all rows are one loop. */
static void causal_forward(const struct op_call *c)
{
    int T = c->out.cols;
    real s = scale_of(c);
    for (int i = 0; i < c->out.rows; i++) {
        const real *x = c->in[0].v + (size_t)i * (size_t)T;
        real *y = c->out.v + (size_t)i * (size_t)T;
        int n = seen(c, i);
        real top = row_max(x, n);
        for (int j = 0; j < T; j++)
            y[j] = j < n ? s * (x[j] - top) : -INFINITY;
    }
    real_exp(c->out.v, c->out.v, (int)tensor_size(&c->out));
    for (int i = 0; i < c->out.rows; i++) {
        real *y = c->out.v + (size_t)i * (size_t)T, sum = row_sum(y, T);
        for (int j = 0; j < T; j++)
            y[j] /= sum;
    }
}

static void causal_backward(const struct op_call *c)
{
    int T = c->out.cols;
    real s = scale_of(c);
    for (int i = 0; i < c->out.rows; i++) {
        size_t row = (size_t)i * (size_t)T;
        const real *y = c->out.v + row, *dy = c->out.d + row;
        int n = seen(c, i);
        real mean = row_dot(y, dy, n);
        for (int j = 0; j < T; j++)
            give(&c->in[0], c->in[0].d, row + (size_t)j, j < n ? s * y[j] * (dy[j] - mean) : 0);
    }
}

static void causal_tangent_forward(const struct op_call *c)
{
    int T = c->out.cols;
    real s = scale_of(c);
    for (int i = 0; i < c->out.rows; i++) {
        size_t row = (size_t)i * (size_t)T;
        const real *y = c->out.v + row, *tx = c->in[0].tv + row;
        int n = seen(c, i);
        real mean = row_dot(y, tx, n);
        for (int j = 0; j < T; j++)
            c->out.tv[row + (size_t)j] = j < n ? s * y[j] * (tx[j] - mean) : 0;
    }
}

static void causal_tangent_backward(const struct op_call *c)
{
    int T = c->out.cols;
    real s = scale_of(c);
    for (int i = 0; i < c->out.rows; i++) {
        size_t row = (size_t)i * (size_t)T;
        const real *y = c->out.v + row, *dy = c->out.d + row;
        const real *ty = c->out.tv + row, *tdy = c->out.td + row;
        int n = seen(c, i);
        real mean = row_dot(y, dy, n), t_mean = row_dot(ty, dy, n) + row_dot(y, tdy, n);
        for (int j = 0; j < T; j++)
            give(&c->in[0], c->in[0].td, row + (size_t)j,
                 j < n ? s * (ty[j] * (dy[j] - mean) + y[j] * (tdy[j] - t_mean)) : 0);
    }
}

const struct op OP(causal) = {
    OP_PASSES(causal),
    .name = "causal softmax",
    .shape = causal_shape,
};
