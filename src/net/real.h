/* The number networks compute in: float, or double where the tests compare with differences
 * (-DNET_DOUBLE). Parameters and gradients are double outside of a graph in both. */
#ifndef NET_REAL_H
#define NET_REAL_H

#include <math.h>
#include <stdbool.h>

#ifdef NET_DOUBLE
typedef double real;
#define real_exp   exp
#define real_log1p log1p
#define real_sqrt  sqrt
#define real_erfc  erfc
#else
typedef float real;
#define real_exp   expf
#define real_log1p log1pf
#define real_sqrt  sqrtf
#define real_erfc  erfcf
#endif

/* y[i] = tanh(x[i]), n entries; y may be x. Within 3 units in the last place; NaN stays NaN. */
void real_tanh(real *y, const real *x, int n);

#endif
