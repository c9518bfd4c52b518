/* Mean over rows of log Σ exp z − z of the class; with p = softmax z, dz = (p − onehot)/rows. */
#include "net/op.h"
#include "net/real_math.h"
#include "net/row.h"

static bool entropy_shape(const struct shape *in, int n_in, UNUSED const int *arg,
                          struct shape *out)
{
    *out = (struct shape){1, 1, false};
    return n_in == 2 && in[1].cols == 1 && in[0].rows == in[1].rows &&
           in[0].per_sample == in[1].per_sample;
}

static size_t entropy_keep(const struct shape *in, int samples)
{
    return (size_t)in[0].rows * (in[0].per_sample ? (size_t)samples : 1) * (size_t)in[0].cols;
}

enum { BLOCK = 64 }; /* rows whose exponentials and logarithms are taken at once */

/* Probabilities of some rows into p; returns the sum of their losses. The largest term of a row's
 * sum is 1 exactly, so that log1p of the others keeps the digits of a loss near 0. */
static double block_loss(const real *z, int rows, int n, const real *class_, real *p)
{
    int top[BLOCK];
    real rest[BLOCK], logs[BLOCK];
    for (int i = 0; i < rows; i++) {
        const real *row = z + (size_t)i * (size_t)n;
        top[i] = row_best(row, n);
        for (int j = 0; j < n; j++)
            p[(size_t)i * (size_t)n + (size_t)j] = row[j] - row[top[i]];
    }
    real_exp(p, p, rows * n);
    for (int i = 0; i < rows; i++) {
        real *row = p + (size_t)i * (size_t)n;
        rest[i] = row_sum_but(row, n, top[i]);
        for (int j = 0; j < n; j++)
            row[j] /= 1 + rest[i];
    }
    real_log1p(logs, rest, rows);
    double sum = 0;
    for (int i = 0; i < rows; i++) {
        const real *row = z + (size_t)i * (size_t)n;
        sum += (double)(row[top[i]] - row[(int)class_[i]] + logs[i]);
    }
    return sum;
}

static void cross_entropy_forward(const struct op_call *c)
{
    int n = c->in[0].cols, rows = c->in[0].rows;
    double sum = 0;
    for (int i = 0; i < rows; i += BLOCK) {
        size_t row = (size_t)i * (size_t)n;
        sum += block_loss(c->in[0].v + row, rows - i < BLOCK ? rows - i : BLOCK, n, c->in[1].v + i,
                          c->keep + row);
    }
    c->out.v[0] = (real)(sum / rows);
}

static void cross_entropy_backward(const struct op_call *c)
{
    int n = c->in[0].cols, rows = c->in[0].rows;
    real share = c->out.d[0] / (real)rows;
    for (int i = 0; i < rows; i++)
        for (int j = 0, class_ = (int)c->in[1].v[i]; j < n; j++) {
            size_t at = (size_t)i * (size_t)n + (size_t)j;
            give(&c->in[0], c->in[0].d, at, share * (c->keep[at] - (real)(j == class_)));
        }
}

static void cross_entropy_tangent_forward(const struct op_call *c)
{
    int n = c->in[0].cols, rows = c->in[0].rows;
    double sum = 0;
    for (int i = 0; i < rows; i++)
        for (int j = 0, class_ = (int)c->in[1].v[i]; j < n; j++) {
            size_t at = (size_t)i * (size_t)n + (size_t)j;
            sum += (double)((c->keep[at] - (real)(j == class_)) * c->in[0].tv[at]);
        }
    c->out.tv[0] = (real)(sum / rows);
}

/* ṗ = p∘(ż − p·ż) */
static void cross_entropy_tangent_backward(const struct op_call *c)
{
    int n = c->in[0].cols, rows = c->in[0].rows;
    real share = c->out.d[0] / (real)rows, t_share = c->out.td[0] / (real)rows;
    for (int i = 0; i < rows; i++) {
        size_t row = (size_t)i * (size_t)n;
        const real *p = c->keep + row, *tz = c->in[0].tv + row;
        int class_ = (int)c->in[1].v[i];
        real s = 0;
        for (int j = 0; j < n; j++)
            s += p[j] * tz[j];
        for (int j = 0; j < n; j++)
            give(&c->in[0], c->in[0].td, row + (size_t)j,
                 share * p[j] * (tz[j] - s) + t_share * (p[j] - (real)(j == class_)));
    }
}

const struct op OP(cross_entropy) = {
    OP_PASSES(cross_entropy),
    .name = "softmax cross-entropy",
    .shape = entropy_shape,
    .keep = entropy_keep,
};
