/* ½(uv − 1)²: a two-layer linear network of one weight each. Its minima are the curve uv = 1, where
 * the top curvature is u² + v²: any sharpness can be had, and (L0, L1)-smoothness fails. */
#include <math.h>

#include "problem/problem.h"

static double product_eval(const struct problem *p, void *work, const double *x, uint64_t draw,
                           double *g)
{
    (void)p, (void)work, (void)draw;
    double e = x[0] * x[1] - 1;
    if (g) {
        g[0] = e * x[1];
        g[1] = e * x[0];
    }
    return 0.5 * e * e;
}

static void product_hess_vec(const struct problem *p, void *work, const double *x, uint64_t draw,
                             const double *v, double *out)
{
    (void)p, (void)work, (void)draw;
    double mixed = 2 * x[0] * x[1] - 1;
    out[0] = x[1] * x[1] * v[0] + mixed * v[1];
    out[1] = mixed * v[0] + x[0] * x[0] * v[1];
}

/* Two layers of one weight each: a rule that clips layers or units takes them apart. */
static bool product_open(struct problem *p, struct report *r, const char *file, int line)
{
    static const struct block layers[] = {{"u", 0, 1, 0}, {"v", 1, 1, 0}};
    (void)r, (void)file, (void)line;
    p->n_blocks = 2;
    p->blocks = layers;
    return true;
}

const struct problem_kind problem_product = {
    .name = "product",
    .title = "the smallest deep network: two weights in a row",
    .formula = "f(u,v) = ½(uv − 1)²",
    .source = "the one-weight case of a two-layer linear network",
    .dim = 2,
    .start = {6, 0.1},
    .home = {-8, 8, -6, 6},
    .infimum = 0,
    .open = product_open,
    .eval = product_eval,
    .hess_vec = product_hess_vec,
    /* On uv = 1 the gradient is 0 and the curvature u² + v² as large as one likes. */
    .frontier = problem_unbounded,
};
