#include <string.h>

#include "net/op.h"

static bool slice_shape(const struct shape *in, int n_in, const int *arg, struct shape *out)
{
    *out = (struct shape){in[0].rows, arg[1], in[0].per_sample};
    return n_in == 1 && arg[0] >= 0 && arg[1] > 0 && arg[0] <= in[0].cols - arg[1];
}

static void take(const struct op_call *c, const real *v, real *to)
{
    size_t wide = (size_t)c->in[0].cols, cols = (size_t)c->out.cols;
    v += c->arg[0];
    for (int i = 0; i < c->out.rows; i++, v += wide, to += cols)
        memcpy(to, v, cols * sizeof *to);
}

/* The columns that were not taken have a derivative too: 0. */
static void put_back(const struct op_call *c, const real *d, real *to)
{
    size_t wide = (size_t)c->in[0].cols, cols = (size_t)c->out.cols;
    bool add = c->in[0].add;
    if (!add)
        memset(to, 0, tensor_size(&c->in[0]) * sizeof *to);
    to += c->arg[0];
    for (int i = 0; i < c->out.rows; i++, to += wide, d += cols)
        for (size_t j = 0; j < cols; j++)
            to[j] = add ? to[j] + d[j] : d[j];
}

OP_OF_COPIES(slice, take, put_back)

const struct op OP(slice) = {
    OP_PASSES(slice),
    .name = "slice",
    .shape = slice_shape,
};
