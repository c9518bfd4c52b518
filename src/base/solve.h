/* Small systems of linear equations. */
#ifndef BASE_SOLVE_H
#define BASE_SOLVE_H

#include <stdbool.h>

/* Solves a x = b in place: a is n rows of `stride` numbers and is used up, x is b on entry. By
 * elimination with partial pivoting (Golub, Van Loan, Matrix Computations, 3.4). false: a is
 * singular. */
bool solve_linear(double *a, int stride, double *x, int n);

#endif
