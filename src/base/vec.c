#include "base/vec.h"

#include <string.h>

enum { LONG = 4096 };

/* Eight sums side by side: an addition need not wait for the one before it. n is of whole eights.
 */
static void add_products(double s[8], const double *x, const double *y, int n)
{
    for (int i = 0; i < n; i += 8)
        for (int k = 0; k < 8; k++)
            s[k] += x[i + k] * y[i + k];
}

/* What is left over, and all of a short vector, goes to four of them. */
static inline double dot_rest(double s[8], const double *x, const double *y, int n)
{
    int i = 0;
    for (; i + 4 <= n; i += 4)
        for (int k = 0; k < 4; k++)
            s[k] += x[i + k] * y[i + k];
    for (; i < n; i++)
        s[0] += x[i] * y[i];
    for (int k = 0; k < 4; k++)
        s[k] += s[k + 4];
    return (s[0] + s[1]) + (s[2] + s[3]);
}

double vec_dot(const double *x, const double *y, int n)
{
    double s[8] = {0};
    int eights = n >= LONG ? n / 8 * 8 : 0;
    add_products(s, x, y, eights);
    return dot_rest(s, x + eights, y + eights, n - eights);
}

bool vec_add(double *to, const double *x, const double *d, int n)
{
    int moved = 0; /* counted without a branch: of these loops compilers make vectors */
    for (int i = 0; i < n; i++) {
        double sum = x[i] + d[i];
        moved |= sum != x[i];
        to[i] = sum;
    }
    return moved != 0;
}

/* A stretch at a time, which the sum then finds in the cache; stretches are of whole eights, so
 * that every entry falls to the sum that vec_dot has it in. */
bool vec_add_dot(double *to, const double *x, const double *d, int n, double *sum)
{
    enum { STRETCH = 1024 };
    bool moved = false;
    double s[8] = {0};
    int i = 0;
    if (n < LONG) {
        *sum = vec_dot(d, d, n);
        return vec_add(to, x, d, n);
    }
    for (; i + STRETCH <= n; i += STRETCH) {
        moved |= vec_add(to + i, x + i, d + i, STRETCH);
        add_products(s, d + i, d + i, STRETCH);
    }
    moved |= vec_add(to + i, x + i, d + i, n - i);
    int eights = (n - i) / 8 * 8;
    add_products(s, d + i, d + i, eights);
    *sum = dot_rest(s, d + i + eights, d + i + eights, n - i - eights);
    return moved;
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
    return vec_norm_of(vec_dot(x, x, n), x, n);
}

double vec_norm_of(double sum, const double *x, int n)
{
    return sum > 1e-280 && sum < 1e300 ? sqrt(sum) : norm_scaled(x, NULL, n);
}

double vec_distance(const double *x, const double *y, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++) {
        double a = x[i] - y[i];
        sum += a * a;
    }
    return sum > 1e-280 && sum < 1e300 ? sqrt(sum) : norm_scaled(x, y, n);
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

bool vec_finite(const double *x, int n)
{
    for (int i = 0; i < n; i++)
        if (!isfinite(x[i]))
            return false;
    return true;
}
