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

static void last_forward(const struct op_call *c)
{
    take(c, c->in[0].v, c->out.v);
}

static void last_backward(const struct op_call *c)
{
    put_back(c, c->out.d, c->in[0].d);
}

static void last_tangent_forward(const struct op_call *c)
{
    take(c, c->in[0].tv, c->out.tv);
}

static void last_tangent_backward(const struct op_call *c)
{
    put_back(c, c->out.td, c->in[0].td);
}

const struct op OP(last) = {
    OP_WIDER(last),
    .name = "last rows",
    .shape = last_shape,
    .forward = last_forward,
    .backward = last_backward,
    .tangent_forward = last_tangent_forward,
    .tangent_backward = last_tangent_backward,
};
