#include "base/vec.h"

#include <string.h>

/* Eight sums side by side: an addition need not wait for the one before it. n is of whole eights.
 */
static void add_products(double s[8], const double *x, const double *y, int n)
{
    for (int i = 0; i < n; i += 8)
        for (int k = 0; k < 8; k++)
            s[k] += x[i + k] * y[i + k];
}

/* What is left over, and all of a short vector, goes to four of them. */
static inline void add_rest(double s[8], const double *x, const double *y, int n)
{
    int i = 0;
    for (; i + 4 <= n; i += 4)
        for (int k = 0; k < 4; k++)
            s[k] += x[i + k] * y[i + k];
    for (; i < n; i++)
        s[0] += x[i] * y[i];
}

double vec_square_end(const double s[8])
{
    return ((s[0] + s[4]) + (s[1] + s[5])) + ((s[2] + s[6]) + (s[3] + s[7]));
}

void vec_square(double s[8], const double *x, int n)
{
    int eights = n / 8 * 8;
    add_products(s, x, x, eights);
    add_rest(s, x + eights, x + eights, n - eights);
}

double vec_dot(const double *x, const double *y, int n)
{
    double s[8] = {0};
    int eights = n >= VEC_LONG ? n / 8 * 8 : 0;
    add_products(s, x, y, eights);
    add_rest(s, x + eights, y + eights, n - eights);
    return vec_square_end(s);
}

bool vec_add(double *to, const double *x, const double *d, int n)
{
    for (int i = 0; i < n; i++)
        to[i] = x[i] + d[i];
    for (int i = 0; i < n; i++)
        if (to[i] != x[i])
            return true;
    return false;
}

static double difference(const double *x, const double *y, int i)
{
    return y ? x[i] - y[i] : x[i];
}

/* ‖x − y‖ (y NULL: ‖x‖) with every entry brought near 1 by a power of two first, which costs no
 * accuracy. */
static double norm_scaled(const double *x, const double *y, int n)
{
    double most = 0;
    for (int i = 0; i < n; i++) {
        double a = fabs(difference(x, y, i));
        if (isnan(a))
            return NAN;
        most = fmax(most, a);
    }
    if (isinf(most))
        return most;
    int e;
    frexp(most, &e);
    double sum = 0;
    for (int i = 0; i < n; i++) {
        double a = scalbn(difference(x, y, i), -e);
        sum += a * a;
    }
    return scalbn(sqrt(sum), e);
}

double vec_norm_any(const double *x, int n)
{
    double norm = vec_norm_of(vec_dot(x, x, n));
    return isnan(norm) ? norm_scaled(x, NULL, n) : norm;
}

double vec_distance(const double *x, const double *y, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++) {
        double a = x[i] - y[i];
        sum += a * a;
    }
    double norm = vec_norm_of(sum);
    return isnan(norm) ? norm_scaled(x, y, n) : norm;
}

void vec_copy(double *to, const double *from, int n)
{
    if (n > 0)
        memmove(to, from, (size_t)n * sizeof *to);
}

void vec_scale(double *to, double a, const double *x, int n)
{
    for (int i = 0; i < n; i++)
        to[i] = a * x[i];
}

void vec_add_scaled(double *to, const double *x, double a, const double *y, int n)
{
    for (int i = 0; i < n; i++)
        to[i] = x[i] + a * y[i];
}
