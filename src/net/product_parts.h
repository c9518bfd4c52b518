/* What the widths of products share. */
#ifndef NET_PRODUCT_PARTS_H
#define NET_PRODUCT_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "net/real.h"

struct product { /* c += a b, or c = a b; entries from one row, or column, to the next */
    int m, n, k;
    const real *a;
    size_t a_row, a_col;
    const real *b;
    size_t b_row, b_col;
    real *c;
    size_t c_row;
    bool add;
};

void product_baseline(const struct product *p);
#ifdef __x86_64__
void product_avx2(const struct product *p);
void product_avx512(const struct product *p);
#endif

#endif
