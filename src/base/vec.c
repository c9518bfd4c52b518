#include "base/vec.h"

#include <string.h>

/* Four sums side by side: an addition need not wait for the one before it. */
double vec_dot(const double *x, const double *y, int n)
{
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    int i = 0;
    for (; i + 4 <= n; i += 4) {
        s0 += x[i] * y[i];
        s1 += x[i + 1] * y[i + 1];
        s2 += x[i + 2] * y[i + 2];
        s3 += x[i + 3] * y[i + 3];
    }
    for (; i < n; i++)
        s0 += x[i] * y[i];
    return (s0 + s1) + (s2 + s3);
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
    double sum = vec_dot(x, x, n);
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
