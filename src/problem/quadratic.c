/* ½ax² + ½by²: where the descent lemma is exact, and where clipping has nothing to give. */
#include <math.h>
#include <stdio.h>

#include "base/text.h"
#include "problem/problem.h"

enum { A, B };

static const struct param params[] = {
    [A] = PARAM_POSITIVE("a", "a", "curvature along x", 100, 1e12),
    [B] = PARAM_POSITIVE("b", "b", "curvature along y", 1, 1e12),
};

static bool quadratic_open(struct problem *p, struct report *r, const char *file, int line)
{
    (void)r, (void)file, (void)line;
    snprintf(p->formula, sizeof p->formula, "f(x,y) = %sx² + %sy²", NUMBER(p->values[A].num / 2, 6),
             NUMBER(p->values[B].num / 2, 6));
    return true;
}

static double quadratic_eval(const struct problem *p, void *work, const double *x, uint64_t draw,
                             double *g)
{
    (void)work, (void)draw;
    double a = p->values[A].num, b = p->values[B].num;
    if (g) {
        g[0] = a * x[0];
        g[1] = b * x[1];
    }
    return 0.5 * (a * x[0] * x[0] + b * x[1] * x[1]);
}

static void quadratic_hess_vec(const struct problem *p, void *work, const double *x, uint64_t draw,
                               const double *v, double *out)
{
    (void)work, (void)x, (void)draw;
    out[0] = p->values[A].num * v[0];
    out[1] = p->values[B].num * v[1];
}

/* Where the gradient is 0 the curvature is what it is everywhere. */
static double quadratic_frontier(const struct problem *p, UNUSED double L1)
{
    return fmax(p->values[A].num, p->values[B].num);
}

const struct problem_kind problem_quadratic = {
    .name = "quadratic",
    .title = "constant curvature: the descent lemma, exact",
    .formula = "f(x,y) = ½ax² + ½by²",
    .source = "by differentiation",
    PARAM_TABLE(params),
    .dim = 2,
    .start = {5, 5},
    .home = {-6, 6, -6, 6},
    .infimum = 0,
    .open = quadratic_open,
    .eval = quadratic_eval,
    .hess_vec = quadratic_hess_vec,
    .frontier = quadratic_frontier,
};
