/* On which plane a path is shown, and where its points lie on it: a little at a time. Every stage
 * goes on while there is work left, and takes what it cost off that. */
#include "session/path_work.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* A plane stays until a point falls out of its picture or another would show so much more. */
#define SHARE_MORE 0.05
/* The price of a parameter of a point that is put on the plane: it waits for memory. */
#define PUT 2.0

static void sight_open(struct path_sight *at, const struct path *p)
{
    size_t dim = (size_t)p->dim;
    at->centre = mem_alloc(3 * dim, sizeof *at->centre);
    at->u = at->centre + dim;
    at->v = at->u + dim;
    at->coord = mem_alloc((size_t)p->room * (size_t)p->runs * 2, sizeof *at->coord);
}

static void sight_close(struct path_sight *at)
{
    free(at->centre);
    free(at->coord);
}

void path_work_open(struct path_view *v)
{
    plane_init(&v->plane, v->path);
    plane_init(&v->trial, v->path);
    sight_open(&v->seen, v->path);
    sight_open(&v->coming, v->path);
    v->taken = mem_alloc((size_t)v->path->main_room, sizeof *v->taken);
    v->shared = -1;
}

void path_work_close(struct path_view *v)
{
    plane_release(&v->plane);
    plane_release(&v->trial);
    sight_close(&v->seen);
    sight_close(&v->coming);
    free(v->taken);
}

/* The picture stays until there is one to take its place. */
void path_work_turn(struct path_view *v, const struct plane_spec *spec)
{
    v->spec = *spec;
    v->n_taken = v->looked = 0;
    plane_forget(&v->plane);
    plane_forget(&v->trial);
    v->coming.mains = 0;
}

void path_work_begin(struct path_view *v)
{
    struct plane_spec spec = v->spec;
    path_work_turn(v, &spec);
    v->seen.mains = v->seen.placed = 0;
    v->shared = -1;
}

static void plane_cut(struct plane *pl, int mains)
{
    if (pl->want > mains)
        plane_forget(pl);
}

static void sight_cut(struct path_sight *at, const struct path *p)
{
    at->mains = at->mains > p->n_main ? 0 : at->mains;
    at->placed = at->placed < p->n ? at->placed : p->n;
}

void path_work_cut(struct path_view *v)
{
    const struct path *p = v->path;
    while (v->n_taken > 0 && v->taken[v->n_taken - 1] > p->n_main)
        v->n_taken--;
    v->looked = v->looked < p->n_main ? v->looked : p->n_main;
    plane_cut(&v->plane, p->n_main);
    plane_cut(&v->trial, p->n_main);
    sight_cut(&v->seen, p);
    sight_cut(&v->coming, p);
    v->shared = -1;
}

/* Whether pl is the plane of so many main moments (or known to be none). */
static bool have(struct path_view *v, struct plane *pl, int mains, double *work)
{
    if (pl->want != mains)
        plane_begin(pl, &v->spec, mains);
    return plane_work(pl, v->path, work);
}

/* Whether the plane no longer does for the path as far as `mains` moments, of which the trial is
 * made. */
static bool outgrown(struct path_view *v, int mains)
{
    struct path *p = v->path;
    const double *box = v->plane.box;
    double at[2];
    bool is[RUNS_MAX];
    if (plane_runs(p, &v->spec, mains, is) < plane_runs(p, &v->spec, v->plane.want, is))
        return true; /* one is lost: its points are no more to the path of the others */
    for (int run = 0; run < p->runs; run++) {
        bool meant = v->spec.run < 0 || v->spec.run == run;
        if (!meant || !path_has(p, p->at[mains - 1], run))
            continue;
        plane_place(&v->plane, p, path_id(p, mains - 1, run), at);
        if (!(at[0] >= box[0] && at[0] <= box[1] && at[1] >= box[2] && at[1] <= box[3]))
            return true;
    }
    struct plane_share now = plane_share(&v->plane, p, NULL, v->spec.run, mains);
    struct plane_share then = plane_share(&v->trial, p, NULL, v->spec.run, mains);
    return then.along[0] + then.along[1] > now.along[0] + now.along[1] + SHARE_MORE;
}

/* The newest plane that was taken at or before so many main moments. */
static int newest(const struct path_view *v, int mains)
{
    int n = v->n_taken;
    while (n > 0 && v->taken[n - 1] > mains)
        n--;
    return n ? v->taken[n - 1] : 0;
}

/* At which moments a plane was taken, as far as the path goes: it depends on the path alone, and
 * not on when anyone looked. */
static bool look(struct path_view *v, double *work)
{
    while (v->looked < v->mains) {
        int last = newest(v, v->looked), mains = v->looked + 1;
        if ((last > 0 && !have(v, &v->plane, last, work)) || !have(v, &v->trial, mains, work) ||
            !(*work > 0))
            return false;
        bool better = v->trial.mains > 0 && (last == 0 || outgrown(v, mains));
        *work -= 6 * plane_cost(&v->trial);
        v->looked = mains;
        if (!better)
            continue;
        struct plane old = v->plane;
        v->plane = v->trial;
        v->trial = old;
        plane_forget(&v->trial);
        v->taken[v->n_taken++] = mains;
    }
    return true;
}

void path_put(const struct path_sight *at, const double *x, int dim, double to[2])
{
    to[0] = to[1] = 0;
    for (int i = 0; i < dim; i++) {
        double d = x[i] - at->centre[i];
        to[0] += d * at->u[i];
        to[1] += d * at->v[i];
    }
}

static void put_point(const struct path_sight *at, const struct path *p, const float *point,
                      double to[2])
{
    to[0] = to[1] = 0;
    for (int i = 0; i < p->dim; i++) {
        double d = p->origin[i] + (double)point[i] - at->centre[i];
        to[0] += d * at->u[i];
        to[1] += d * at->v[i];
    }
}

/* The points of the moments up to the step that is shown, a moment at a time. */
static bool place(const struct path_view *v, struct path_sight *at, double *work)
{
    const struct path *p = v->path;
    for (; at->placed < v->moments; at->placed++) {
        if (!(*work > 0))
            return false;
        for (int run = 0; run < p->runs; run++) {
            double *to = at->coord + 2 * ((size_t)at->placed * (size_t)p->runs + (size_t)run);
            to[0] = to[1] = NAN;
            if (path_has(p, at->placed, run))
                put_point(at, p, path_point(p, at->placed, run), to);
        }
        *work -= 2 * PUT * p->dim * p->runs;
    }
    return true;
}

/* The coming plane is there: it is the one that is shown from now on. */
static void show(struct path_view *v)
{
    struct path_sight old = v->seen;
    v->seen = v->coming;
    v->coming = old;
    v->coming.mains = 0;
    slice_begin(&v->slice, v->seen.centre, v->seen.u, v->seen.v, v->seen.box);
    v->planes++;
    v->shared = -1;
}

/* The plane of the step that is shown, spread out over all parameters. */
static bool spread(struct path_view *v, double *work)
{
    struct path_sight *to = &v->coming;
    int want = newest(v, v->mains);
    if (want == 0)
        v->seen.mains = 0;
    if (want == 0 ||
        (want == v->seen.mains && memcmp(&v->spec, &v->seen.spec, sizeof v->spec) == 0)) {
        to->mains = 0;
        return true;
    }
    if (to->mains != want || v->plane.want != want) {
        if (!have(v, &v->plane, want, work))
            return false;
        to->mains = want;
        to->spec = v->spec;
        to->placed = v->spread = 0;
        memcpy(to->box, v->plane.box, sizeof to->box);
    }
    if (!plane_spread_on(&v->plane, v->path, to->centre, to->u, to->v, &v->spread, work) ||
        !place(v, to, work))
        return false;
    show(v);
    return true;
}

static bool share(struct path_view *v, double *work)
{
    if (v->shared == v->mains || v->seen.mains == 0)
        return true;
    if (!(*work > 0))
        return false;
    const double *coord = v->seen.coord;
    v->share = plane_share(&v->plane, v->path, coord, v->seen.spec.run, v->mains);
    *work -= plane_cost(&v->plane);
    for (int run = 0; run < v->path->runs; run++)
        v->of[run] = plane_share(&v->plane, v->path, coord, run, v->mains);
    v->shared = v->mains;
    return true;
}

void path_work(struct path_view *v, double *work)
{
    bool done = look(v, work) && spread(v, work) &&
                (v->seen.mains == 0 || place(v, &v->seen, work)) && share(v, work);
    v->behind = !done;
}
