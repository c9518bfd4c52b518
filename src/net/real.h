/* The number networks compute in: float, or double where the tests compare with differences
 * (-DNET_DOUBLE). Parameters and gradients are double outside of a graph in both. */
#ifndef NET_REAL_H
#define NET_REAL_H

#include <cblas.h>
#include <math.h>
#include <stdbool.h>

#ifdef NET_DOUBLE
typedef double real;
#define real_gemm  cblas_dgemm
#define real_exp   exp
#define real_log1p log1p
#define real_sqrt  sqrt
#define real_erfc  erfc
#else
typedef float real;
#define real_gemm  cblas_sgemm
#define real_exp   expf
#define real_log1p log1pf
#define real_sqrt  sqrtf
#define real_erfc  erfcf
#endif

/* y[i] = tanh(x[i]), n entries; y may be x. Within 3 units in the last place; NaN stays NaN. */
void real_tanh(real *y, const real *x, int n);

/* Threads of one matrix product, of the whole program; sweeps, which run races side by side,
 * take 1. As many threads give the same result to the bit; others sum up in another order. */
static inline void real_threads(int n)
{
    openblas_set_num_threads(n);
}

static inline int real_threads_now(void)
{
    return openblas_get_num_threads();
}

enum side { AS_IS, TURNED };

/* c (m×n, row by row) = op(a) op(b), added to c where add is set; k entries are summed up. The
 * leading dimensions are those of the matrices as they are stored. */
static inline void matrix_product(enum side ta, enum side tb, int m, int n, int k, const real *a,
                                  int lda, const real *b, int ldb, bool add, real *c, int ldc)
{
    real_gemm(CblasRowMajor, ta == TURNED ? CblasTrans : CblasNoTrans,
              tb == TURNED ? CblasTrans : CblasNoTrans, m, n, k, 1, a, lda, b, ldb, add ? 1 : 0, c,
              ldc);
}

#endif
