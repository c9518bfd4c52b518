/* Rows of x are a single 1 among zeros: each picks a row of a table, which is what a product with x
 * would give, without the products by 0. x depends on no parameter. */
#include <assert.h>
#include <string.h>

#include "net/op.h"
#include "net/turn.h"

/* K symbols, D numbers each; w is the table (K,D), or where arg[0] is set the weight (D,K) of a
 * layer; b (1,D). */
static bool embedding_shape(const struct shape *in, int n_in, const int *arg, struct shape *out)
{
    int K = arg[0] ? in[1].cols : in[1].rows, D = arg[0] ? in[1].rows : in[1].cols;
    *out = (struct shape){in[0].rows, D, in[0].per_sample};
    bool row = n_in < 3 || (in[2].rows == 1 && in[2].cols == D && !in[2].per_sample);
    return n_in >= 2 && in[0].cols == K && !in[1].per_sample && row;
}

/* Kept: which symbol each row is, and room for a table. */
static size_t embedding_keep(const struct shape *in, int samples)
{
    return (size_t)in[0].rows * (in[0].per_sample ? (size_t)samples : 1) +
           (size_t)in[1].rows * (size_t)in[1].cols;
}

static real *room_of(const struct op_call *c)
{
    return c->keep + c->out.rows;
}

/* The symbol's number; without a branch, so that vectors are made of it. */
static int symbol_of(const real *x, int K)
{
    int symbol = 0;
    for (int k = 0; k < K; k++)
        symbol += x[k] != 0 ? k : 0;
    return symbol;
}

static void pick(const struct op_call *c, const real *w, const real *b, real *y)
{
    const struct tensor *weight = &c->in[1];
    size_t D = (size_t)c->out.cols;
    if (c->arg[0]) {
        turn(w, (size_t)weight->cols, D, (size_t)weight->cols, room_of(c), D);
        w = room_of(c);
    }
    for (int i = 0; i < c->out.rows; i++, y += D) {
        const real *row = w + (size_t)c->keep[i] * D;
        for (size_t j = 0; j < D; j++)
            y[j] = b ? b[j] + row[j] : row[j];
    }
}

static void embedding_forward(const struct op_call *c)
{
    assert(!c->in[0].d);
    for (int i = 0, K = c->in[0].cols; i < c->out.rows; i++)
        c->keep[i] = (real)symbol_of(c->in[0].v + (size_t)i * (size_t)K, K);
    pick(c, c->in[1].v, c->n_in == 3 ? c->in[2].v : NULL, c->out.v);
}

static void embedding_tangent_forward(const struct op_call *c)
{
    if (c->in[1].tv)
        pick(c, c->in[1].tv, c->n_in == 3 ? c->in[2].tv : NULL, c->out.tv);
}

static void give_table(const struct tensor *w, bool turned, const real *table, real *dw)
{
    size_t cols = (size_t)w->cols, rows = (size_t)w->rows;
    if (!turned) {
        GIVE(w, dw, i, table[i]);
        return;
    }
    if (!w->add) {
        turn(table, rows, cols, rows, dw, cols);
        return;
    }
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < cols; j++)
            dw[i * cols + j] += table[j * rows + i];
}

/* Rows of dy to the rows of the table that they were made of; and of those, the sum is the bias'.
 */
static void give_back(const struct op_call *c, const real *dy, real *dw, real *db)
{
    const struct tensor *w = &c->in[1], *b = &c->in[2];
    size_t D = (size_t)c->out.cols, size = tensor_size(w);
    real *table = room_of(c);
    memset(table, 0, size * sizeof *table);
    for (int i = 0; i < c->out.rows; i++, dy += D) {
        real *row = table + (size_t)c->keep[i] * D;
        for (size_t j = 0; j < D; j++)
            row[j] += dy[j];
    }
    give_table(w, c->arg[0], table, dw);
    if (db)
        GIVE(b, db, j, table[j]);
    for (size_t i = D; db && i < size; i += D)
        for (size_t j = 0; j < D; j++)
            db[j] += table[i + j];
}

static void embedding_backward(const struct op_call *c)
{
    if (c->in[1].d)
        give_back(c, c->out.d, c->in[1].d, c->n_in == 3 ? c->in[2].d : NULL);
}

static void embedding_tangent_backward(const struct op_call *c)
{
    if (c->in[1].td)
        give_back(c, c->out.td, c->in[1].td, c->n_in == 3 ? c->in[2].td : NULL);
}

const struct op OP(embedding) = {
    OP_PASSES(embedding),
    .name = "embedding",
    .shape = embedding_shape,
    .keep = embedding_keep,
};
