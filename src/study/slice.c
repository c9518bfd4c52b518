#include "study/slice.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/elementary.h"
#include "base/memory.h"
#include "base/stats.h"

enum { COARSEST = 8 };
/* Finer than every second or fourth point is not worth waiting for where one costs so much. */
#define COST_DEAR   1e7
#define COST_DEARER 1e8
/* Parameters times samples at once, a few milliseconds at most; and how many of the multiplications
 * of a large network's matrix products go in the time of one of another kind. */
#define PIECE    4e7
#define PRODUCTS 32
/* The price of a walk over all parameters in several arrays: it waits for memory. */
#define WALK 6.0
/* Of the heights these quantiles take the lowest and the highest colour: a single spike or hole
 * must not take the colours from all else. */
#define LOW_SHARE  0.02
#define HIGH_SHARE 0.98

/* Data of mini-batches, or too many to go through for every point: the first so many, which are
 * shuffled already. */
static void choose_samples(struct slice *s)
{
    const struct problem *p = s->problem;
    struct measure none = {0};
    s->samples = s->pieces = 0;
    s->cost = p->dim;
    if (!p->kind->measure)
        return;
    int all = p->kind->measure(p, s->work, s->along[0], PART_TRAIN, 0, 0, &none);
    bool some = p->batched || all > 4 * SLICE_SAMPLES;
    int n = all < SLICE_SAMPLES ? all : SLICE_SAMPLES;
    s->samples = some ? n : 0;
    s->cost = (double)p->dim * (some ? n : all);
    if (some || s->cost > PIECE) {
        s->pieces = some ? n : all;
        s->at_once = (int)fmin(fmax(PIECE / p->dim, 1), s->pieces);
    }
}

static void make_order(struct slice *s)
{
    int n = 0;
    for (int stride = COARSEST; stride > 0; stride /= 2)
        for (int i = 0; i < SLICE_POINTS; i++) {
            int a = i % SLICE_SIDE, b = i / SLICE_SIDE, twice = 2 * stride;
            bool now = a % stride == 0 && b % stride == 0;
            bool before = stride < COARSEST && a % twice == 0 && b % twice == 0;
            if (now && !before)
                s->order[n++] = i;
        }
}

static int points_at(int stride)
{
    int side = (SLICE_SIDE - 1) / stride + 1;
    return side * side;
}

void slice_init(struct slice *s, const struct problem *p)
{
    *s = (struct slice){.problem = p};
    s->work = p->kind->work_new ? p->kind->work_new(p) : NULL;
    s->x = mem_alloc((size_t)p->dim, sizeof *s->x);
    s->order = mem_alloc(SLICE_POINTS, sizeof *s->order);
    s->value = mem_alloc(2 * SLICE_POINTS, sizeof *s->value);
    s->along[0] = s->x;
    choose_samples(s);
    s->along[0] = NULL;
    s->every = s->cost > COST_DEARER ? 4 : s->cost > COST_DEAR ? 2 : 1;
    s->whole = points_at(s->every);
    make_order(s);
}

void slice_release(struct slice *s)
{
    if (s->work && s->problem->kind->work_free)
        s->problem->kind->work_free(s->work);
    free(s->x);
    free(s->order);
    free(s->value);
    *s = (struct slice){0};
}

void slice_begin(struct slice *s, const double *centre, const double *u, const double *v,
                 const double box[4])
{
    s->centre = centre;
    s->along[0] = u, s->along[1] = v;
    memcpy(s->box, box, sizeof s->box);
    s->done = s->stride = 0;
    s->so_far = (struct measure){0};
    s->version++;
}

bool slice_loss_on(struct slice *s, const double *x, struct measure *so_far, double *loss,
                   double *work)
{
    const struct problem *p = s->problem;
    if (s->pieces == 0) {
        *loss = problem_eval(p, s->work, x, 0, NULL);
        *work -= s->cost;
    } else {
        int had = so_far->samples, left = s->pieces - had;
        int n = left < s->at_once ? left : s->at_once;
        p->kind->measure(p, s->work, x, PART_TRAIN, had, n, so_far);
        *work -= (double)p->dim * n / (s->cost > COST_DEAR ? PRODUCTS : 1);
        if (so_far->samples < s->pieces)
            return false;
        *loss = so_far->loss / so_far->samples;
    }
    *so_far = (struct measure){0};
    s->evals++;
    return true;
}

void slice_point(const struct slice *s, double a, double b, double *x)
{
    for (int i = 0; i < s->problem->dim; i++)
        x[i] = s->centre[i] + a * s->along[0][i] + b * s->along[1][i];
}

static double between(double lo, double hi, int i)
{
    return lo + (hi - lo) * i / (SLICE_SIDE - 1);
}

/* What the colours stand for, of the points that are there. */
static void find_range(struct slice *s)
{
    double infimum = s->problem->infimum, *sorted = s->value + SLICE_POINTS;
    int n = 0;
    s->base = isfinite(infimum) ? infimum : NAN;
    for (int k = 0; k < s->done && !isfinite(infimum); k++)
        if (isfinite(s->value[s->order[k]]) && !(s->value[s->order[k]] >= s->base))
            s->base = s->value[s->order[k]];
    for (int k = 0; k < s->done; k++) {
        double t = fn_log10(s->value[s->order[k]] - s->base);
        if (isfinite(t))
            sorted[n++] = t;
    }
    s->lo = n ? stats_quantile(sorted, n, LOW_SHARE) : 0;
    s->hi = n ? stats_quantile(sorted, n, HIGH_SHARE) : 1;
    if (!(s->hi > s->lo))
        s->hi = s->lo + 1;
}

bool slice_done(const struct slice *s)
{
    return s->done == s->whole;
}

bool slice_advance(struct slice *s, double *work)
{
    while (!slice_done(s) && *work > 0) {
        int i = s->order[s->done];
        if (s->so_far.samples == 0) {
            slice_point(s, between(s->box[0], s->box[1], i % SLICE_SIDE),
                        between(s->box[2], s->box[3], i / SLICE_SIDE), s->x);
            *work -= WALK * s->problem->dim;
        }
        if (!slice_loss_on(s, s->x, &s->so_far, &s->value[i], work))
            continue;
        s->done++;
        for (int stride = COARSEST; stride > 0; stride /= 2)
            if (s->done == points_at(stride)) {
                s->stride = stride;
                s->version++;
                find_range(s);
            }
    }
    return slice_done(s);
}

int slice_side(const struct slice *s)
{
    return (SLICE_SIDE - 1) / s->every + 1;
}

static double height_at(const struct slice *s, int i, int j)
{
    double t = fn_log10(s->value[j * SLICE_SIDE + i] - s->base);
    return t <= s->hi ? fmax(t, s->lo) : t == -INFINITY ? s->lo : s->hi;
}

double slice_height(const struct slice *s, double across, double up)
{
    if (s->stride == 0)
        return NAN;
    int cells = (SLICE_SIDE - 1) / s->stride;
    double a = fmin(fmax(across, 0), 1) * cells, b = fmin(fmax(up, 0), 1) * cells;
    int i = a < cells ? (int)a : cells - 1, j = b < cells ? (int)b : cells - 1, d = s->stride;
    a -= i, b -= j;
    i *= d, j *= d;
    return (1 - b) * ((1 - a) * height_at(s, i, j) + a * height_at(s, i + d, j)) +
           b * ((1 - a) * height_at(s, i, j + d) + a * height_at(s, i + d, j + d));
}
