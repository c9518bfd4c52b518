#include "net/op.h"
#include "net/real_math.h"
#include "net/row.h"

/* Per row y = exp(x − max)/Σ; ẏ = y∘(ẋ − y·ẋ), and dx = y∘(dy − y·dy) likewise. */

static void softmax_forward(const struct op_call *c)
{
    int n = c->out.cols;
    for (int i = 0; i < c->out.rows; i++) {
        const real *x = c->in[0].v + (size_t)i * (size_t)n;
        real *y = c->out.v + (size_t)i * (size_t)n;
        real top = row_max(x, n);
        for (int j = 0; j < n; j++)
            y[j] = x[j] - top;
        real_exp(y, y, n);
        real sum = row_sum(y, n);
        for (int j = 0; j < n; j++)
            y[j] /= sum;
    }
}

static void softmax_backward(const struct op_call *c)
{
    int n = c->out.cols;
    for (int i = 0; i < c->out.rows; i++) {
        size_t row = (size_t)i * (size_t)n;
        const real *y = c->out.v + row, *dy = c->out.d + row;
        real s = row_dot(y, dy, n);
        for (int j = 0; j < n; j++)
            give(&c->in[0], c->in[0].d, row + (size_t)j, y[j] * (dy[j] - s));
    }
}

static void softmax_tangent_forward(const struct op_call *c)
{
    int n = c->out.cols;
    for (int i = 0; i < c->out.rows; i++) {
        size_t row = (size_t)i * (size_t)n;
        const real *y = c->out.v + row, *tx = c->in[0].tv + row;
        real s = row_dot(y, tx, n);
        for (int j = 0; j < n; j++)
            c->out.tv[row + (size_t)j] = y[j] * (tx[j] - s);
    }
}

static void softmax_tangent_backward(const struct op_call *c)
{
    int n = c->out.cols;
    for (int i = 0; i < c->out.rows; i++) {
        size_t row = (size_t)i * (size_t)n;
        const real *y = c->out.v + row, *dy = c->out.d + row;
        const real *ty = c->out.tv + row, *tdy = c->out.td + row;
        real s = row_dot(y, dy, n), ts = row_dot(ty, dy, n) + row_dot(y, tdy, n);
        for (int j = 0; j < n; j++)
            give(&c->in[0], c->in[0].td, row + (size_t)j,
                 ty[j] * (dy[j] - s) + y[j] * (tdy[j] - ts));
    }
}

const struct op OP(softmax) = {
    OP_PASSES(softmax),
    .name = "softmax",
    .shape = op_same_shape,
};
