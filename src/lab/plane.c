#include "lab/plane.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/vec.h"

/* LAPACK, which OpenBLAS brings: the eigenvalues il to iu of a symmetric matrix and their vectors.
 */
void dsyevx_(const char *jobz, const char *range, const char *uplo, const int *n, double *a,
             const int *lda, const double *vl, const double *vu, const int *il, const int *iu,
             const double *abstol, int *m, double *w, double *z, const int *ldz, double *work,
             const int *lwork, int *iwork, int *ifail, int *info);

const char *const plane_names[PLANES_BY] = {
    [PLANE_PCA] = "pca", [PLANE_AXES] = "axes", [PLANE_RUNS] = "runs"};

/* Points are kept in single precision: variance below this share of their squares is rounding. */
#define ROUNDING 1e-14
/* And a second direction with less of it than this against the first is none. */
#define FLAT 1e-12
/* Of the points' extent: room round them in the box; and the least height against its width. */
#define MARGIN 0.3
#define SLIM   0.25

static size_t most_points(const struct path *p)
{
    return (size_t)p->main_room * (size_t)p->runs;
}

void plane_init(struct plane *pl, const struct path *p)
{
    size_t n = most_points(p);
    *pl = (struct plane){.axis = {-1, -1}};
    pl->id = mem_alloc(n, sizeof *pl->id);
    pl->centre = mem_alloc(3 * n, sizeof *pl->centre);
    pl->along[0] = pl->centre + n;
    pl->along[1] = pl->centre + 2 * n;
}

void plane_release(struct plane *pl)
{
    free(pl->id);
    free(pl->centre);
    *pl = (struct plane){0};
}

/* The numbers of a run's (-1: all runs') points at the first `mains` main moments, into id. */
static int points_of(const struct path *p, int run, int mains, int *id)
{
    int n = 0;
    for (int i = 0; i < mains; i++)
        for (int k = 0; k < p->runs; k++)
            if ((run < 0 || run == k) && path_has(p, p->at[i], k))
                id[n++] = path_id(p, i, k);
    return n;
}

/* Σ w_i ⟨point i, point `id`⟩ over the plane's points. */
static double weighed(const struct plane *pl, const struct path *p, const double *w, int id)
{
    double sum = 0;
    for (int i = 0; i < pl->points; i++)
        if (w[i] != 0)
            sum += w[i] * path_product(p, pl->id[i], id);
    return sum;
}

static double product(const struct plane *pl, const struct path *p, const double *v,
                      const double *w)
{
    double sum = 0;
    for (int i = 0; i < pl->points; i++)
        if (v[i] != 0)
            sum += v[i] * weighed(pl, p, w, pl->id[i]);
    return sum;
}

static double component(const struct path *p, int id, int axis)
{
    return (double)path_point(p, p->at[id / p->runs], id % p->runs)[axis];
}

/* Of point `id`, along direction k, from the origin. A direction off the span of its own points has
 * nothing of those; of later ones plane_spread alone can tell. */
static double reach(const struct plane *pl, const struct path *p, int id, int k)
{
    if (pl->spec.by == PLANE_AXES)
        return component(p, id, pl->axis[k]);
    return pl->axis[k] >= 0 ? 0 : weighed(pl, p, pl->along[k], id);
}

void plane_place(const struct plane *pl, const struct path *p, int id, double at[2])
{
    for (int k = 0; k < 2; k++)
        at[k] = reach(pl, p, id, k) - pl->middle[k];
}

/* Of the plane's points: the sum of squared distances from their mean, and of their squares. */
static double spread_of(const struct path *p, const int *id, int n, double *squares)
{
    double all = 0;
    *squares = 0;
    for (int i = 0; i < n; i++) {
        *squares += path_product(p, id[i], id[i]);
        for (int j = 0; j < n; j++)
            all += path_product(p, id[i], id[j]);
    }
    return *squares - all / n;
}

/* The two greatest eigenvalues of the centred products and their vectors, greatest first. */
static bool principal(const struct plane *pl, struct path *p, double value[2], double *vector[2])
{
    int n = pl->points, from = n > 1 ? n - 1 : 1, to = n, found = 0, info = 0, room = 8 * n;
    double *c = p->scratch, *mean = p->spare, *w = mean + n, *z = w + n, *work = z + 2 * n;
    double zero = 0, all = 0;
    for (int i = 0; i < n; i++) {
        mean[i] = 0;
        for (int j = 0; j < n; j++)
            mean[i] += path_product(p, pl->id[i], pl->id[j]) / n;
        all += mean[i] / n;
    }
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            c[(size_t)i * (size_t)n + (size_t)j] =
                path_product(p, pl->id[i], pl->id[j]) - mean[i] - mean[j] + all;
    dsyevx_("V", "I", "L", &n, c, &n, &zero, &zero, &from, &to, &zero, &found, w, z, &n, work,
            &room, p->count, p->count + 5 * n, &info);
    if (info != 0 || found != to - from + 1)
        return false;
    for (int k = 0; k < 2; k++) {
        value[k] = found > k ? w[found - 1 - k] : 0;
        vector[k] = z + (size_t)(found > k ? found - 1 - k : 0) * (size_t)n;
    }
    return true;
}

static void take_mean(struct plane *pl)
{
    for (int i = 0; i < pl->points; i++)
        pl->centre[i] = 1.0 / pl->points;
}

static bool take_principal(struct plane *pl, struct path *p)
{
    double value[2], *vector[2];
    if (pl->points < 2 || !principal(pl, p, value, vector) || !(value[0] > 0))
        return false;
    take_mean(pl);
    for (int k = 0; k < 2; k++) {
        if (!(value[k] > FLAT * value[0])) {
            pl->axis[k] = 0; /* plane_spread looks for the best */
            continue;
        }
        for (int i = 0; i < pl->points; i++)
            pl->along[k][i] = vector[k][i] / sqrt(value[k]);
    }
    return true;
}

static int place_of(const struct plane *pl, int id)
{
    for (int i = 0; i < pl->points; i++)
        if (pl->id[i] == id)
            return i;
    return -1;
}

/* Where a run was last, in the plane's own numbers. */
static int last_of(const struct plane *pl, const struct path *p, int run)
{
    for (int i = pl->points - 1; i >= 0; i--)
        if (pl->id[i] % p->runs == run)
            return i;
    return -1;
}

static void scale(double *v, int n, double by)
{
    for (int i = 0; i < n; i++)
        v[i] *= by;
}

/* From the first run's start to where it is, and to where the second is, at right angles to that.
 */
static bool take_runs(struct plane *pl, struct path *p)
{
    int start = place_of(pl, path_id(p, 0, pl->spec.of[0]));
    for (int k = 0; k < 2; k++) {
        int end = last_of(pl, p, pl->spec.of[k]);
        if (start < 0 || end < 0)
            return false;
        double *v = pl->along[k];
        v[end] += 1, v[start] -= 1;
        double far = product(pl, p, v, v), turn = k ? product(pl, p, v, pl->along[0]) : 0;
        for (int i = 0; k > 0 && i < pl->points; i++)
            v[i] -= turn * pl->along[0][i];
        double left = product(pl, p, v, v);
        if (!(far > 0) && k == 0)
            return false;
        if (!(left > FLAT * far) || !(left > 0)) { /* both the same way: no second direction */
            pl->axis[k] = 0;
            memset(v, 0, (size_t)pl->points * sizeof *v);
            continue;
        }
        scale(v, pl->points, 1 / sqrt(left));
    }
    pl->centre[start] = 1;
    return true;
}

static bool take_axes(struct plane *pl)
{
    take_mean(pl);
    memcpy(pl->axis, pl->spec.axis, sizeof pl->axis);
    return true;
}

/* Where an eigenvector points is arbitrary: here to where the paths went. */
static void turn_forward(struct plane *pl, const struct path *p)
{
    for (int k = 0; k < 2; k++) {
        double sum = 0;
        for (int run = 0; run < p->runs; run++) {
            int last = last_of(pl, p, run), first = 0;
            while (last >= 0 && pl->id[first] % p->runs != run)
                first++;
            if (last >= 0)
                sum += reach(pl, p, pl->id[last], k) - reach(pl, p, pl->id[first], k);
        }
        if (sum < 0)
            scale(pl->along[k], pl->points, -1);
    }
}

static void take_middle(struct plane *pl, const struct path *p)
{
    for (int k = 0; k < 2; k++) {
        pl->middle[k] = 0;
        for (int i = 0; i < pl->points; i++)
            if (pl->centre[i] != 0)
                pl->middle[k] += pl->centre[i] * reach(pl, p, pl->id[i], k);
    }
}

static void take_box(struct plane *pl, const struct path *p)
{
    double lo[2] = {INFINITY, INFINITY}, hi[2] = {-INFINITY, -INFINITY}, at[2], half[2];
    for (int i = 0; i < pl->points; i++) {
        plane_place(pl, p, pl->id[i], at);
        for (int k = 0; k < 2; k++)
            lo[k] = fmin(lo[k], at[k]), hi[k] = fmax(hi[k], at[k]);
    }
    for (int k = 0; k < 2; k++)
        half[k] = (hi[k] - lo[k]) * (0.5 + MARGIN);
    for (int k = 0; k < 2; k++) {
        double mid = lo[k] / 2 + hi[k] / 2, wide = fmax(half[k], SLIM * half[1 - k]);
        pl->box[2 * k] = mid - wide;
        pl->box[2 * k + 1] = mid + wide;
    }
}

bool plane_take(struct plane *pl, struct path *p, const struct plane_spec *spec, int mains)
{
    double squares, spread;
    path_products(p, mains);
    pl->spec = *spec;
    pl->axis[0] = pl->axis[1] = -1;
    pl->points = points_of(p, spec->run, mains, pl->id);
    memset(pl->centre, 0, 3 * most_points(p) * sizeof *pl->centre);
    pl->mains = 0;
    if (pl->points < 2)
        return false;
    spread = spread_of(p, pl->id, pl->points, &squares);
    if (!(spread > ROUNDING * squares))
        return false;
    bool done = spec->by == PLANE_PCA    ? take_principal(pl, p)
                : spec->by == PLANE_RUNS ? take_runs(pl, p)
                                         : take_axes(pl);
    if (!done)
        return false;
    if (spec->by == PLANE_PCA)
        turn_forward(pl, p);
    take_middle(pl, p);
    take_box(pl, p);
    pl->mains = pl->box[0] < pl->box[1] ? mains : 0;
    return pl->mains > 0;
}

static void place(const struct plane *pl, const struct path *p, const double *coord, int id,
                  double at[2])
{
    size_t moment = (size_t)p->at[id / p->runs], run = (size_t)(id % p->runs);
    if (coord)
        memcpy(at, coord + 2 * (moment * (size_t)p->runs + run), 2 * sizeof *at);
    else
        plane_place(pl, p, id, at);
}

struct plane_share plane_share(const struct plane *pl, struct path *p, const double *coord, int run,
                               int mains)
{
    struct plane_share s = {.along = {NAN, NAN}};
    double sum[2] = {0}, square[2] = {0}, squares;
    int *id = p->count;
    path_products(p, mains);
    s.points = points_of(p, run, mains, id);
    double spread = s.points > 0 ? spread_of(p, id, s.points, &squares) : 0;
    if (s.points < 2 || !(spread > ROUNDING * squares))
        return s;
    double at[2], first[2];
    place(pl, p, coord, id[0], first);
    for (int i = 0; i < s.points; i++) {
        place(pl, p, coord, id[i], at);
        for (int k = 0; k < 2; k++) {
            double v = at[k] - first[k];
            sum[k] += v;
            square[k] += v * v;
        }
    }
    for (int k = 0; k < 2; k++)
        s.along[k] = fmin(fmax((square[k] - sum[k] * sum[k] / s.points) / spread, 0), 1);
    return s;
}

static void add_points(const struct plane *pl, const struct path *p, const double *w, double *to)
{
    for (int i = 0; i < pl->points; i++) {
        if (w[i] == 0)
            continue;
        const float *point = path_point(p, p->at[pl->id[i] / p->runs], pl->id[i] % p->runs);
        for (int k = 0; k < p->dim; k++)
            to[k] += w[i] * (double)point[k];
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

void plane_spread(const struct plane *pl, const struct path *p, double *centre, double *a,
                  double *b)
{
    double *const along[2] = {a, b};
    vec_copy(centre, p->origin, p->dim);
    add_points(pl, p, pl->centre, centre);
    for (int k = 0; k < 2; k++) {
        memset(along[k], 0, (size_t)p->dim * sizeof **along);
        if (pl->axis[k] < 0)
            add_points(pl, p, pl->along[k], along[k]);
        else if (pl->spec.by == PLANE_AXES)
            along[k][pl->axis[k]] = 1;
        else
            along[k][least_of(a, p->dim)] = 1;
        straighten(along[k], k ? a : NULL, p->dim);
    }
}
