#include "base/eigen.h"

#include <math.h>
#include <string.h>

/* More than twice what any matrix takes: each pass squares what is off the diagonal. */
enum { PASSES_MOST = 40 };

/* The rotation that takes a[p][q] to 0: tangent of its angle, the smaller of the two there are. */
static double tangent(double app, double aqq, double apq)
{
    double turn = (aqq - app) / (2 * apq), most = fabs(turn);
    double t = most > 1e150 ? 1 / (2 * most) : 1 / (most + sqrt(1 + turn * turn));
    return turn < 0 ? -t : t;
}

/* x, y = c x − s y, s x + c y, by what they change. */
static void rotate(double *x, double *y, double s, double tau)
{
    double a = *x, b = *y;
    *x = a - s * (b + tau * a);
    *y = b + s * (a - tau * b);
}

static void clear(double *a, int n, double *v, int p, int q)
{
    double *row_p = a + p * n, *row_q = a + q * n, apq = row_p[q];
    double t = tangent(row_p[p], row_q[q], apq), c = 1 / sqrt(1 + t * t), s = t * c;
    double tau = s / (1 + c);
    row_p[p] -= t * apq;
    row_q[q] += t * apq;
    row_p[q] = row_q[p] = 0;
    for (int k = 0; k < n; k++) {
        if (k != p && k != q) {
            rotate(&row_p[k], &row_q[k], s, tau);
            a[k * n + p] = row_p[k], a[k * n + q] = row_q[k];
        }
        rotate(&v[p * n + k], &v[q * n + k], s, tau);
    }
}

/* Whether an entry is nothing beside both of those on its rows' diagonals. */
static bool is_nothing(const double *a, int n, int p, int q)
{
    double off = fabs(a[p * n + q]), x = fabs(a[p * n + p]), y = fabs(a[q * n + q]);
    return x + off == x && y + off == y;
}

/* One pass over all pairs. Whether there was anything to be done. */
static bool pass(double *a, int n, double *v)
{
    bool any = false;
    for (int p = 0; p < n; p++)
        for (int q = p + 1; q < n; q++) {
            if (is_nothing(a, n, p, q)) {
                a[p * n + q] = a[q * n + p] = 0;
                continue;
            }
            clear(a, n, v, p, q);
            any = true;
        }
    return any;
}

static void swap_rows(double *v, int n, int i, int j)
{
    for (int k = 0; k < n; k++) {
        double x = v[i * n + k];
        v[i * n + k] = v[j * n + k];
        v[j * n + k] = x;
    }
}

static void sort(double *w, double *v, int n)
{
    for (int i = 0; i < n; i++) {
        int least = i;
        for (int j = i + 1; j < n; j++)
            if (w[j] < w[least])
                least = j;
        if (least == i)
            continue;
        double x = w[i];
        w[i] = w[least];
        w[least] = x;
        swap_rows(v, n, i, least);
    }
}

bool eigen_symmetric(double *a, int n, double *w, double *v)
{
    for (int i = 0; i < n * n; i++)
        if (!isfinite(a[i]))
            return false;
    memset(v, 0, (size_t)n * (size_t)n * sizeof *v);
    for (int i = 0; i < n; i++)
        v[i * n + i] = 1;
    for (int i = 0; i < PASSES_MOST && pass(a, n, v); i++)
        ;
    for (int i = 0; i < n; i++)
        w[i] = a[i * n + i];
    sort(w, v, n);
    return true;
}
