#include "lab/probe.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stddef.h>

#include "base/elementary.h"
#include "base/rng.h"
#include "base/vec.h"

enum { SWEEPS_MAX = 60 };

typedef double matrix[PROBE_DENSE_MAX][PROBE_DENSE_MAX];

/* Turns rows and columns p and q of symmetric h so that h[p][q] vanishes, and the columns of v with
 * them (Golub, Van Loan, Matrix Computations, section 8.5). */
static void rotate(matrix h, matrix v, int n, int p, int q)
{
    double theta = (h[q][q] - h[p][p]) / (2 * h[p][q]);
    double t = copysign(1, theta) / (fabs(theta) + fn_hypot(theta, 1));
    double c = 1 / fn_hypot(t, 1), s = t * c;
    for (int k = 0; k < n; k++) {
        double a = h[k][p], b = h[k][q];
        h[k][p] = c * a - s * b, h[k][q] = s * a + c * b;
    }
    for (int k = 0; k < n; k++) {
        double a = h[p][k], b = h[q][k];
        h[p][k] = c * a - s * b, h[q][k] = s * a + c * b;
        a = v[k][p], b = v[k][q];
        v[k][p] = c * a - s * b, v[k][q] = s * a + c * b;
    }
}

/* The top eigenvalue of symmetric h, which is destroyed, by cyclic Jacobi rotations. */
static double top_dense(matrix h, int n, double *vec)
{
    assert(n > 0);
    matrix v = {{0}};
    for (int i = 0; i < n; i++)
        v[i][i] = 1;
    bool done = false;
    for (int sweep = 0; sweep < SWEEPS_MAX && !done; sweep++) {
        done = true;
        for (int p = 0; p < n; p++)
            for (int q = p + 1; q < n; q++)
                if (fabs(h[p][q]) > DBL_EPSILON * (fabs(h[p][p]) + fabs(h[q][q]))) {
                    rotate(h, v, n, p, q);
                    done = false;
                }
    }
    int top = 0;
    for (int i = 1; i < n; i++)
        if (h[i][i] > h[top][top])
            top = i;
    for (int i = 0; vec && i < n; i++)
        vec[i] = v[i][top];
    return h[top][top];
}

/* Of [[a, b], [b, d]]. */
static double top_two(double a, double b, double d, double *vec)
{
    double half = a / 2 - d / 2, radius = fn_hypot(half, b), top = a / 2 + d / 2 + radius;
    if (!vec)
        return top;
    /* (top - d, b) and (b, top - a) are both eigenvectors; the longer one has the digits. */
    double u = half >= 0 ? half + radius : b, w = half >= 0 ? b : radius - half;
    double length = fn_hypot(u, w);
    vec[0] = length > 0 ? u / length : 1;
    vec[1] = length > 0 ? w / length : 0;
    return top;
}

/* The greatest size of an eigenvalue of [[a, b], [c, d]], real or not. */
static double size_two(double a, double b, double c, double d)
{
    double half = a / 2 + d / 2, off = a / 2 - d / 2, under = off * off + b * c;
    return under >= 0 ? fabs(half) + sqrt(under) : sqrt(a * d - b * c);
}

double probe_sharpness_dense(const struct problem *p, void *work, const double *x, uint64_t draw,
                             double *vec, uint64_t *products)
{
    int n = p->dim;
    if (n > PROBE_DENSE_MAX || !p->kind->hess_vec)
        return NAN;
    matrix h;
    double unit[PROBE_DENSE_MAX] = {0};
    for (int i = 0; i < n; i++) {
        unit[i] = 1;
        ++*products;
        p->kind->hess_vec(p, work, x, draw, unit, h[i]);
        unit[i] = 0;
        for (int j = 0; j < n; j++)
            if (!isfinite(h[i][j]))
                return NAN;
    }
    if (p->kind->game && n == 2) {
        if (vec) /* turning, not stretching: there may be no real direction */
            vec[0] = vec[1] = NAN;
        return size_two(h[0][0], h[1][0], h[0][1], h[1][1]);
    }
    /* Symmetric but for rounding, and networks round in single precision. */
    for (int i = 0; i < n; i++)
        for (int j = 0; j < i; j++)
            h[i][j] = h[j][i] = h[i][j] / 2 + h[j][i] / 2;
    return n == 2 ? top_two(h[0][0], h[0][1], h[1][1], vec) : top_dense(h, n, vec);
}

void probe_random_point(const double *x, int n, uint64_t seed, double *at)
{
    struct rng rng;
    rng_seed(&rng, seed);
    for (int i = 0; i < n; i++)
        at[i] = x[i] + PROBE_EPSILON * rng_normal(&rng);
}

void probe_random(const double *x, const double *g, const double *at, const double *gradient, int n,
                  double *unit, double *written)
{
    /* What was moved, not what was asked for: of a large x rounding leaves less, or nothing. */
    double moved = vec_distance(at, x, n), change = vec_distance(gradient, g, n);
    bool ok = change < INFINITY && moved > 0;
    *unit = ok ? change / moved : NAN;
    *written = ok ? change / PROBE_EPSILON : NAN;
}
