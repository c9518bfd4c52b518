/* Matrix products, the same to the bit on every machine.
 *
 * Each entry of the result is one chain of fused multiply-adds (IEEE 754: one rounding each) in the
 * order of the inner index. Vectors run along the columns of the result, so neither their width nor
 * how the work is cut up changes a chain. One source, product_tile.h, is compiled for each width.
 */
#ifndef NET_PRODUCT_H
#define NET_PRODUCT_H

#include <stdbool.h>
#include <stddef.h>

#include "net/real.h"

enum side { AS_IS, TURNED };

/* c (m×n, row by row) = op(a) op(b), where add is set on top of what c holds: a chain begins with
 * that, or with 0. k entries are summed up. The leading dimensions are those of the matrices as
 * they are stored. Does not allocate; any thread may call it. */
void matrix_product(enum side ta, enum side tb, int m, int n, int k, const real *a, int lda,
                    const real *b, int ldb, bool add, real *c, int ldc);

/* The widths of vectors that are made for machines of this kind, from the one that all of them have
 * on: its name; NULL: there are no more. */
const char *product_width_at(int i);
/* The one in use: the widest that the processor has, or the one the environment variable
 * CLIPDESCENT_VECTORS names, where the processor has it. */
const char *product_width(void);
/* Its number: 0 is what all machines of this kind have. */
int product_level(void);
/* Uses another from now on. false: no such name, or the processor does not have it,
 * and all stays as it is. Not while products are being made. */
bool product_use(const char *width);

#endif
