/* Operations of a graph: one file each, ending in its const struct op. All matrices lie row by row.
 *
 * With d for the derivative of the loss (backward) and t for the derivative along a direction of
 * the parameters (tangent), an operation computes v, then d, then tv, then td: td, the tangent of
 * d, is what Hessian-vector products are made of (Pearlmutter, Fast exact multiplication by the
 * Hessian, Neural Computation 6, 1994). */
#ifndef NET_OP_H
#define NET_OP_H

#include <stddef.h>

#include "base/unused.h"
#include "net/real.h"

enum { OP_INPUTS_MAX = 3, OP_ARGS_MAX = 2, OP_WIDER_MAX = 2 };

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
    const struct op *wider[OP_WIDER_MAX]; /* the same for wider vectors, by product_level - 1 */
};

/* Each file of an operation is compiled for each width of vectors (WIDTH; none: what all machines
 * have), with the same bits; its struct is OP(name), and the others are in OP_WIDER(name). */
#define OP_JOIN(name, width) op_##name##_##width
#define OP_OF(name, width)   OP_JOIN(name, width)
#define OP_DECLARE(name)     extern const struct op op_##name, op_##name##_avx2, op_##name##_avx512
#ifdef WIDTH
#define OP(name)       OP_OF(name, WIDTH)
#define OP_WIDER(name) .wider = {NULL}
#elif defined NET_DOUBLE
#define OP(name)       op_##name
#define OP_WIDER(name) .wider = {NULL}
#else
#define OP(name)       op_##name
#define OP_WIDER(name) .wider = {&op_##name##_avx2, &op_##name##_avx512}
#endif

/* In an operation's struct: NAME_forward and so on are its passes. */
#define OP_PASSES(name)                                                                            \
    OP_WIDER(name), .forward = name##_forward, .backward = name##_backward,                        \
                    .tangent_forward = name##_tangent_forward,                                     \
                    .tangent_backward = name##_tangent_backward
/* The passes of an operation that copies entries of its one input: take(c, from, to) does that, and
 * back(c, from, to) gives the input its part. */
#define OP_OF_COPIES(name, take, back)                                                             \
    static void name##_forward(const struct op_call *c)                                            \
    {                                                                                              \
        take(c, c->in[0].v, c->out.v);                                                             \
    }                                                                                              \
    static void name##_backward(const struct op_call *c)                                           \
    {                                                                                              \
        back(c, c->out.d, c->in[0].d);                                                             \
    }                                                                                              \
    static void name##_tangent_forward(const struct op_call *c)                                    \
    {                                                                                              \
        take(c, c->in[0].tv, c->out.tv);                                                           \
    }                                                                                              \
    static void name##_tangent_backward(const struct op_call *c)                                   \
    {                                                                                              \
        back(c, c->out.td, c->in[0].td);                                                           \
    }

OP_DECLARE(linear); /* x (n,in), weight (out,in)[, bias (1,out)]: x Wᵀ + b */
/* x (n,K), rows of a single 1 that depend on no parameter; arg[0]: as op_linear with weight (D,K),
 * else a table (K,D)[, bias (1,D)]. */
OP_DECLARE(embedding);
OP_DECLARE(relu);          /* max(0, x); its slope at 0 is 0 */
OP_DECLARE(tanh);          /* tanh x */
OP_DECLARE(gelu);          /* x Φ(x), exact; Hendrycks, Gimpel 2016 */
OP_DECLARE(layer_norm);    /* x, weight (1,cols), bias (1,cols); eps 1e-5 */
OP_DECLARE(softmax);       /* each row by itself */
OP_DECLARE(causal);        /* softmax of x/√arg[0] (T,T), row i over its first i + 1 */
OP_DECLARE(cross_entropy); /* logits (n,k), class numbers (n,1): mean over rows */
OP_DECLARE(squares);       /* x, target of one shape: mean of (x − y)² over all */
OP_DECLARE(sum);           /* a + b; b of no sample goes with every row or sample */
OP_DECLARE(product);       /* a∘b, one shape */
OP_DECLARE(matmul);        /* a b, sample by sample; arg[0]: b transposed */
OP_DECLARE(transpose);     /* of every sample's matrix */
OP_DECLARE(slice);         /* columns arg[0] .. arg[0]+arg[1]-1 */
OP_DECLARE(concat);        /* columns of a, then those of b */
OP_DECLARE(last);          /* the last arg[0] rows of every sample */
OP_DECLARE(rnn);           /* a (T,H), W (H,H): h_t = tanh(a_t + h_{t−1} Wᵀ) */
OP_DECLARE(lstm);          /* a (T,4H), W (4H,H), parts i f g o: h_t of an LSTM */

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
