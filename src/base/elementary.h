/* The elementary functions on the way to a number that is shown: the same bits on every machine.
 *
 * A C library picks among variants by processor, and other libraries differ more; then a run that
 * is told as a story ends otherwise. So the program has its own, of additions, products, quotients
 * and square roots alone, each rounded as IEEE 754 says, in a fixed order (-ffp-contract=off).
 * Of the C library remain the functions that are exact: sqrt, floor, rint, frexp, ldexp, fmod, ...
 *
 * Each is within 1 unit in the last place (most within 0.52: they compute with pairs of numbers),
 * fn_erfc within 8: it serves single precision. NaN gives NaN; infinities, zeros with their signs,
 * and results that are too large or too small are as C17 annex F has them. No flags are raised on
 * purpose, errno is never set.
 *
 * Method: a table and a short Taylor series (P. T. P. Tang, "Table-driven implementation of the
 * exponential function", 1989, and "... of the logarithm function", 1990); angles are reduced by
 * as many digits of 2/π as they need (M. Payne and R. Hanek, 1983). Tables are correctly rounded.
 */
#ifndef BASE_ELEMENTARY_H
#define BASE_ELEMENTARY_H

double fn_exp(double x);
double fn_expm1(double x); /* e^x − 1 */
double fn_sinh(double x);
double fn_cosh(double x);
double fn_tanh(double x);

double fn_log(double x);
double fn_log2(double x);
double fn_log10(double x);
double fn_log1p(double x); /* log(1 + x) */
double fn_pow(double x, double y);

double fn_sin(double x);
double fn_cos(double x);
double fn_asin(double x);
double fn_acos(double x);

double fn_erfc(double x); /* 2/√π ∫ₓ^∞ exp(−t²) dt */
double fn_hypot(double x, double y);

#endif
