#include "optimizer/along.h"

#include <math.h>

enum { DIM_MAX = 8 };

static void swap(double *a, double *b)
{
    double t = *a;
    *a = *b;
    *b = t;
}

/* Solves h d = b in place (d is b on entry) by elimination with partial pivoting. false: h is
 * singular. h is n rows of DIM_MAX. */
static bool solve(double h[][DIM_MAX], double *d, int n)
{
    for (int k = 0; k < n; k++) {
        int pivot = k;
        for (int i = k + 1; i < n; i++)
            if (fabs(h[i][k]) > fabs(h[pivot][k]))
                pivot = i;
        if (!(fabs(h[pivot][k]) > 0))
            return false;
        for (int j = k; j < n; j++)
            swap(&h[k][j], &h[pivot][j]);
        swap(&d[k], &d[pivot]);
        for (int i = k + 1; i < n; i++) {
            double m = h[i][k] / h[k][k];
            for (int j = k + 1; j < n; j++)
                h[i][j] -= m * h[k][j];
            d[i] -= m * d[k];
        }
    }
    for (int k = n - 1; k >= 0; k--) {
        for (int j = k + 1; j < n; j++)
            d[k] -= h[k][j] * d[j];
        d[k] /= h[k][k];
    }
    return true;
}

/* Undamped, so that it goes to any point with a zero gradient, saddles and maxima too. Where the
 * Hessian is singular there is no Newton step, and none is made. */
static void step(const double *par, double *state, const struct optimizer_call *c)
{
    (void)par;
    (void)state;
    double h[DIM_MAX][DIM_MAX] = {{0}}, unit[DIM_MAX] = {0}, column[DIM_MAX] = {0};
    move_along(c, c->norm < GRADIENT_FLOOR ? 0 : 1);
    if (c->norm < GRADIENT_FLOOR)
        return;
    for (int j = 0; j < c->dim; j++) {
        unit[j] = 1;
        c->hess_vec(c->ctx, unit, column);
        unit[j] = 0;
        for (int i = 0; i < c->dim; i++)
            h[i][j] = column[i];
    }
    if (!solve(h, c->d, c->dim))
        move_along(c, 0);
}

const struct optimizer_kind optimizer_newton = {
    .name = "newton",
    .title = "to where the quadratic model has no gradient",
    .formula = "θ − (∇²f)⁻¹ g",
    .source = "Nocedal, Wright 2006, Numerical Optimization, section 3.3",
    .max_dim = DIM_MAX,
    .step = step,
};
