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

OP_OF_COPIES(transpose, turn, turn_back)

const struct op OP(transpose) = {
    OP_PASSES(transpose),
    .name = "transpose",
    .shape = transpose_shape,
};
