/* What the recurrent operations share. Inside them all is ordered by time: block t has a row for
 * each sample, so that a step is one product of what lies together. Letters: n samples, T steps, H
 * hidden units; W (G,H) with G = H, or 4H of an LSTM. */
#ifndef NET_RECURRENCE_H
#define NET_RECURRENCE_H

#include <string.h>

#include "net/op.h"
#include "net/product.h"
#include "net/turn.h"

/* to[t][i] = from[i][t], rows of `cols` numbers: samples i of n, steps t of T. */
static inline void by_time(real *to, const real *from, int n, int T, int cols)
{
    size_t row = (size_t)cols;
    for (size_t i = 0; i < (size_t)n; i++)
        for (size_t t = 0; t < (size_t)T; t++)
            memcpy(to + (t * (size_t)n + i) * row, from + (i * (size_t)T + t) * row,
                   row * sizeof *to);
}

/* The other way. */
static inline void by_sample(real *to, const real *from, int n, int T, int cols)
{
    size_t row = (size_t)cols;
    for (size_t i = 0; i < (size_t)n; i++)
        for (size_t t = 0; t < (size_t)T; t++)
            memcpy(to + (i * (size_t)T + t) * row, from + (t * (size_t)n + i) * row,
                   row * sizeof *to);
}

/* Gives an input its part of d or td, which is ordered by time. */
static inline void give_by_sample(const struct tensor *a, real *to, const real *part, int n, int T)
{
    size_t row = (size_t)a->cols;
    if (!a->add) {
        by_sample(to, part, n, T, a->cols);
        return;
    }
    for (size_t i = 0; i < (size_t)n; i++)
        for (size_t t = 0; t < (size_t)T; t++)
            for (size_t k = 0; k < row; k++)
                to[(i * (size_t)T + t) * row + k] += part[(t * (size_t)n + i) * row + k];
}

/* Wᵀ (H,G), which all steps of a pass read as it lies. */
static inline void turn_weight(real *to, const real *w, int G, int H)
{
    turn(w, (size_t)H, (size_t)G, (size_t)H, to, (size_t)G);
}

/* z (n,G) = h (n,H) Wᵀ, with Wᵀ turned, on top of what z holds where add is set. */
static inline void step_on(real *z, const real *h, const real *turned, int n, int G, int H,
                           bool add)
{
    matrix_product(AS_IS, AS_IS, n, G, H, h, H, turned, G, add, z, G);
}

/* e (n,H) = d (n,G) W, on top of what e holds where add is set. */
static inline void step_back(real *e, const real *d, const real *w, int n, int G, int H, bool add)
{
    matrix_product(AS_IS, AS_IS, n, H, G, d, G, w, H, add, e, H);
}

/* dW = Σ over steps of dᵀ h, where h (T·n,H) is the state that each step began with. */
static inline void give_weight(real *dw, const real *d, const real *h, int rows, int G, int H,
                               bool add)
{
    matrix_product(TURNED, AS_IS, G, H, rows, d, G, h, H, add, dw, H);
}

static inline bool recurrence_shape(const struct shape *in, int n_in, int gates, struct shape *out)
{
    *out = (struct shape){in[0].rows, in[1].cols, in[0].per_sample};
    return n_in == 2 && in[0].per_sample && !in[1].per_sample && in[1].rows == gates * in[1].cols &&
           in[0].cols == in[1].rows;
}

#endif
