/* Vectors of doubles, n entries. */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include <math.h>
#include <stdbool.h>

/* The part of vec_norm for any n and any size of entries. */
double vec_norm_any(const double *x, int n);
/* The norm where the sum of the squares is known; NAN where that does not tell: the squares have
 * vanished or overflown, or missing. */
static inline double vec_norm_of(double sum)
{
    return sum > 1e-280 && sum < 1e300 ? sqrt(sum) : NAN;
}

/* Euclidean norm; neither overflows nor underflows where the norm itself does not; NaN if any
 * entry is NaN, else INFINITY if any is infinite. Inline, since every step of the small problems
 * takes several. */
static inline double vec_norm(const double *x, int n)
{
    if (n == 1)
        return fabs(x[0]);
    if (n == 2) {
        double sum = x[0] * x[0] + x[1] * x[1];
        /* Above 1e-280 a square lost to underflow is too small to be seen in the sum. */
        if (sum > 1e-280 && sum < 1e300)
            return sqrt(sum);
    }
    return vec_norm_any(x, n);
}

double vec_dot(const double *x, const double *y, int n);
/* vec_dot(x, x, n) to the bit of a vector of n >= VEC_LONG entries, a stretch after the other: sum
 * begins with zeros, all stretches but the last are of a multiple of 8 entries. */
enum { VEC_LONG = 4096, VEC_STRETCH = 1024 };
void vec_square(double sum[8], const double *x, int n);
double vec_square_end(const double sum[8]);
/* to = x + d, to another place than x. Returns whether any entry moved: to's is not x's, or NaN. */
bool vec_add(double *to, const double *x, const double *d, int n);
double vec_distance(const double *x, const double *y, int n); /* as careful as vec_norm */
void vec_copy(double *to, const double *from, int n);
void vec_scale(double *to, double a, const double *x, int n);                       /* to = a x */
void vec_add_scaled(double *to, const double *x, double a, const double *y, int n); /* x + a y */

#endif
