#include <string.h>

#include "net/op.h"

/* The last arg[0] rows of every sample. */

static bool last_shape(const struct shape *in, int n_in, const int *arg, struct shape *out)
{
    *out = (struct shape){arg[0], in[0].cols, true};
    return n_in == 1 && in[0].per_sample && arg[0] > 0 && arg[0] <= in[0].rows;
}

static void take(const struct op_call *c, const real *v, real *to)
{
    size_t of = c->in[0].step, part = c->out.step;
    for (size_t i = 0; i < (size_t)c->samples; i++)
        memcpy(to + i * part, v + (i + 1) * of - part, part * sizeof *to);
}

/* The rows that were not taken have a derivative too: 0. */
static void put_back(const struct op_call *c, const real *d, real *to)
{
    size_t of = c->in[0].step, part = c->out.step;
    for (size_t i = 0; i < (size_t)c->samples; i++) {
        if (!c->in[0].add)
            memset(to + i * of, 0, (of - part) * sizeof *to);
        for (size_t k = 0; k < part; k++)
            give(&c->in[0], to, (i + 1) * of - part + k, d[i * part + k]);
    }
}

OP_OF_COPIES(last, take, put_back)

const struct op OP(last) = {
    OP_PASSES(last),
    .name = "last rows",
    .shape = last_shape,
};
