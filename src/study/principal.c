#include "study/principal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/eigen.h"
#include "base/memory.h"
#include "base/rng.h"
#include "base/vec.h"

enum {
    SIZE_MOST = PRINCIPAL_MOST + PRINCIPAL_STARTS,
    LOOK_EVERY = 2 * PRINCIPAL_STARTS /* products between two looks at what has come of it */
};
/* What is left of a new vector, against the longest, when it lies in the basis already. */
#define NOTHING 1e-13
/* A direction is found when its product lies along it to this share of itself, or to what rounding
 * leaves of the first. */
#define FOUND    1e-10
#define ROUNDING 1e-13

struct principal *principal_new(size_t room)
{
    struct principal *q = mem_alloc(1, sizeof *q);
    size_t small = 2 * PRINCIPAL_MOST * PRINCIPAL_MOST;
    q->room = room;
    q->basis = mem_alloc((SIZE_MOST + 3) * room, sizeof *q->basis);
    q->vector[0] = q->basis + (SIZE_MOST + 1) * room;
    q->vector[1] = q->vector[0] + room;
    q->t = mem_alloc(PRINCIPAL_MOST * (SIZE_MOST + 1) + small, sizeof *q->t);
    q->small = q->t + PRINCIPAL_MOST * (SIZE_MOST + 1);
    return q;
}

void principal_free(struct principal *q)
{
    if (!q)
        return;
    free(q->basis);
    free(q->t);
    free(q);
}

static double *basis(const struct principal *q, int i)
{
    return q->basis + (size_t)i * (size_t)q->n;
}

static double *entry(const struct principal *q, int row, int column)
{
    return q->t + column * (SIZE_MOST + 1) + row;
}

static void centre(double *v, int n)
{
    double mean = 0;
    for (int i = 0; i < n; i++)
        mean += v[i] / n;
    for (int i = 0; i < n; i++)
        v[i] -= mean;
}

/* The vector behind the basis less all that lies in that, twice since once leaves a rounding; what
 * of it does is added to `column`. Takes it in, one long, unless nothing is left. */
static void take_in(struct principal *q, double *column, double nothing)
{
    double *v = basis(q, q->size);
    for (int twice = 0; twice < 2; twice++)
        for (int i = 0; i < q->size; i++) {
            double along = vec_dot(basis(q, i), v, q->n);
            vec_add_scaled(v, v, -along, basis(q, i), q->n);
            if (column)
                column[i] += along;
        }
    double left = vec_norm(v, q->n);
    if (!(left > nothing) || q->size == SIZE_MOST)
        return;
    vec_scale(v, 1 / left, v, q->n);
    if (column)
        column[q->size] = left;
    q->size++;
}

/* Begun with the order of the points, which is about how a path goes, and with chance, which leaves
 * no direction out. */
void principal_begin(struct principal *q, const void *owner, const int *id, int n)
{
    struct rng rng;
    q->owner = owner, q->id = id, q->n = n;
    q->size = q->used = 0;
    q->done = false;
    q->largest = 0;
    memset(q->t, 0, PRINCIPAL_MOST * (SIZE_MOST + 1) * sizeof *q->t);
    rng_seed(&rng, 1);
    for (int k = 0; k < PRINCIPAL_STARTS; k++) {
        double *v = basis(q, q->size);
        for (int i = 0; i < n; i++)
            v[i] = k ? rng_normal(&rng) : i;
        centre(v, n);
        take_in(q, NULL, NOTHING * n);
    }
}

/* The centred products times the next vector of the basis, into what is behind that. */
static void multiply(struct principal *q, const struct path *p)
{
    size_t all = (size_t)p->main_room * (size_t)p->runs;
    const double *x = basis(q, q->used);
    double *to = basis(q, q->size);
    for (int i = 0; i < q->n; i++) {
        const double *row = p->product + (size_t)q->id[i] * all;
        double sum[2] = {0};
        int k = 0;
        for (; k + 1 < q->n; k += 2) {
            sum[0] += row[q->id[k]] * x[k];
            sum[1] += row[q->id[k + 1]] * x[k + 1];
        }
        to[i] = sum[0] + sum[1] + (k < q->n ? row[q->id[k]] * x[k] : 0);
    }
    centre(to, q->n);
}

/* All pairs of the matrix in the basis, rising: the values into w, vectors into the rows that are
 * returned; NULL: it is not finite. */
static const double *small_pairs(struct principal *q, double *w)
{
    int n = q->used;
    double *a = q->small, *z = a + n * n;
    for (int j = 0; j < n; j++)
        for (int i = 0; i <= j; i++)
            a[j * n + i] = a[i * n + j] = *entry(q, i, j);
    return eigen_symmetric(a, n, w, z) ? z : NULL;
}

/* How much of the product with a direction of the basis leaves what was multiplied so far. */
static double off(const struct principal *q, const double *y)
{
    double sum = 0;
    for (int i = q->used; i < q->size; i++) {
        double part = 0;
        for (int j = 0; j < q->used; j++)
            part += *entry(q, i, j) * y[j];
        sum += part * part;
    }
    return sqrt(sum);
}

/* y NULL: no direction is known. */
static void spread_out(struct principal *q, const double *y, double *to)
{
    memset(to, 0, (size_t)q->n * sizeof *to);
    for (int j = 0; j < q->used && y; j++)
        vec_add_scaled(to, to, y[j], basis(q, j), q->n);
}

/* Whether both directions are there, or all that ever will be. */
static void look(struct principal *q)
{
    double w[PRINCIPAL_MOST];
    bool last = q->used == q->size || q->used == PRINCIPAL_MOST;
    if (!last && q->used % LOOK_EVERY != 0)
        return;
    int n = q->used;
    const double *z = small_pairs(q, w);
    bool good = z && n > 1;
    for (int k = n - 2; k < n && good; k++)
        good = off(q, z + k * n) <= fmax(FOUND * w[k], ROUNDING * w[n - 1]);
    if (!good && !last)
        return;
    q->done = true;
    for (int k = 0; k < 2; k++) {
        q->value[k] = z && k < n ? w[n - 1 - k] : 0;
        spread_out(q, z ? z + (k < n ? n - 1 - k : 0) * n : NULL, q->vector[k]);
    }
}

bool principal_work(struct principal *q, const struct path *p, double *work)
{
    while (!q->done && *work > 0) {
        *work -= (double)q->n * q->n + 4.0 * q->n * q->size;
        multiply(q, p);
        q->largest = fmax(q->largest, vec_norm(basis(q, q->size), q->n));
        take_in(q, entry(q, 0, q->used), NOTHING * q->largest);
        q->used++;
        look(q);
    }
    return q->done;
}
