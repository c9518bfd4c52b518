/* The path of a session: what is kept of it on the way, and how far the plane's loss is from the
 * runs'. The plane itself is worked out in path_work.c. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/vec.h"
#include "session/path_work.h"
#include "session/session_parts.h"

/* Multiplications each time the screen is brought up to date: a few milliseconds' worth for the
 * plane, and as many for losses. Where nothing plays that is done but ten times a second, and there
 * is time for more. */
#define PLANE_AT_ONCE 4e6
#define LOSS_AT_ONCE  8e6
#define AT_REST       3
/* The price of a parameter where a point is put on the plane, or one of that taken: such walks over
 * several arrays wait for memory. */
#define WALK 4.0

/* As large as the parameters, besides the points: two planes, a point of the slice and a gap's. */
enum { VECTORS = 2 * 3 + 2 };

bool path_wanted(const struct scene *scene, int dim)
{
    return dim > 1 && scene->n_runs > 0 && scene_panel(scene, "path") >= 0;
}

void path_show_open(struct session *s)
{
    if (!path_wanted(&s->scene, s->race.problem.dim))
        return;
    struct path_view *v = s->path = mem_alloc(1, sizeof *v);
    size_t vectors = VECTORS * (size_t)s->race.problem.dim * sizeof(double);
    v->path = vectors <= PATH_BUDGET ? path_new(&s->race, PATH_BUDGET) : NULL;
    if (!v->path)
        return;
    path_work_open(v);
    slice_init(&v->slice, &s->race.problem);
    v->gauge.x = mem_alloc((size_t)s->race.problem.dim, sizeof *v->gauge.x);
    v->gauge.run = -1;
    v->pace = 1;
}

void path_show_close(struct session *s)
{
    struct path_view *v = s->path;
    if (v && v->path) {
        path_work_close(v);
        slice_release(&v->slice);
        path_free(v->path);
        free(v->gauge.x);
    }
    free(v);
    s->path = NULL;
}

static void gaps_forget(struct path_view *v)
{
    v->gauge.run = -1;
    for (int i = 0; i < RUNS_MAX; i++)
        v->gap[i].plane = v->place[i].plane = 0;
}

void path_show_begin(struct session *s)
{
    struct path_view *v = s->path;
    if (!v || !v->path)
        return;
    path_begin(v->path, &s->race);
    path_work_begin(v);
    gaps_forget(v);
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
    path_work_cut(v);
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

static bool place_old(const struct session *s, int run)
{
    const struct path_place *place = &s->path->place[run];
    const struct run *r = &s->race.run[run];
    return r->now.status != RUN_DIVERGED &&
           (place->plane != s->path->planes || place->step != r->now.step);
}

static bool gap_old(const struct session *s, int run)
{
    const struct path_gap *gap = &s->path->gap[run];
    const struct run *r = &s->race.run[run];
    return r->now.status != RUN_DIVERGED &&
           (gap->plane != s->path->planes || gap->step != r->now.step);
}

/* Where the runs are, in turn where there is not the time for all at once. */
static void places(struct session *s, double *work)
{
    struct path_view *v = s->path;
    int first = v->next_place, n = s->race.n;
    for (int i = 0; *work > 0 && i < n; i++) {
        int run = (first + i) % n;
        struct path_place *place = &v->place[run];
        if (!place_old(s, run))
            continue;
        place->step = s->race.run[run].now.step;
        place->plane = v->planes;
        path_put(&v->seen, s->race.run[run].x, v->path->dim, place->at);
        v->next_place = (run + 1) % n;
        *work -= WALK * v->path->dim;
    }
}

/* The loss of mini-batches is measured anew, by the samples of the slice, and before the slice's:
 * the run goes on in the meantime. */
static void gauge_begin(struct path_view *v, const struct run *r, int run, double *work)
{
    struct path_gauge *g = &v->gauge;
    g->run = run;
    g->below = v->slice.samples == 0;
    g->to = (struct path_gap){r->now.step, v->planes, NAN, r->now.loss};
    g->so_far = (struct measure){0};
    path_put(&v->seen, r->x, v->path->dim, g->at);
    if (g->below)
        slice_point(&v->slice, g->at[0], g->at[1], g->x);
    else
        vec_copy(g->x, r->x, v->path->dim);
    *work -= 2 * WALK * v->path->dim;
}

/* Whether both losses are there. */
static bool gauge_on(struct path_view *v, double *work)
{
    struct path_gauge *g = &v->gauge;
    while (*work > 0) {
        double *loss = g->below ? &g->to.slice : &g->to.truth;
        if (!slice_loss_on(&v->slice, g->x, &g->so_far, loss, work))
            continue;
        if (g->below) {
            v->gap[g->run] = g->to;
            g->run = -1;
            return true;
        }
        g->below = true;
        slice_point(&v->slice, g->at[0], g->at[1], g->x);
        *work -= WALK * v->path->dim;
    }
    return false;
}

static void gaps(struct session *s, double *work)
{
    struct path_view *v = s->path;
    const struct path_gauge *g = &v->gauge;
    if (g->run >= 0 && (g->to.plane != v->planes || g->to.step > s->race.run[g->run].now.step))
        v->gauge.run = -1; /* it was of a plane, or of a step, that is no more */
    if (g->run >= 0 && !gauge_on(v, work))
        return;
    int first = v->next_gap, n = s->race.n;
    for (int i = 0; *work > 0 && i < n; i++) {
        int run = (first + i) % n;
        if (!gap_old(s, run))
            continue;
        v->next_gap = (run + 1) % n;
        gauge_begin(v, &s->race.run[run], run, work);
        if (!gauge_on(v, work))
            return;
    }
}

/* Gaps and picture take turns where there is not the time for both: three of four are the
 * picture's, which has the more to do. */
static void losses(struct session *s, double *work)
{
    struct path_view *v = s->path;
    bool dear = 2 * s->race.n * v->slice.cost > *work;
    v->turn = (v->turn + 1) % 4;
    if (!dear || v->turn == 0 || slice_done(&v->slice))
        gaps(s, work);
    slice_advance(&v->slice, work);
}

void path_show_settle(struct session *s)
{
    struct path_view *v = s->path;
    if (!v || !v->path)
        return;
    double share = !s->background                  ? INFINITY
                   : session_next(s) != CLOCK_REST ? v->pace
                                                   : AT_REST * v->pace;
    double plane = PLANE_AT_ONCE * share, loss = LOSS_AT_ONCE * share;
    struct plane_spec spec = spec_of(s);
    if (memcmp(&spec, &v->spec, sizeof spec) != 0)
        path_work_turn(v, &spec);
    v->moments = path_moments(v->path, s->race.step);
    v->mains = path_main(v->path, s->race.step);
    path_work(v, &plane);
    double one = 1; /* run, that they are not seen to stand */
    if (v->seen.mains > 0)
        places(s, v->behind ? &one : &plane);
    if (v->seen.mains > 0 && !v->behind)
        losses(s, &loss);
    v->worked = s->background ? share * (PLANE_AT_ONCE + LOSS_AT_ONCE) - plane - loss : 0;
}

bool path_show_busy(const struct session *s)
{
    const struct path_view *v = s->path;
    if (!v || !v->path || (v->seen.mains == 0 && !v->behind))
        return false;
    bool old = v->behind;
    for (int i = 0; i < s->race.n; i++)
        old |= place_old(s, i) || gap_old(s, i);
    return old || !slice_done(&v->slice);
}

uint64_t path_view_step(const struct path_view *v)
{
    return v->path->step[v->path->at[v->seen.mains - 1]];
}

int path_view_moments(const struct path_view *v)
{
    return v->moments < v->seen.placed ? v->moments : v->seen.placed;
}

bool path_view_at(const struct path_view *v, int moment, int run, double at[2])
{
    memcpy(at, v->seen.coord + 2 * ((size_t)moment * (size_t)v->path->runs + (size_t)run),
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

void path_show_turn(struct session *s)
{
    if (!s->path) {
        session_say(s, "there is no path here: the panel path shows one of two parameters or more");
        return;
    }
    do
        s->view.path = (enum plane_by)((s->view.path + 1) % PLANES_BY);
    while (s->view.path == PLANE_RUNS && s->race.n < 2);
    say_plane(s);
}
