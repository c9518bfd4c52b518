/* Vectors of doubles, n entries. */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include <stdbool.h>

/* Euclidean norm; neither overflows nor underflows where the norm itself does not; NaN if any
 * entry is NaN, else INFINITY if any is infinite. */
double vec_norm(const double *x, int n);
double vec_dot(const double *x, const double *y, int n);
double vec_distance(const double *x, const double *y, int n);
void vec_copy(double *to, const double *from, int n);
void vec_scale(double *to, double a, const double *x, int n);                       /* to = a x */
void vec_add_scaled(double *to, const double *x, double a, const double *y, int n); /* x + a y */
bool vec_finite(const double *x, int n);

#endif
