/* Power iteration finds the eigenvalue of greatest magnitude, which may be the most negative one.
 * So it is made of H + sI, whose greatest in magnitude is the top one once s is large enough. Any
 * s >= 0 is right, a large one slow: s grows as signs of negative eigenvalues are seen. Where v is
 * made of the eigenvectors of -L alone, v·Hv is -L and ‖Hv‖ is L; where of the top one alone, both
 * are λ: s = (‖Hv‖ - v·Hv)/2 is L in the first case and 0 in the second. */
#include "lab/top_eigenvalue.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/vec.h"

/* What is mixed in at random when a measurement begins: another eigenvalue may have overtaken the
 * one that v belongs to, and be without a part in v. */
#define FRESH 0.05

static void normalize(double *v, int n)
{
    double norm = vec_norm(v, n);
    for (int i = 0; i < n; i++)
        v[i] /= norm;
}

/* As if nothing had been measured yet: the same numbers come again. */
static void power_reset(struct power *p, uint64_t seed)
{
    rng_seed(&p->rng, seed);
    for (int i = 0; i < p->dim; i++)
        p->v[i] = 0;
    p->shift = 0;
    p->value = p->residual = NAN;
    p->done = true;
}

void power_init(struct power *p, int dim, uint64_t seed)
{
    *p = (struct power){.dim = dim, .tolerance = 0.01, .products_max = 100};
    p->v = mem_alloc((size_t)dim * 2, sizeof *p->v);
    p->u = p->v + dim;
    power_reset(p, seed);
}

void power_release(struct power *p)
{
    free(p->v);
    *p = (struct power){0};
}

void power_from(struct power *p, const double *v, uint64_t seed)
{
    double norm = vec_norm(v, p->dim);
    power_reset(p, seed);
    if (norm > 0 && norm < INFINITY)
        vec_scale(p->v, 1 / norm, v, p->dim);
}

void power_begin(struct power *p)
{
    double size = FRESH / sqrt(p->dim);
    for (int i = 0; i < p->dim; i++)
        p->v[i] += size * rng_normal(&p->rng);
    normalize(p->v, p->dim);
    p->shift *= 0.9; /* what was negative may no longer be */
    p->value = p->residual = NAN;
    p->products = 0;
    p->done = false;
}

/* Not finite: the next measurement begins anew. */
static bool give_up(struct power *p)
{
    for (int i = 0; i < p->dim; i++)
        p->v[i] = 0;
    p->shift = 0;
    p->value = p->residual = NAN;
    return p->done = true;
}

bool power_take(struct power *p)
{
    int n = p->dim;
    p->products++;
    double length = vec_norm(p->u, n), rest = 0;
    if (!(length < INFINITY))
        return give_up(p);
    double before = p->value;
    p->value = vec_dot(p->v, p->u, n);
    for (int i = 0; i < n; i++) {
        double e = p->u[i] - p->value * p->v[i];
        rest += e * e;
    }
    p->residual = sqrt(rest);
    p->shift = fmax(p->shift, (length - p->value) / 2);
    /* It only grows where no eigenvalue of H + sI is negative, but for rounding. */
    if (before - p->value > 1e-5 * length)
        p->shift *= 1.25;
    /* At the eigenvector of a negative eigenvalue the residual is small too, but there is no
     * telling yet that none is above it: it has first to outlast its shift. */
    bool settled = p->residual <= p->tolerance * fabs(p->value);
    bool trapped = p->value < 0 && p->products < p->products_max / 2;
    p->done = (settled && !trapped) || p->products >= p->products_max || length == 0;
    if (p->done)
        return true;
    for (int i = 0; i < n; i++)
        p->v[i] = p->u[i] + p->shift * p->v[i];
    double norm = vec_norm(p->v, n);
    if (norm <= 1e-12 * length) /* all of it was of eigenvalue −shift: another vector */
        for (int i = 0; i < n; i++)
            p->v[i] = rng_normal(&p->rng);
    normalize(p->v, n);
    return false;
}
