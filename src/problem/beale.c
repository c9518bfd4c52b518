/* Beale 1958, as in Moré, Garbow, Hillstrom 1981, no. 5; minimum 0 at (3, 0.5). */
#include <math.h>

#include "problem/problem.h"

static const double c[3] = {1.5, 2.25, 2.625};

static bool beale_open(struct problem *p, struct report *r, const char *file, int line)
{
    (void)r, (void)file, (void)line;
    p->infimum = 0;
    return true;
}

static double beale_eval(const struct problem *p, void *work, const double *x, uint64_t draw,
                         double *g)
{
    (void)p, (void)work, (void)draw;
    double a, b;
    double f = 0, ga = 0, gb = 0;
    for (int k = 1; k <= 3; k++) {
        double yk1 = k == 1 ? 1 : k == 2 ? x[1] : x[1] * x[1], yk = yk1 * x[1];
        double e = c[k - 1] - x[0] * (1 - yk);
        a = yk - 1;
        b = x[0] * k * yk1;
        f += e * e;
        ga += 2 * e * a;
        gb += 2 * e * b;
    }
    if (g) {
        g[0] = ga;
        g[1] = gb;
    }
    return f;
}

static void beale_hess_vec(const struct problem *p, void *work, const double *x, uint64_t draw,
                           const double *v, double *out)
{
    (void)p, (void)work, (void)draw;
    out[0] = out[1] = 0;
    for (int k = 1; k <= 3; k++) {
        double yk2 = k == 1 ? 0 : k == 2 ? 1 : x[1], yk1 = k == 1 ? 1 : k == 2 ? x[1] : x[1] * x[1];
        double yk = yk1 * x[1], e = c[k - 1] - x[0] * (1 - yk);
        double a = yk - 1, b = x[0] * k * yk1, ab = k * yk1, bb = x[0] * k * (k - 1) * yk2;
        double along = a * v[0] + b * v[1];
        out[0] += 2 * (a * along + e * ab * v[1]);
        out[1] += 2 * (b * along + e * (ab * v[0] + bb * v[1]));
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
    .open = beale_open,
    .eval = beale_eval,
    .hess_vec = beale_hess_vec,
};
