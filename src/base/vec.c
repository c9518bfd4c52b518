#include "base/vec.h"

#include <string.h>

enum { LONG = 4096 };

/* Eight sums side by side: an addition need not wait for the one before it. Short vectors have
 * four, and are not asked twice. */
double vec_dot(const double *x, const double *y, int n)
{
    double s[8] = {0};
    int i = 0;
    for (; i + 8 <= n && n >= LONG; i += 8)
        for (int k = 0; k < 8; k++)
            s[k] += x[i + k] * y[i + k];
    for (; i + 4 <= n; i += 4)
        for (int k = 0; k < 4; k++)
            s[k] += x[i + k] * y[i + k];
    for (; i < n; i++)
        s[0] += x[i] * y[i];
    for (int k = 0; k < 4; k++)
        s[k] += s[k + 4];
    return (s[0] + s[1]) + (s[2] + s[3]);
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
