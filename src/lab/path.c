#include "lab/path.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/vec.h"

/* So many doublings are room for more steps than anyone makes; how many moments each has is chosen
 * so that those of a run of usual length fit. */
enum { DOUBLINGS = 40, DOUBLINGS_USUAL = 16, MOMENTS_LEAST = 4 };

/* Steps between two moments at `step`, with so many in each doubling. */
static uint64_t every_at(uint64_t step, int each)
{
    uint64_t top = 1;
    while (top <= step / 2)
        top *= 2;
    return top > (uint64_t)each ? top / (uint64_t)each : 1;
}

/* Moments in the steps before 2^doublings, with so many in each. */
static int moments_in(int doublings, int each)
{
    int n = 1;
    for (int k = 0; k < doublings; k++) {
        uint64_t steps = (uint64_t)1 << k;
        n += steps < (uint64_t)each ? (int)steps : each;
    }
    return n;
}

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
    p->scratch = mem_alloc(mains * mains, sizeof *p->scratch);
    p->spare = mem_alloc(16 * mains, sizeof *p->spare);
    p->count = mem_alloc(6 * mains, sizeof *p->count);
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
    size_t room = (size_t)moments_in(DOUBLINGS, p->fine);
    p->room = (int)(room < most ? room : most);
    p->main_room = moments_in(DOUBLINGS, p->main);
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
    free(p->scratch);
    free(p->spare);
    free(p->count);
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
    path_keep(p, race);
}

uint64_t path_due(const struct path *p, uint64_t step)
{
    uint64_t last = p->n ? p->step[p->n - 1] : 0;
    if (p->n == p->room && step >= last)
        return UINT64_MAX;
    uint64_t every = every_at(step, p->fine);
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
        step % every_at(step, p->fine) != 0)
        return;
    int m = p->n++;
    p->step[m] = step;
    if (step % every_at(step, p->main) == 0 && p->n_main < p->main_room)
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
    p->known = p->known < p->n_main ? p->known : p->n_main;
}

/* Four sums side by side: a compiler may not reorder one, and of a million terms it is slow. */
static double product_of(const float *a, const float *b, int n)
{
    double sum[4] = {0};
    int i = 0;
    for (; i + 4 <= n; i += 4)
        for (int k = 0; k < 4; k++)
            sum[k] += (double)a[i + k] * (double)b[i + k];
    for (; i < n; i++)
        sum[0] += (double)a[i] * (double)b[i];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

static void row_products(struct path *p, int i, int run)
{
    size_t all = (size_t)p->main_room * (size_t)p->runs, a = (size_t)path_id(p, i, run);
    const float *mine = path_point(p, p->at[i], run);
    for (int j = 0; j <= i; j++)
        for (int other = 0; other < p->runs; other++) {
            size_t b = (size_t)path_id(p, j, other);
            if (b > a || !path_has(p, p->at[j], other))
                continue;
            double v = product_of(mine, path_point(p, p->at[j], other), p->dim);
            p->product[a * all + b] = p->product[b * all + a] = v;
        }
}

void path_products(struct path *p, int n)
{
    for (; p->known < n; p->known++)
        for (int run = 0; run < p->runs; run++)
            if (path_has(p, p->at[p->known], run))
                row_products(p, p->known, run);
}

size_t path_bytes(const struct path *p)
{
    return (size_t)p->room * (size_t)p->runs * (size_t)p->dim * sizeof *p->point;
}
