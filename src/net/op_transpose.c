#include "net/op.h"

static bool transpose_shape(const struct shape *in, int n_in, UNUSED const int *arg,
                            struct shape *out)
{
    *out = (struct shape){in[0].cols, in[0].rows, in[0].per_sample};
    return n_in == 1;
}

/* Entry j of the result is entry `from` of what is transposed, rows×cols a sample. */
static size_t from(size_t j, size_t rows, size_t cols)
{
    size_t sample = j / (rows * cols), in = j % (rows * cols);
    return sample * rows * cols + in % rows * cols + in / rows;
}

static size_t rows_of(const struct op_call *c)
{
    return (size_t)c->out.cols;
}

static void turn(const struct op_call *c, const real *v, real *to)
{
    size_t n = tensor_size(&c->out), rows = rows_of(c), cols = (size_t)c->in[0].cols;
    for (size_t j = 0; j < n; j++)
        to[j] = v[from(j, rows, cols)];
}

static void turn_back(const struct op_call *c, const real *d, real *to)
{
    size_t n = tensor_size(&c->out), rows = rows_of(c), cols = (size_t)c->in[0].cols;
    for (size_t j = 0; j < n; j++)
        give(&c->in[0], to, from(j, rows, cols), d[j]);
}

static void transpose_forward(const struct op_call *c)
{
    turn(c, c->in[0].v, c->out.v);
}

static void transpose_backward(const struct op_call *c)
{
    turn_back(c, c->out.d, c->in[0].d);
}

static void transpose_tangent_forward(const struct op_call *c)
{
    turn(c, c->in[0].tv, c->out.tv);
}

static void transpose_tangent_backward(const struct op_call *c)
{
    turn_back(c, c->out.td, c->in[0].td);
}

const struct op OP(transpose) = {
    OP_WIDER(transpose),
    .name = "transpose",
    .shape = transpose_shape,
    .forward = transpose_forward,
    .backward = transpose_backward,
    .tangent_forward = transpose_tangent_forward,
    .tangent_backward = transpose_tangent_backward,
};
