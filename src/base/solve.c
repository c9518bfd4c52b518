#include "base/solve.h"

#include <math.h>

static void swap(double *a, double *b)
{
    double t = *a;
    *a = *b;
    *b = t;
}

bool solve_linear(double *a, int stride, double *x, int n)
{
    for (int k = 0; k < n; k++) {
        int pivot = k;
        double *row = a + k * stride;
        for (int i = k + 1; i < n; i++)
            if (fabs(a[i * stride + k]) > fabs(a[pivot * stride + k]))
                pivot = i;
        if (!(fabs(a[pivot * stride + k]) > 0))
            return false;
        for (int j = k; j < n; j++)
            swap(&row[j], &a[pivot * stride + j]);
        swap(&x[k], &x[pivot]);
        for (int i = k + 1; i < n; i++) {
            double m = a[i * stride + k] / row[k];
            for (int j = k + 1; j < n; j++)
                a[i * stride + j] -= m * row[j];
            x[i] -= m * x[k];
        }
    }
    for (int k = n - 1; k >= 0; k--) {
        for (int j = k + 1; j < n; j++)
            x[k] -= a[k * stride + j] * x[j];
        x[k] /= a[k * stride + k];
    }
    return true;
}
