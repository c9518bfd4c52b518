/* A plane spread out over all parameters, a block of them at a time. */
#include <math.h>

#include "base/vec.h"
#include "study/plane.h"

/* Parameters at once: a constant, and little enough to stay in the cache while all points are
 * added, which makes it four times as fast. */
enum { SPREAD_BLOCK = 256 };

static void add_block(double *restrict v, double w, const float *restrict point)
{
    for (int k = 0; k < SPREAD_BLOCK; k++)
        v[k] += w * (double)point[k];
}

/* Of parameters from..to-1 alone. */
static void add_points(const struct plane *pl, const struct path *p, const double *w, double *v,
                       int from, int to)
{
    for (int i = 0; i < pl->points; i++) {
        if (w[i] == 0)
            continue;
        const float *point = path_point(p, p->at[pl->id[i] / p->runs], pl->id[i] % p->runs);
        if (to - from == SPREAD_BLOCK)
            add_block(v + from, w[i], point + from);
        else
            for (int k = from; k < to; k++)
                v[k] += w[i] * (double)point[k];
    }
}

/* What of b lies along a is taken off it, twice, since once leaves a rounding; and b is made one
 * long. */
static void straighten(double *b, const double *a, int dim)
{
    for (int i = 0; i < 2 && a; i++)
        vec_add_scaled(b, b, -vec_dot(a, b, dim), a, dim);
    vec_scale(b, 1 / vec_norm(b, dim), b, dim);
}

/* The parameter that moves least along a: of all it is the most at right angles. */
static int least_of(const double *a, int dim)
{
    int least = 0;
    for (int i = 1; i < dim; i++)
        if (fabs(a[i]) < fabs(a[least]))
            least = i;
    return least;
}

static void spread_block(const struct plane *pl, const struct path *p, double *centre,
                         double *const along[2], int from, int to)
{
    for (int i = from; i < to; i++) {
        centre[i] = p->origin[i];
        along[0][i] = along[1][i] = 0;
    }
    add_points(pl, p, pl->centre, centre, from, to);
    for (int k = 0; k < 2; k++)
        if (pl->axis[k] < 0)
            add_points(pl, p, pl->along[k], along[k], from, to);
}

static void spread_end(const struct plane *pl, const struct path *p, double *const along[2], int k)
{
    if (pl->axis[k] >= 0 && pl->spec.by == PLANE_AXES)
        along[k][pl->axis[k]] = 1;
    else if (pl->axis[k] >= 0)
        along[k][least_of(along[0], p->dim)] = 1;
    straighten(along[k], k ? along[0] : NULL, p->dim);
}

bool plane_spread_on(const struct plane *pl, const struct path *p, double *centre, double *a,
                     double *b, int *at, double *work)
{
    double *const along[2] = {a, b};
    while (*work > 0 && *at < p->dim) {
        int to = p->dim - *at < SPREAD_BLOCK ? p->dim : *at + SPREAD_BLOCK;
        spread_block(pl, p, centre, along, *at, to);
        *work -= 4.0 * pl->points * (to - *at);
        *at = to;
    }
    for (; *at >= p->dim && *at < p->dim + 2 && *work > 0; ++*at) {
        spread_end(pl, p, along, *at - p->dim);
        *work -= 12.0 * p->dim;
    }
    return *at == p->dim + 2;
}
