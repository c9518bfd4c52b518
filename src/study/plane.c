#include "study/plane.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "study/principal.h"

const char *const plane_names[PLANES_BY] = {
    [PLANE_PCA] = "pca", [PLANE_AXES] = "axes", [PLANE_RUNS] = "runs"};

/* Points are kept in single precision: variance below this share of their squares is rounding. */
#define ROUNDING 1e-14
/* A second direction with less of it than this against the first does not count. */
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

int plane_runs(const struct path *p, const struct plane_spec *spec, int mains, bool is[RUNS_MAX])
{
    int n = 0, last = mains > 0 ? p->at[mains - 1] : 0;
    for (int k = 0; k < p->runs; k++)
        n += is[k] = spec->run < 0 ? path_has(p, last, k) : spec->run == k;
    for (int k = 0; k < p->runs && spec->run < 0; k++)
        is[k] |= n == 0 || (spec->by == PLANE_RUNS && (k == spec->of[0] || k == spec->of[1]));
    return n;
}

/* The numbers of those runs' points at the first `mains` main moments, into id. */
static int points_of(const struct path *p, const struct plane_spec *spec, int mains, int *id)
{
    bool is[RUNS_MAX];
    int n = 0;
    plane_runs(p, spec, mains, is);
    for (int i = 0; i < mains; i++)
        for (int k = 0; k < p->runs; k++)
            if (is[k] && path_has(p, p->at[i], k))
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
 * nothing of those; of later ones plane_spread_on alone can tell. */
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

static void take_mean(struct plane *pl)
{
    for (int i = 0; i < pl->points; i++)
        pl->centre[i] = 1.0 / pl->points;
}

static bool take_principal(struct plane *pl, const struct path *p)
{
    const struct principal *q = p->principal;
    if (!(q->value[0] > 0))
        return false;
    take_mean(pl);
    for (int k = 0; k < 2; k++) {
        if (!(q->value[k] > FLAT * q->value[0])) {
            pl->axis[k] = 0; /* plane_spread_on looks for the best */
            continue;
        }
        for (int i = 0; i < pl->points; i++)
            pl->along[k][i] = q->vector[k][i] / sqrt(q->value[k]);
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

void plane_begin(struct plane *pl, const struct plane_spec *spec, int mains)
{
    pl->spec = *spec;
    pl->want = mains;
    pl->mains = pl->points = 0;
    pl->stage = PLANE_POINTS;
}

void plane_forget(struct plane *pl)
{
    pl->want = pl->mains = 0;
    pl->stage = PLANE_DONE;
}

/* The products are there. Whether the points are in more than one place. */
static bool take_points(struct plane *pl, struct path *p)
{
    double squares, spread;
    pl->axis[0] = pl->axis[1] = -1;
    pl->points = points_of(p, &pl->spec, pl->want, pl->id);
    memset(pl->centre, 0, 3 * most_points(p) * sizeof *pl->centre);
    if (pl->points < 2)
        return false;
    spread = spread_of(p, pl->id, pl->points, &squares);
    return spread > ROUNDING * squares;
}

static void take(struct plane *pl, struct path *p)
{
    int by = pl->spec.by;
    bool done = by == PLANE_PCA    ? take_principal(pl, p)
                : by == PLANE_RUNS ? take_runs(pl, p)
                                   : take_axes(pl);
    if (!done)
        return;
    if (by == PLANE_PCA)
        turn_forward(pl, p);
    take_middle(pl, p);
    take_box(pl, p);
    pl->mains = pl->box[0] < pl->box[1] ? pl->want : 0;
}

double plane_cost(const struct plane *pl)
{
    return (double)pl->points * pl->points;
}

bool plane_work(struct plane *pl, struct path *p, double *work)
{
    if (pl->stage == PLANE_POINTS) {
        if (!path_products(p, pl->want, work) || !(*work > 0))
            return false;
        bool more = take_points(pl, p);
        *work -= plane_cost(pl);
        pl->stage = !more ? PLANE_DONE : pl->spec.by == PLANE_PCA ? PLANE_SOLVE : PLANE_TAKE;
        if (pl->stage == PLANE_SOLVE)
            principal_begin(p->principal, pl, pl->id, pl->points);
    }
    if (pl->stage == PLANE_SOLVE) {
        if (p->principal->owner != pl) /* it was taken for another in between */
            principal_begin(p->principal, pl, pl->id, pl->points);
        if (!principal_work(p->principal, p, work) || !(*work > 0))
            return false;
        pl->stage = PLANE_TAKE;
    }
    if (pl->stage == PLANE_TAKE) {
        if (!(*work > 0))
            return false;
        take(pl, p);
        *work -= 4 * plane_cost(pl);
        pl->stage = PLANE_DONE;
    }
    return true;
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
    double all = INFINITY;
    int *id = p->id;
    path_products(p, mains, &all);
    struct plane_spec of = pl->spec;
    of.run = run;
    s.points = points_of(p, &of, mains, id);
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
