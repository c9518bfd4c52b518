#include "net/spectrum.h"

#include <math.h>
#include <string.h>

#include "base/elementary.h"

enum { LANCZOS = SPECTRUM_VECTORS, BISECTIONS = 50, SQUARINGS = 40 };

static double length_of(const double *x, int n)
{
    double most = 0, sum = 0;
    for (int i = 0; i < n; i++)
        most = !(fabs(x[i]) <= most) ? fabs(x[i]) : most;
    if (!(most > 0) || isinf(most))
        return most;
    for (int i = 0; i < n; i++)
        sum += x[i] / most * (x[i] / most);
    return most * sqrt(sum);
}

static void set_length(double *x, int n, double length)
{
    for (int i = 0; i < n; i++)
        x[i] /= length;
}

void spectrum_product(const double *a, const double *b, double *c, int n)
{
    memset(c, 0, (size_t)n * (size_t)n * sizeof *c);
    for (int i = 0; i < n; i++)
        for (int k = 0; k < n; k++) {
            double factor = a[(size_t)i * (size_t)n + (size_t)k];
            const double *row = b + (size_t)k * (size_t)n;
            double *to = c + (size_t)i * (size_t)n;
            for (int j = 0; j < n; j++)
                to[j] += factor * row[j];
        }
}

/* b = (scale a)ᵀ (scale a), which is symmetric. */
static void gram(const double *a, double scale, double *b, int n)
{
    memset(b, 0, (size_t)n * (size_t)n * sizeof *b);
    for (int k = 0; k < n; k++)
        for (int i = 0; i < n; i++) {
            const double *row = a + (size_t)k * (size_t)n;
            double factor = scale * row[i], *to = b + (size_t)i * (size_t)n;
            for (int j = 0; j < n; j++)
                to[j] += factor * (scale * row[j]);
        }
}

/* y = B x for a symmetric B: sums of rows, which compilers make vectors of. */
static void times(const double *b, const double *x, double *y, int n)
{
    memset(y, 0, (size_t)n * sizeof *y);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            y[j] += b[(size_t)i * (size_t)n + (size_t)j] * x[i];
}

static double dot(const double *a, const double *b, int n)
{
    double sum[4] = {0}, rest = 0; /* four chains at once */
    int i = 0;
    for (; i + 4 <= n; i += 4)
        for (int k = 0; k < 4; k++)
            sum[k] += a[i + k] * b[i + k];
    for (; i < n; i++)
        rest += a[i] * b[i];
    return sum[0] + sum[1] + (sum[2] + sum[3]) + rest;
}

/* How many eigenvalues of a symmetric tridiagonal matrix are over x (Sturm). */
static int over(const double *diagonal, const double *beside, int m, double x)
{
    int count = 0;
    double pivot = 1;
    for (int i = 0; i < m; i++) {
        pivot = diagonal[i] - x - (i > 0 ? beside[i - 1] * beside[i - 1] / pivot : 0);
        pivot = pivot == 0 ? -1e-300 : pivot;
        count += pivot > 0;
    }
    return count;
}

static double top_of(const double *diagonal, const double *beside, int m)
{
    double lo = diagonal[0], hi = 0;
    for (int i = 0; i < m; i++) {
        double reach = (i > 0 ? beside[i - 1] : 0) + (i + 1 < m ? beside[i] : 0);
        lo = diagonal[i] > lo ? diagonal[i] : lo;
        hi = diagonal[i] + reach > hi ? diagonal[i] + reach : hi;
    }
    for (int i = 0; i < BISECTIONS; i++) {
        double mid = 0.5 * (lo + hi);
        if (over(diagonal, beside, m, mid) > 0)
            lo = mid;
        else
            hi = mid;
    }
    return hi;
}

/* A start that is at no right angle to what matters. */
static void begin_direction(double *v, int n)
{
    for (int i = 0; i < n; i++)
        v[i] = 1 + 0.3 * (i % 7) - 0.2 * (i % 3);
    set_length(v, n, length_of(v, n));
}

/* Lanczos on aᵀ a, each direction at right angles to all before; the top of what it leaves
 * (Golub, Van Loan, Matrix Computations, 10.1). */
double spectrum_singular(const double *a, int n, double *scratch)
{
    double *b = scratch, *v = b + (size_t)n * (size_t)n, size = length_of(a, n * n);
    double diagonal[LANCZOS] = {0}, beside[LANCZOS] = {0};
    int m = 0, most = n < LANCZOS ? n : LANCZOS;
    if (!(size > 0) || !isfinite(size))
        return size;
    gram(a, 1 / size, b, n);
    begin_direction(v, n);
    while (m < most) {
        double *now = v + (size_t)m * (size_t)n, *next = now + n;
        times(b, now, next, n);
        diagonal[m++] = dot(now, next, n);
        for (int i = m - 1; i >= 0; i--) {
            const double *other = v + (size_t)i * (size_t)n;
            double along = dot(other, next, n);
            for (int k = 0; k < n; k++)
                next[k] -= along * other[k];
        }
        beside[m - 1] = sqrt(dot(next, next, n));
        if (beside[m - 1] < 1e-13)
            break;
        set_length(next, n, beside[m - 1]);
    }
    return size * sqrt(top_of(diagonal, beside, m));
}

double spectrum_radius(const double *a, int n, double *power, double *next)
{
    double log_norm = 0, weight = 1, size = length_of(a, n * n);
    memcpy(power, a, (size_t)n * (size_t)n * sizeof *a);
    for (int i = 0; i < SQUARINGS; i++) {
        if (!(size > 0) || !isfinite(size))
            return size;
        set_length(power, n * n, size);
        log_norm += weight * fn_log(size);
        spectrum_product(power, power, next, n);
        memcpy(power, next, (size_t)n * (size_t)n * sizeof *power);
        weight /= 2;
        size = length_of(power, n * n);
    }
    return fn_exp(log_norm);
}
