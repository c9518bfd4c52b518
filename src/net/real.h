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

#endif
