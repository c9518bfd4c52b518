#include <string.h>

#include "net/op.h"
#include "net/product.h"

/* Letters: x (n,in), w (out,in), b (1,out), y (n,out). */

static bool linear_shape(const struct shape *in, int n_in, UNUSED const int *arg, struct shape *out)
{
    if (n_in < 2 || in[1].cols != in[0].cols || in[1].per_sample)
        return false;
    if (n_in == 3 && (in[2].per_sample || in[2].rows != 1 || in[2].cols != in[1].rows))
        return false;
    *out = (struct shape){in[0].rows, in[1].rows, in[0].per_sample};
    return true;
}

/* y = x Wᵀ, on top of what y holds where add is set. */
static void times_weight(const struct op_call *c, const real *x, const real *w, bool add, real *y)
{
    int n = c->out.rows, in = c->in[0].cols, out = c->out.cols;
    matrix_product(AS_IS, TURNED, n, out, in, x, in, w, in, add, y, out);
}

static void rows_fill(const struct tensor *y, const real *row, real *to)
{
    for (int i = 0; i < y->rows; i++)
        memcpy(to + (size_t)i * (size_t)y->cols, row, (size_t)y->cols * sizeof *to);
}

static void linear_forward(const struct op_call *c)
{
    if (c->n_in == 3)
        rows_fill(&c->out, c->in[2].v, c->out.v);
    times_weight(c, c->in[0].v, c->in[1].v, c->n_in == 3, c->out.v);
}

static void linear_tangent_forward(const struct op_call *c)
{
    const struct tensor *x = &c->in[0], *w = &c->in[1];
    bool add = c->n_in == 3 && c->in[2].tv;
    if (add)
        rows_fill(&c->out, c->in[2].tv, c->out.tv);
    if (w->tv) {
        times_weight(c, x->v, w->tv, add, c->out.tv);
        add = true;
    }
    if (x->tv)
        times_weight(c, x->tv, w->v, add, c->out.tv);
}

/* dx = dy W */
static void give_x(const struct op_call *c, const real *dy, const real *w, bool add, real *dx)
{
    int n = c->out.rows, in = c->in[0].cols, out = c->out.cols;
    matrix_product(AS_IS, AS_IS, n, in, out, dy, out, w, in, add, dx, in);
}

/* dW = dyᵀ x */
static void give_w(const struct op_call *c, const real *dy, const real *x, bool add, real *dw)
{
    int n = c->out.rows, in = c->in[0].cols, out = c->out.cols;
    matrix_product(TURNED, AS_IS, out, in, n, dy, out, x, in, add, dw, in);
}

enum { LINE = 16 }; /* columns of a cache line */

/* to[0..n) = the sums of `rows` rows of n <= LINE columns, beside what is there where add is set.
 */
static void sum_columns(real *to, int n, const real *from, int rows, size_t stride, bool add)
{
    real sum[LINE] = {0};
    for (int k = 0; k < n && add; k++)
        sum[k] = to[k];
    for (int i = 0; i < rows && n == LINE; i++)
        for (int k = 0; k < LINE; k++)
            sum[k] += from[(size_t)i * stride + (size_t)k];
    for (int i = 0; i < rows && n < LINE; i++)
        for (int k = 0; k < n; k++)
            sum[k] += from[(size_t)i * stride + (size_t)k];
    for (int k = 0; k < n; k++)
        to[k] = sum[k];
}

/* db: the sum of dy's rows. */
static void give_b(const struct op_call *c, const real *dy, real *db)
{
    int out = c->out.cols;
    for (int j = 0; j < out; j += LINE)
        sum_columns(db + j, out - j < LINE ? out - j : LINE, dy + j, c->out.rows, (size_t)out,
                    c->in[2].add);
}

static void linear_backward(const struct op_call *c)
{
    const struct tensor *x = &c->in[0], *w = &c->in[1];
    if (x->d)
        give_x(c, c->out.d, w->v, x->add, x->d);
    if (w->d)
        give_w(c, c->out.d, x->v, w->add, w->d);
    if (c->n_in == 3 && c->in[2].d)
        give_b(c, c->out.d, c->in[2].d);
}

static void linear_tangent_backward(const struct op_call *c)
{
    const struct tensor *x = &c->in[0], *w = &c->in[1];
    if (x->td) {
        give_x(c, c->out.td, w->v, x->add, x->td);
        if (w->tv)
            give_x(c, c->out.d, w->tv, true, x->td);
    }
    if (w->td) {
        give_w(c, c->out.td, x->v, w->add, w->td);
        if (x->tv)
            give_w(c, c->out.d, x->tv, true, w->td);
    }
    if (c->n_in == 3 && c->in[2].td)
        give_b(c, c->out.td, c->in[2].td);
}

const struct op OP(linear) = {
    OP_PASSES(linear),
    .name = "linear",
    .shape = linear_shape,
};
