/* Beale 1958, as in Moré, Garbow, Hillstrom 1981, no. 5; minimum 0 at (3, 0.5). */
#include "problem/problem.h"

static const double c[3] = {1.5, 2.25, 2.625};

/* The sum over k = 1, 2, 3 of e_k², e_k = c_k − x(1 − y^k); a and b are its derivatives by x, y. */
static double beale_eval(const struct problem *p, void *work, const double *x, uint64_t draw,
                         double *g)
{
    (void)p, (void)work, (void)draw;
    double f = 0, gx = 0, gy = 0;
    double yk1 = 1; /* y^(k−1) */
    for (int k = 1; k <= 3; k++) {
        double yk = yk1 * x[1], e = c[k - 1] - x[0] * (1 - yk);
        double a = yk - 1, b = x[0] * k * yk1;
        f += e * e;
        gx += 2 * e * a;
        gy += 2 * e * b;
        yk1 = yk;
    }
    if (g) {
        g[0] = gx;
        g[1] = gy;
    }
    return f;
}

static void beale_hess_vec(const struct problem *p, void *work, const double *x, uint64_t draw,
                           const double *v, double *out)
{
    (void)p, (void)work, (void)draw;
    out[0] = out[1] = 0;
    double yk2 = 0, yk1 = 1; /* y^(k−2), which k = 1 has no use for, and y^(k−1) */
    for (int k = 1; k <= 3; k++) {
        double yk = yk1 * x[1], e = c[k - 1] - x[0] * (1 - yk);
        double a = yk - 1, b = x[0] * k * yk1, ab = k * yk1, bb = x[0] * k * (k - 1) * yk2;
        double along = a * v[0] + b * v[1];
        out[0] += 2 * (a * along + e * ab * v[1]);
        out[1] += 2 * (b * along + e * (ab * v[0] + bb * v[1]));
        yk2 = yk1;
        yk1 = yk;
    }
}

const struct problem_kind problem_beale = {
    .name = "beale",
    .title = "a flat valley under walls that rise like x²y⁶",
    .formula = "f(x,y) = (1.5−x+xy)² + (2.25−x+xy²)² + (2.625−x+xy³)²",
    .source = "Moré, Garbow, Hillstrom 1981, function 5",
    .dim = 2,
    .start = {3, 2},
    .home = {-4.5, 4.5, -4.5, 4.5},
    .infimum = 0,
    .eval = beale_eval,
    .hess_vec = beale_hess_vec,
};
