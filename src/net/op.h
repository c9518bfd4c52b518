/* Operations of a graph: one file each, ending in its const struct op. All matrices lie row by row.
 *
 * With d for the derivative of the loss (backward) and t for the derivative along a direction of
 * the parameters (tangent), an operation computes v, then d, then tv, then td: td, the tangent of
 * d, is what Hessian-vector products are made of (Pearlmutter, Fast exact multiplication by the
 * Hessian, Neural Computation 6, 1994). */
#ifndef NET_OP_H
#define NET_OP_H

#include <stddef.h>

#include "net/real.h"

enum { OP_INPUTS_MAX = 3, OP_ARGS_MAX = 2 };

struct shape {
    int rows, cols;
    bool per_sample; /* rows of one sample; a batch of n has n times as many */
};

struct tensor {
    int rows, cols; /* of the whole batch */
    size_t step;    /* entries from one sample to the next; 0: one matrix for all */
    real *v;        /* value */
    real *d;        /* dloss/dv; NULL where nothing depends on a parameter */
    real *tv, *td;  /* tangents of v and d; NULL where d is */
    bool add;       /* input: d (td) has a part already, and this one is added to it */
};

struct op_call {
    int n_in;
    struct tensor in[OP_INPUTS_MAX];
    struct tensor out; /* v and tv are written by forward, d and td read by backward */
    int arg[OP_ARGS_MAX];
    int samples;
    real *keep; /* op->keep entries; written by each pass for those after */
};

struct op {
    const char *name;
    /* The shape of what comes out; false: these inputs do not go together. */
    bool (*shape)(const struct shape *in, int n_in, const int *arg, struct shape *out);
    /* Reals to keep from forward to the other three for `samples` samples. NULL: none. */
    size_t (*keep)(const struct shape *in, int samples);
    void (*forward)(const struct op_call *c);
    void (*backward)(const struct op_call *c);
    void (*tangent_forward)(const struct op_call *c);
    void (*tangent_backward)(const struct op_call *c);
};

extern const struct op op_linear;     /* x (n,in), weight (out,in)[, bias (1,out)]: x Wᵀ + b */
extern const struct op op_relu;       /* max(0, x); its slope at 0 is 0 */
extern const struct op op_tanh;       /* tanh x */
extern const struct op op_gelu;       /* x Φ(x), exact; Hendrycks, Gimpel 2016 */
extern const struct op op_layer_norm; /* x, weight (1,cols), bias (1,cols); eps 1e-5 */
extern const struct op op_softmax;    /* each row by itself */
extern const struct op op_causal;     /* softmax of x/√arg[0] (T,T), row i over its first i + 1 */
extern const struct op op_cross_entropy; /* logits (n,k), class numbers (n,1): mean over rows */
extern const struct op op_squares;       /* x, target of one shape: mean of (x − y)² over all */
extern const struct op op_sum;           /* a + b; b of no sample goes with every row or sample */
extern const struct op op_product;       /* a∘b, one shape */
extern const struct op op_matmul;        /* a b, sample by sample; arg[0]: b transposed */
extern const struct op op_transpose;     /* of every sample's matrix */
extern const struct op op_slice;         /* columns arg[0] .. arg[0]+arg[1]-1 */
extern const struct op op_concat;        /* columns of a, then those of b */
extern const struct op op_last;          /* the last arg[0] rows of every sample */
extern const struct op op_rnn;           /* a (T,H), W (H,H): h_t = tanh(a_t + h_{t−1} Wᵀ) */
extern const struct op op_lstm;          /* a (T,4H), W (4H,H), parts i f g o: h_t of an LSTM */

static inline size_t tensor_size(const struct tensor *t)
{
    return (size_t)t->rows * (size_t)t->cols;
}

/* Gives an input its part of d or td at i. A choice and no product: 0·NaN is NaN, and what an
 * earlier pass left there may be NaN. */
static inline void give(const struct tensor *t, real *to, size_t i, real part)
{
    to[i] = t->add ? to[i] + part : part;
}

/* The same for all of them, `part` a function of i: two loops, since compilers make vectors of
 * each and of neither where they are one. */
#define GIVE(t, to, i, part)                                                                       \
    do {                                                                                           \
        size_t n_ = tensor_size(t);                                                                \
        real *to_ = (to);                                                                          \
        if ((t)->add)                                                                              \
            for (size_t i = 0; i < n_; i++)                                                        \
                to_[i] += (part);                                                                  \
        else                                                                                       \
            for (size_t i = 0; i < n_; i++)                                                        \
                to_[i] = (part);                                                                   \
    } while (0)

/* The shape of the first input: what operations entry by entry have. */
bool op_same_shape(const struct shape *in, int n_in, const int *arg, struct shape *out);

#endif
