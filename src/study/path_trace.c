#include "study/path_trace.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/moments.h"
#include "base/vec.h"
#include "study/principal.h"

enum {
    DOUBLINGS_USUAL = 16,
    MOMENTS_LEAST = 4
}; /* how many moments each doubling has is chosen so
    that those of a run of usual length fit */
/* Terms of a product at once; a multiple of four, so that each lands in the same sum. */
enum { PIECE = 1 << 18 };

static void deal(struct path *p)
{
    size_t runs = (size_t)p->runs, points = (size_t)p->room * runs;
    size_t mains = (size_t)p->main_room * runs;
    p->step = mem_alloc((size_t)p->room, sizeof *p->step);
    p->at = mem_alloc((size_t)p->main_room, sizeof *p->at);
    p->ok = mem_alloc(points, sizeof *p->ok);
    p->point = mem_alloc(points * (size_t)p->dim, sizeof *p->point);
    p->origin = mem_alloc((size_t)p->dim, sizeof *p->origin);
    p->product = mem_alloc(mains * mains, sizeof *p->product);
    p->id = mem_alloc(mains, sizeof *p->id);
    p->principal = principal_new(mains);
}

struct path *path_new(const struct race *race, size_t budget)
{
    size_t bytes = (size_t)race->n * (size_t)race->problem.dim * sizeof(float);
    if (race->n == 0 || budget / bytes < MOMENTS_LEAST)
        return NULL;
    size_t most = budget / bytes;
    struct path *p = mem_alloc(1, sizeof *p);
    p->runs = race->n;
    p->dim = race->problem.dim;
    p->fine = PATH_FINE;
    while (p->fine > 1 && (size_t)moments_in(DOUBLINGS_USUAL, p->fine) > most)
        p->fine /= 2;
    p->main = p->fine < PATH_MAIN ? p->fine : PATH_MAIN;
    size_t room = (size_t)moments_in(MOMENT_DOUBLINGS, p->fine);
    p->room = (int)(room < most ? room : most);
    p->main_room = moments_in(MOMENT_DOUBLINGS, p->main);
    p->main_room = p->main_room < p->room ? p->main_room : p->room;
    deal(p);
    path_begin(p, race);
    return p;
}

void path_free(struct path *p)
{
    if (!p)
        return;
    free(p->step);
    free(p->at);
    free(p->ok);
    free(p->point);
    free(p->origin);
    free(p->product);
    free(p->id);
    principal_free(p->principal);
    free(p);
}

void path_begin(struct path *p, const struct race *race)
{
    double infimum = race->problem.infimum, base = isfinite(infimum) ? infimum : 0, high = 1;
    assert(race->n == p->runs && race->step == 0);
    vec_copy(p->origin, race->run[0].x, p->dim);
    for (int i = 0; i < race->n; i++)
        if (isfinite(race->run[i].now.loss))
            high = fmax(high, race->run[i].now.loss - base);
    p->most = base + PATH_OUT * high;
    p->n = p->n_main = p->known = 0;
    p->next = (struct path_next){0};
    path_keep(p, race);
}

uint64_t path_due(const struct path *p, uint64_t step)
{
    uint64_t last = p->n ? p->step[p->n - 1] : 0;
    if (p->n == p->room && step >= last)
        return UINT64_MAX;
    uint64_t every = moment_every(step, p->fine);
    return (step / every + 1) * every;
}

static bool point_keep(const struct path *p, const struct run *r, float *to)
{
    if (r->now.status == RUN_DIVERGED || !(r->now.loss <= p->most))
        return false;
    bool finite = true;
    for (int i = 0; i < p->dim; i++) {
        to[i] = (float)(r->x[i] - p->origin[i]);
        finite &= isfinite(to[i]) != 0;
    }
    return finite;
}

void path_keep(struct path *p, const struct race *race)
{
    uint64_t step = race->step;
    if (p->n == p->room || (p->n > 0 && step <= p->step[p->n - 1]) ||
        step % moment_every(step, p->fine) != 0)
        return;
    int m = p->n++;
    p->step[m] = step;
    if (step % moment_every(step, p->main) == 0 && p->n_main < p->main_room)
        p->at[p->n_main++] = m;
    for (int i = 0; i < p->runs; i++) {
        size_t k = (size_t)m * (size_t)p->runs + (size_t)i;
        p->ok[k] = point_keep(p, &race->run[i], p->point + k * (size_t)p->dim);
    }
}

int path_moments(const struct path *p, uint64_t step)
{
    int n = p->n;
    while (n > 0 && p->step[n - 1] > step)
        n--;
    return n;
}

int path_main(const struct path *p, uint64_t step)
{
    int n = p->n_main;
    while (n > 0 && p->step[p->at[n - 1]] > step)
        n--;
    return n;
}

void path_cut(struct path *p, uint64_t step)
{
    p->n_main = path_main(p, step);
    p->n = path_moments(p, step);
    if (p->known >= p->n_main) { /* what was begun was of a moment that is no more */
        p->known = p->n_main;
        p->next = (struct path_next){0};
    }
}

/* Another piece of the product with point `other`, for about *work multiplications. Four sums side
 * by side: a compiler may not reorder one, and of a million terms it is slow. Whether it is whole.
 */
static bool product_piece(struct path *p, const float *a, const float *b, double *work)
{
    struct path_next *next = &p->next;
    int from = next->done, left = p->dim - from, i = from;
    int n = left > PIECE && *work < left ? PIECE : left;
    for (; i + 4 <= from + n; i += 4)
        for (int k = 0; k < 4; k++)
            next->sum[k] += (double)a[i + k] * (double)b[i + k];
    for (; i < from + n; i++)
        next->sum[0] += (double)a[i] * (double)b[i];
    next->done += n;
    *work -= n;
    return next->done == p->dim;
}

/* Those of one point with all before it and itself. */
static bool row_products(struct path *p, double *work)
{
    struct path_next *next = &p->next;
    size_t all = (size_t)p->main_room * (size_t)p->runs;
    int mine = path_id(p, p->known, next->run);
    for (; next->other <= mine; next->other++) {
        int moment = p->at[next->other / p->runs], run = next->other % p->runs;
        if (!path_has(p, moment, run))
            continue;
        if (!(*work > 0) || !product_piece(p, path_point(p, p->at[p->known], next->run),
                                           path_point(p, moment, run), work))
            return false;
        double v = (next->sum[0] + next->sum[1]) + (next->sum[2] + next->sum[3]);
        p->product[(size_t)mine * all + (size_t)next->other] = v;
        p->product[(size_t)next->other * all + (size_t)mine] = v;
        next->done = 0;
        memset(next->sum, 0, sizeof next->sum);
    }
    next->other = 0;
    return true;
}

bool path_products(struct path *p, int n, double *work)
{
    while (p->known < n) {
        int run = p->next.run;
        if (path_has(p, p->at[p->known], run) && !row_products(p, work))
            return false;
        if (++p->next.run == p->runs) {
            p->next.run = 0;
            p->known++;
        }
    }
    return true;
}
