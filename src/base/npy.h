/* Arrays in NumPy's .npy files (format 1.0; read: 1.0 to 3.0). The format:
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
#ifndef BASE_NPY_H
#define BASE_NPY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Writes v as float64, shape (rows, cols), or (rows,) where cols is 0. */
void npy_write(FILE *out, const double *v, size_t rows, size_t cols);
/* Whole numbers as int64, shape (rows,). */
void npy_write_whole(FILE *out, const double *v, size_t rows);

/* Reads n numbers into v: floats of 8, 4 or 2 bytes in either order of bytes, of shape (n,), (n, 1)
 * or (1, n). Anything else: false, v is as it was, and why says what was found and what expected.
 * Numbers that are not finite are refused. */
bool npy_read(const char *path, double *v, size_t n, char *why, size_t why_size);

#endif
