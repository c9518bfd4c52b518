/* Eigenvalues of small dense matrices. */
#ifndef BASE_EIGEN_H
#define BASE_EIGEN_H

#include <stdbool.h>

/* The eigenvalues of a symmetric n×n matrix, rising, into w, and of each a vector of length 1 into
 * a row of v. By Jacobi's rotations, row after row (Golub, Van Loan, Matrix Computations, 8.5):
 * nothing but + − · / √, in an order of their own, so the same to the bit everywhere. Uses up a.
 * false: an entry is not finite, and w and v say nothing. */
bool eigen_symmetric(double *a, int n, double *w, double *v);

#endif
