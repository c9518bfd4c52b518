/* |θ|^p in one dimension: the article's quartic and its family. */
#include <math.h>
#include <stdio.h>

#include "base/elementary.h"
#include "base/text.h"
#include "problem/problem.h"

enum { POWER };

static const struct param params[] = {
    [POWER] = {.name = "power",
               .symbol = "p",
               .help = "the exponent",
               .kind = PARAM_REAL,
               .def = 4,
               .min = 1.1,
               .max = 64},
};

/* t^n for whole n >= 0 by squaring: exact for small whole t, and far faster than pow. */
static double power_whole(double t, int n)
{
    double out = 1;
    for (; n; n >>= 1, t *= t)
        if (n & 1)
            out *= t;
    return out;
}

static double power(double t, double p)
{
    return p == floor(p) && p >= 0 ? power_whole(t, (int)p) : fn_pow(t, p);
}

static bool power_open(struct problem *p, struct report *r, const char *file, int line)
{
    (void)r, (void)file, (void)line;
    static const char *const raised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    double e = p->values[POWER].num;
    const char *digits = NUMBER(e, 6);
    if (e != floor(e)) {
        snprintf(p->formula, sizeof p->formula, "f(θ) = |θ|^%s", digits);
        return true;
    }
    struct text t = {0};
    text_add(&t, (int)e % 2 ? "f(θ) = |θ|" : "f(θ) = θ");
    for (const char *d = digits; *d; d++)
        text_add(&t, raised[*d - '0']);
    snprintf(p->formula, sizeof p->formula, "%s", t.at);
    text_release(&t);
    return true;
}

static double power_eval(const struct problem *p, void *work, const double *x, uint64_t draw,
                         double *g)
{
    (void)work, (void)draw;
    double e = p->values[POWER].num, t = fabs(x[0]);
    if (e == 4) { /* the quartic is what most runs step on */
        double cube = t * t * t;
        if (g)
            g[0] = copysign(4 * cube, x[0]);
        return cube * t;
    }
    if (g)
        g[0] = copysign(e * power(t, e - 1), x[0]);
    return power(t, e);
}

static void power_hess_vec(const struct problem *p, void *work, const double *x, uint64_t draw,
                           const double *v, double *out)
{
    (void)work, (void)draw;
    double e = p->values[POWER].num, t = fabs(x[0]);
    out[0] = e * (e - 1) * (e == 4 ? t * t : power(t, e - 2)) * v[0];
}

/* The tangents to h(g) have L0·L1^(p−2) = p(p−2)^(p−2). Below p = 2 the curvature at 0 is infinite.
 */
static double power_frontier(const struct problem *p, double L1)
{
    double e = p->values[POWER].num;
    if (e == 2)
        return 2; /* curvature is 2 everywhere */
    if (e < 2 || !(L1 > 0))
        return INFINITY;
    return e * fn_pow((e - 2) / L1, e - 2);
}

static double power_exponent(const struct problem *p)
{
    return p->values[POWER].num;
}

const struct problem_kind problem_power = {
    .name = "power",
    .title = "a power of one parameter: flat at the bottom, steep far out",
    .formula = "f(θ) = |θ|^p",
    .source = "Su 2020, the quartic of the article; closed forms by differentiation",
    PARAM_TABLE(params),
    .dim = 1,
    .start = {5},
    .home = {-6, 6},
    .infimum = 0,
    .open = power_open,
    .eval = power_eval,
    .hess_vec = power_hess_vec,
    .frontier = power_frontier,
    .power = power_exponent,
};
