/* c = a op(b), sample by sample; op(b) is b or, where arg[0] is set, bᵀ. b is one matrix for all or
 * one a sample. */
#include "net/op.h"
#include "net/product.h"

static bool matmul_shape(const struct shape *in, int n_in, const int *arg, struct shape *out)
{
    int k = arg[0] ? in[1].cols : in[1].rows, cols = arg[0] ? in[1].rows : in[1].cols;
    *out = (struct shape){in[0].rows, cols, in[0].per_sample};
    return n_in == 2 && in[0].cols == k && (in[0].per_sample || !in[1].per_sample);
}

struct sizes { /* c (m,n) = a (m,k) op(b), `count` times */
    int count, m, n, k, b_cols;
    size_t a, b, c; /* entries from one to the next */
};

static struct sizes sizes_of(const struct op_call *call)
{
    const struct tensor *a = &call->in[0], *b = &call->in[1];
    struct sizes s = {.count = b->step > 0 ? call->samples : 1, .b_cols = b->cols};
    s.m = a->rows / s.count;
    s.k = a->cols;
    s.n = call->out.cols;
    s.a = (size_t)s.m * (size_t)s.k;
    s.b = b->step;
    s.c = (size_t)s.m * (size_t)s.n;
    return s;
}

static void times(const struct op_call *call, const real *a, const real *b, bool add, real *c)
{
    struct sizes s = sizes_of(call);
    enum side side = call->arg[0] ? TURNED : AS_IS;
    for (size_t i = 0; i < (size_t)s.count; i++)
        matrix_product(AS_IS, side, s.m, s.n, s.k, a + i * s.a, s.k, b + i * s.b, s.b_cols, add,
                       c + i * s.c, s.n);
}

/* da = dc op(b)ᵀ */
static void give_a(const struct op_call *call, const real *dc, const real *b, bool add, real *da)
{
    struct sizes s = sizes_of(call);
    enum side side = call->arg[0] ? AS_IS : TURNED;
    for (size_t i = 0; i < (size_t)s.count; i++)
        matrix_product(AS_IS, side, s.m, s.k, s.n, dc + i * s.c, s.n, b + i * s.b, s.b_cols, add,
                       da + i * s.a, s.k);
}

/* db = aᵀ dc, or its transpose. */
static void give_b(const struct op_call *call, const real *dc, const real *a, bool add, real *db)
{
    struct sizes s = sizes_of(call);
    for (size_t i = 0; i < (size_t)s.count; i++)
        if (call->arg[0])
            matrix_product(TURNED, AS_IS, s.n, s.k, s.m, dc + i * s.c, s.n, a + i * s.a, s.k, add,
                           db + i * s.b, s.k);
        else
            matrix_product(TURNED, AS_IS, s.k, s.n, s.m, a + i * s.a, s.k, dc + i * s.c, s.n, add,
                           db + i * s.b, s.n);
}

static void matmul_forward(const struct op_call *c)
{
    times(c, c->in[0].v, c->in[1].v, false, c->out.v);
}

static void matmul_backward(const struct op_call *c)
{
    const struct tensor *a = &c->in[0], *b = &c->in[1];
    if (a->d)
        give_a(c, c->out.d, b->v, a->add, a->d);
    if (b->d)
        give_b(c, c->out.d, a->v, b->add, b->d);
}

static void matmul_tangent_forward(const struct op_call *c)
{
    const struct tensor *a = &c->in[0], *b = &c->in[1];
    if (a->tv)
        times(c, a->tv, b->v, false, c->out.tv);
    if (b->tv)
        times(c, a->v, b->tv, a->tv != NULL, c->out.tv);
}

static void matmul_tangent_backward(const struct op_call *c)
{
    const struct tensor *a = &c->in[0], *b = &c->in[1];
    if (a->td) {
        give_a(c, c->out.td, b->v, a->add, a->td);
        if (b->tv)
            give_a(c, c->out.d, b->tv, true, a->td);
    }
    if (b->td) {
        give_b(c, c->out.td, a->v, b->add, b->td);
        if (a->tv)
            give_b(c, c->out.d, a->tv, true, b->td);
    }
}

const struct op OP(matmul) = {
    OP_PASSES(matmul),
    .name = "matrix product",
    .shape = matmul_shape,
};
