/* The number networks compute in: float, or double where the tests compare with differences
 * (-DNET_DOUBLE). Parameters and gradients are double outside of a graph in both. */
#ifndef NET_REAL_H
#define NET_REAL_H

#include <math.h>
#include <stdbool.h>

#ifdef NET_DOUBLE
typedef double real;
#define real_sqrt sqrt
#else
typedef float real;
#define real_sqrt sqrtf
#endif

/* y[i] = f(x[i]), n entries; y may be x. Within 3 units in the last place; NaN stays NaN.
 * real_log1p is of numbers between -1 and 2^126. */
void real_tanh(real *y, const real *x, int n);
void real_exp(real *y, const real *x, int n);
void real_log1p(real *y, const real *x, int n);

#endif
