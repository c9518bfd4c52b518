#include "problem/noise.h"

#include <math.h>

#include "base/elementary.h"
#include "base/rng.h"

static const char *const kinds[] = {"none", "two-point", "pareto", "stable", NULL};

const struct param noise_params[NOISE_PARAMS] = {
    [NOISE_KIND] = PARAM_ONE_OF("gradient-noise", "ξ",
                                "noise on every gradient, the same for every run", 0, 3, kinds),
    [NOISE_P] = {.name = "noise-p",
                 .symbol = "p",
                 .help = "two-point: the probability of the far point",
                 .kind = PARAM_REAL,
                 .open_min = true,
                 .def = 0.1,
                 .min = 0,
                 .max = 1},
    [NOISE_SIZE] = PARAM_POSITIVE(
        "noise-size", "a", "two-point: how far that is; pareto: the least size; stable: the scale",
        1, 1e12),
    [NOISE_INDEX] = {.name = "noise-index",
                     .symbol = "α",
                     .help = "pareto, stable: the tail's index; up to 2 the variance is infinite",
                     .kind = PARAM_REAL,
                     .open_min = true,
                     .def = 1.5,
                     .min = 1,
                     .max = 2},
    [NOISE_BATCH] =
        PARAM_MANY("noise-batch", "B",
                   "draws that are averaged before clipping; 1: each sample is clipped", 1, 1, 1e4),
};

static double value_of(const struct value *values, int i)
{
    return values && values[i].given ? values[i].num : noise_params[i].def;
}

struct noise noise_of(const struct value *values, uint64_t seed)
{
    return (struct noise){.kind = (enum noise_kind)value_of(values, NOISE_KIND),
                          .p = value_of(values, NOISE_P),
                          .size = value_of(values, NOISE_SIZE),
                          .index = value_of(values, NOISE_INDEX),
                          .batch = (int)value_of(values, NOISE_BATCH),
                          .seed = seed};
}

static double two_point(const struct noise *n, struct rng *rng)
{
    return n->p * n->size - (rng_uniform(rng) < n->p ? n->size : 0);
}

static double pareto(const struct noise *n, struct rng *rng)
{
    double size = n->size * fn_pow(1 - rng_uniform(rng), -1 / n->index);
    return rng_next(rng) >> 63 ? size : -size;
}

static double stable(const struct noise *n, struct rng *rng)
{
    double a = n->index, v = M_PI * (rng_uniform(rng) - 0.5), w = -fn_log(1 - rng_uniform(rng));
    double wide = fn_sin(a * v) / fn_pow(fn_cos(v), 1 / a);
    double tall = w > 0 ? fn_pow(fn_cos((1 - a) * v) / w, (1 - a) / a) : 0;
    return n->size * wide * tall;
}

void noise_add(const struct noise *n, uint64_t draw, double *g, int dim)
{
    struct rng rng;
    rng_seed(&rng, n->seed + (draw + 1) * 0x9e3779b97f4a7c15u);
    for (int i = 0; i < dim; i++) {
        double sum = 0;
        for (int k = 0; k < n->batch; k++)
            sum += n->kind == NOISE_TWO_POINT ? two_point(n, &rng)
                   : n->kind == NOISE_PARETO  ? pareto(n, &rng)
                                              : stable(n, &rng);
        g[i] += sum / n->batch;
    }
}
