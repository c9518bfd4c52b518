/* Norms of square matrices in double, n×n row by row, that need no other size of work than a few
 * products. In an order of their own: the same to the bit everywhere. */
#ifndef NET_SPECTRUM_H
#define NET_SPECTRUM_H

enum { SPECTRUM_VECTORS = 12 };

/* The largest singular value, exact up to n = 12, beyond that to about 1e-4 of itself. scratch: n×n
 * numbers and SPECTRUM_VECTORS + 1 rows of n. Not finite where a is not. */
double spectrum_singular(const double *a, int n, double *scratch);

/* The largest |eigenvalue|: lim ‖aᵐ‖^(1/m) (Gelfand), for m = 2, 4, 8, ...; power and next (n×n)
 * are scratch. */
double spectrum_radius(const double *a, int n, double *power, double *next);

/* c = a b. */
void spectrum_product(const double *a, const double *b, double *c, int n);

#endif
