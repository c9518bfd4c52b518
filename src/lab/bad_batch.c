#include "lab/bad_batch.h"

#include <math.h>
#include <string.h>

#include "base/rng.h"
#include "base/vec.h"
#include "lab/run.h"

static const char *const kinds[] = {"scale", "outlier", "nan", "infinite", "bit", NULL};

const struct param bad_params[BAD_PARAMS] = {
    [BAD_STEP] = {.name = "bad-step",
                  .symbol = "t*",
                  .help = "the step whose gradient is bad; 0: none",
                  .kind = PARAM_COUNT,
                  .log_scale = true,
                  .max = 1e12},
    [BAD_KIND] =
        PARAM_ONE_OF("bad", "!",
                     "how: scale (times bad-size), outlier (a random direction, bad-size times "
                     "as long), nan, infinite, bit (the top bit of its largest exponent flips)",
                     0, BAD_KINDS - 1, kinds),
    [BAD_SIZE] = PARAM_FROM_ZERO(
        "bad-size", "κ", "scale, outlier: how many times too long the gradient is", 1000, 1e308),
    [BAD_LAYER] = {.name = "bad-layer",
                   .symbol = "l",
                   .help = "the layer whose gradient is bad, from 1; 0: all of them",
                   .kind = PARAM_COUNT,
                   .layer = true,
                   .max = 1024},
};

static double flipped(double v)
{
    uint64_t bits;
    memcpy(&bits, &v, sizeof bits);
    bits ^= UINT64_C(1) << 62;
    memcpy(&v, &bits, sizeof v);
    return v;
}

static void flip_largest(double *g, int n)
{
    int most = 0;
    for (int i = 1; i < n; i++)
        if (fabs(g[i]) > fabs(g[most]))
            most = i;
    g[most] = flipped(g[most]);
}

/* The same for every run: the direction depends on the step alone. */
static void point_elsewhere(double *g, int n, double size, uint64_t step)
{
    struct rng rng;
    double norm = vec_norm(g, n);
    rng_seed(&rng, step);
    for (int i = 0; i < n; i++)
        g[i] = rng_normal(&rng);
    double length = vec_norm(g, n);
    for (int i = 0; i < n; i++)
        g[i] *= size * norm / length;
}

void bad_damage(const struct run *r, uint64_t step, double *g)
{
    if (!bad_at(r->knobs.bad, step))
        return;
    int layer = (int)r->knobs.bad[BAD_LAYER], first = 0, n = r->dim;
    if (layer > r->n_blocks)
        return;
    if (layer > 0)
        first = r->blocks[layer - 1].first, n = r->blocks[layer - 1].count;
    g += first;
    switch ((enum bad_kind)r->knobs.bad[BAD_KIND]) {
    case BAD_BIT:
        flip_largest(g, n);
        break;
    case BAD_OUTLIER:
        point_elsewhere(g, n, r->knobs.bad[BAD_SIZE], step);
        break;
    case BAD_SCALE:
        for (int i = 0; i < n; i++)
            g[i] *= r->knobs.bad[BAD_SIZE];
        break;
    default:
        for (int i = 0; i < n; i++)
            g[i] = r->knobs.bad[BAD_KIND] == BAD_NAN ? NAN : INFINITY;
        break;
    }
}

void bad_note(struct run *r)
{
    struct bad_trail *t = &r->notes.bad;
    const struct row *last = &r->last;
    double length = last->skipped ? 0 : last->step_norm;
    if (bad_at(r->knobs.bad, last->step)) {
        t->at = last->step;
        t->hit = t->now = length / t->before;
        t->least = INFINITY;
        t->since = 0;
        t->back = UINT64_MAX;
        return;
    }
    t->since++;
    t->now = length / t->before;
    t->least = t->now < t->least ? t->now : t->least;
    if (!(fabs(t->now - 1) <= BAD_BACK))
        t->back = UINT64_MAX;
    else if (t->back == UINT64_MAX)
        t->back = t->since;
}
