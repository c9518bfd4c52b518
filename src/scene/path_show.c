/* The path of a session: what is kept of it on the way, on which plane it is shown, and how far the
 * plane's loss is from the runs'. */
#include "scene/path_view.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/vec.h"
#include "scene/session_parts.h"

/* A plane stays until a point falls out of its picture or another would show so much more. */
#define SHARE_MORE 0.05
/* Multiplications for the picture each time the screen is brought up to date: a few milliseconds.
 */
#define WORK_AT_ONCE 1.5e7

static bool wanted(const struct session *s)
{
    for (int i = 0; i < s->scene.view.n_panels; i++)
        if (strcmp(s->scene.view.panels[i], "path") == 0)
            return s->race.problem.dim > 1 && s->race.n > 0;
    return false;
}

void path_show_open(struct session *s)
{
    if (!wanted(s))
        return;
    struct path_view *v = s->path = mem_alloc(1, sizeof *v);
    size_t dim = (size_t)s->race.problem.dim;
    v->path = path_new(&s->race, PATH_BUDGET);
    if (!v->path)
        return;
    plane_init(&v->plane, v->path);
    plane_init(&v->trial, v->path);
    slice_init(&v->slice, &s->race.problem);
    v->centre = mem_alloc(3 * dim, sizeof *v->centre);
    v->u = v->centre + dim;
    v->v = v->u + dim;
    v->taken = mem_alloc((size_t)v->path->main_room, sizeof *v->taken);
    v->coord = mem_alloc((size_t)v->path->room * (size_t)v->path->runs * 2, sizeof *v->coord);
    v->shared = -1;
}

void path_show_close(struct session *s)
{
    struct path_view *v = s->path;
    if (v && v->path) {
        plane_release(&v->plane);
        plane_release(&v->trial);
        slice_release(&v->slice);
        path_free(v->path);
        free(v->centre);
        free(v->taken);
        free(v->coord);
    }
    free(v);
    s->path = NULL;
}

static void gaps_forget(struct path_view *v)
{
    for (int i = 0; i < RUNS_MAX; i++)
        v->gap[i].plane = 0;
}

static void forget(struct path_view *v)
{
    v->n_taken = v->looked = 0;
    v->plane.mains = v->spread = 0;
    v->placed = 0;
    v->shared = -1;
    gaps_forget(v);
}

void path_show_begin(struct session *s)
{
    struct path_view *v = s->path;
    if (!v || !v->path)
        return;
    path_begin(v->path, &s->race);
    forget(v);
}

uint64_t path_show_due(const struct session *s)
{
    const struct path_view *v = s->path;
    return v && v->path ? path_due(v->path, s->race.step) : UINT64_MAX;
}

void path_show_keep(struct session *s)
{
    if (s->path && s->path->path)
        path_keep(s->path->path, &s->race);
}

void path_show_cut(struct session *s)
{
    struct path_view *v = s->path;
    if (!v || !v->path)
        return;
    path_cut(v->path, s->race.step);
    while (v->n_taken > 0 && v->taken[v->n_taken - 1] > v->path->n_main)
        v->n_taken--;
    v->looked = v->looked < v->path->n_main ? v->looked : v->path->n_main;
    v->plane.mains = v->plane.mains > v->path->n_main ? 0 : v->plane.mains;
    v->spread = v->spread > v->path->n_main ? 0 : v->spread;
    v->placed = v->placed < v->path->n ? v->placed : v->path->n;
    v->shared = -1;
    gaps_forget(v); /* a step of the same number will be another one */
}

static struct plane_spec spec_of(const struct session *s)
{
    const struct view *view = &s->view;
    struct plane_spec spec = {.by = (int)view->path, .run = view->selected};
    for (int k = 0; k < 2 && spec.by == PLANE_AXES; k++) /* a problem may have become smaller */
        spec.axis[k] = view->path_axis[k] < s->race.problem.dim ? view->path_axis[k] : k;
    if (spec.by == PLANE_RUNS) { /* of these two, whosever share is looked at */
        memcpy(spec.of, view->path_of, sizeof spec.of);
        spec.run = -1;
    }
    return spec;
}

/* Whether the plane no longer does for the path as far as `mains` moments, of which the trial is
 * made. */
static bool outgrown(struct path_view *v, int mains)
{
    struct path *p = v->path;
    const double *box = v->plane.box;
    double at[2];
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

/* At which moments a plane was taken, as far as the path goes: it depends on the path alone, and
 * not on when anyone looked. */
static void look(struct path_view *v)
{
    int last = v->n_taken ? v->taken[v->n_taken - 1] : 0;
    if (v->looked >= v->mains)
        return;
    if (last != v->plane.mains && last > 0)
        plane_take(&v->plane, v->path, &v->spec, last);
    if (last == 0)
        v->plane.mains = 0;
    while (v->looked < v->mains) {
        int mains = ++v->looked;
        if (!plane_take(&v->trial, v->path, &v->spec, mains))
            continue;
        if (v->plane.mains > 0 && !outgrown(v, mains))
            continue;
        struct plane old = v->plane;
        v->plane = v->trial;
        v->trial = old;
        v->taken[v->n_taken++] = mains;
    }
}

/* The plane of the step that is shown, spread out over all parameters. */
static void spread(struct path_view *v)
{
    int n = v->n_taken;
    while (n > 0 && v->taken[n - 1] > v->mains)
        n--;
    int want = n ? v->taken[n - 1] : 0;
    if (want != v->plane.mains && want > 0)
        plane_take(&v->plane, v->path, &v->spec, want);
    v->plane.mains = want;
    if (want == 0 || want == v->spread)
        return;
    v->spread = want;
    plane_spread(&v->plane, v->path, v->centre, v->u, v->v);
    slice_begin(&v->slice, v->centre, v->u, v->v, v->plane.box);
    v->planes++;
    v->placed = 0;
    v->shared = -1;
}

/* Where x (less the origin, where `from` is that) lies on the plane. */
static void put(const struct path_view *v, const double *x, double at[2])
{
    at[0] = at[1] = 0;
    for (int i = 0; i < v->path->dim; i++) {
        double d = x[i] - v->centre[i];
        at[0] += d * v->u[i];
        at[1] += d * v->v[i];
    }
}

static void place(struct path_view *v)
{
    struct path *p = v->path;
    for (; v->placed < v->moments; v->placed++)
        for (int run = 0; run < p->runs; run++) {
            double *to = v->coord + 2 * ((size_t)v->placed * (size_t)p->runs + (size_t)run);
            const float *point = path_point(p, v->placed, run);
            to[0] = to[1] = NAN;
            if (!path_has(p, v->placed, run))
                continue;
            for (int i = 0; i < p->dim; i++)
                v->slice.x[i] = p->origin[i] + (double)point[i];
            put(v, v->slice.x, to);
        }
}

static void share(struct path_view *v)
{
    if (v->shared == v->mains)
        return;
    v->shared = v->mains;
    v->share = plane_share(&v->plane, v->path, v->coord, v->spec.run, v->mains);
    for (int run = 0; run < v->path->runs; run++)
        v->of[run] = plane_share(&v->plane, v->path, v->coord, run, v->mains);
}

static bool gap_old(const struct session *s, int run)
{
    const struct path_gap *gap = &s->path->gap[run];
    const struct run *r = &s->race.run[run];
    return r->now.status != RUN_DIVERGED &&
           (gap->plane != s->path->planes || gap->step != r->now.step);
}

static void gap_measure(struct path_view *v, const struct run *r, struct path_gap *gap)
{
    gap->step = r->now.step;
    gap->plane = v->planes;
    put(v, r->x, gap->at);
    gap->slice = slice_loss_at(&v->slice, gap->at[0], gap->at[1]);
    gap->truth = r->now.loss;
    if (v->slice.samples > 0)
        gap->truth = slice_loss(&v->slice, r->x);
}

/* Runs take turns where there is not the time for all of them at once, and so do they and the
 * picture. */
static void work(struct session *s)
{
    struct path_view *v = s->path;
    double left = s->background ? WORK_AT_ONCE : INFINITY;
    bool dear = v->slice.cost > left;
    v->turn = !v->turn;
    int first = v->next_gap, n = dear && v->turn && !slice_done(&v->slice) ? 0 : s->race.n;
    for (int i = 0; i < n && left > 0; i++) {
        int run = (first + i) % n;
        if (!gap_old(s, run))
            continue;
        gap_measure(v, &s->race.run[run], &v->gap[run]);
        v->next_gap = (run + 1) % n;
        left -= 2 * v->slice.cost;
    }
    if (left > 0)
        slice_advance(&v->slice, left);
}

void path_show_settle(struct session *s)
{
    struct path_view *v = s->path;
    if (!v || !v->path)
        return;
    struct plane_spec spec = spec_of(s);
    if (memcmp(&spec, &v->spec, sizeof spec) != 0) {
        forget(v);
        v->spec = spec;
    }
    v->moments = path_moments(v->path, s->race.step);
    v->mains = path_main(v->path, s->race.step);
    look(v);
    spread(v);
    if (v->plane.mains == 0)
        return;
    place(v);
    share(v);
    work(s);
}

bool path_show_busy(const struct session *s)
{
    const struct path_view *v = s->path;
    if (!v || !v->path || v->plane.mains == 0)
        return false;
    bool old = false;
    for (int i = 0; i < s->race.n; i++)
        old |= gap_old(s, i);
    return old || !slice_done(&v->slice);
}

uint64_t path_view_step(const struct path_view *v)
{
    return v->path->step[v->path->at[v->plane.mains - 1]];
}

bool path_view_at(const struct path_view *v, int moment, int run, double at[2])
{
    memcpy(at, v->coord + 2 * ((size_t)moment * (size_t)v->path->runs + (size_t)run),
           2 * sizeof *at);
    return isfinite(at[0]) && isfinite(at[1]);
}

static void say_plane(struct session *s)
{
    const struct view *v = &s->view;
    if (v->path == PLANE_AXES)
        session_say(s, "path along parameters %d and %d", v->path_axis[0], v->path_axis[1]);
    else if (v->path == PLANE_RUNS)
        session_say(s, "path through the start of %s and where %s and %s are",
                    s->race.run[v->path_of[0]].name, s->race.run[v->path_of[0]].name,
                    s->race.run[v->path_of[1]].name);
    else
        session_say(s, "path along its two principal directions");
}

bool path_show_act(struct session *s, const struct action *a)
{
    if (a->id != ACT_PATH)
        return false;
    if (!s->path) {
        session_say(s, "there is no path here: the panel path shows one of two parameters or more");
        return true;
    }
    do
        s->view.path = (enum plane_by)((s->view.path + 1) % PLANES_BY);
    while (s->view.path == PLANE_RUNS && s->race.n < 2);
    say_plane(s);
    return true;
}
