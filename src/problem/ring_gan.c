/* A Wasserstein GAN of two small networks: the generator learns to make points like those of
 * eight clusters on a ring; the critic learns to tell them apart. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/elementary.h"
#include "base/memory.h"
#include "base/rng.h"
#include "base/vec.h"
#include "problem/problem.h"
#include "problem/tanh_net.h"

enum { HIDDEN, BATCH, PENALTY, WEIGHT_CLIP, SEED };
enum { MODES = 8, PLANE = 2, LOOKS = 128 /* points of which the distance is measured */ };
#define SPREAD 0.05 /* of a cluster */

static const struct param params[] = {
    [HIDDEN] =
        PARAM_FEW("hidden", "hidden",
                  "width of both hidden layers, of the generator and of the critic", 32, 1, 512),
    [BATCH] =
        PARAM_FEW("batch", "B", "points of the ring, and made ones, that a step sees", 64, 1, 4096),
    [PENALTY] = PARAM_FROM_ZERO(
        "penalty", "λ", "of slopes of the critic that are not 1, between true and made points", 1,
        1e3),
    [WEIGHT_CLIP] = PARAM_FROM_ZERO(
        "weight-clip", "c",
        "after each step the critic's weights are put back into [−c, c]; 0: not", 0, 1e6),
    [SEED] = PARAM_FEW("seed", "seed", "of the start and of all points; the scene's unless given",
                       1, 0, 0x1p53),
};

struct ring {
    struct tanh_net critic, generator;
    int batch, n_critic; /* the critic's parameters come first */
    uint64_t seed;
    struct block players[2], tensors[12];
    double truth[LOOKS * PLANE], noise[LOOKS * PLANE]; /* the same for every look */
    double within;                                     /* mean distance of two of the truth */
};

struct work {
    struct tanh_pass *critic, *generator;
    double *noise, *truth, *between, *slope, *dy; /* a batch of each */
};

/* Two normal numbers. */
static void noise_draw(struct rng *rng, double *xy)
{
    xy[0] = rng_normal(rng), xy[1] = rng_normal(rng);
}

/* A point of the ring of radius 1. */
static void truth_draw(struct rng *rng, double *xy)
{
    double angle = 2 * M_PI / MODES * (double)rng_below(rng, MODES);
    double x = fn_cos(angle), y = fn_sin(angle);
    noise_draw(rng, xy);
    xy[0] = x + SPREAD * xy[0], xy[1] = y + SPREAD * xy[1];
}

static double distance(const double *a, const double *b)
{
    double x = a[0] - b[0], y = a[1] - b[1];
    return sqrt(x * x + y * y);
}

/* Mean distance of a point of a to one of b, or, where b is a, half the pairs twice. */
static double mean_distance(const double *a, const double *b)
{
    double sum = 0;
    for (int i = 0; i < LOOKS; i++)
        for (int j = 0; j < (a == b ? i : LOOKS); j++)
            sum += distance(a + PLANE * i, b + PLANE * j);
    return (a == b ? 2 : 1) * sum / LOOKS / LOOKS;
}

static void name_tensors(UNUSED struct ring *g, const struct tanh_net *net, const char *who,
                         int first, struct block *out)
{
    const int in[] = {net->in, net->hidden, net->hidden};
    const int rows[] = {net->hidden, net->hidden, net->out};
    for (int layer = 0; layer < 3; layer++) {
        struct block *w = &out[2 * layer], *b = w + 1;
        *w = (struct block){.first = first, .count = in[layer] * rows[layer], .units = rows[layer]};
        *b = (struct block){.first = first + w->count, .count = rows[layer], .units = 0};
        snprintf(w->name, sizeof w->name, "%s %d", who, layer + 1);
        snprintf(b->name, sizeof b->name, "%s %d bias", who, layer + 1);
        first += w->count + b->count;
    }
}

static bool ring_open(struct problem *p, struct report *r, const char *file, int line)
{
    (void)r, (void)file, (void)line;
    struct ring *g = mem_alloc(1, sizeof *g);
    struct rng rng;
    int hidden = (int)p->values[HIDDEN].num;
    g->critic = (struct tanh_net){PLANE, hidden, 1};
    g->generator = (struct tanh_net){PLANE, hidden, PLANE};
    g->batch = (int)p->values[BATCH].num;
    g->n_critic = tanh_net_dim(&g->critic);
    g->seed = (uint64_t)p->values[SEED].num;
    p->dim = g->n_critic + tanh_net_dim(&g->generator);
    p->data = g;
    p->batched = true;
    g->players[0] = (struct block){"critic", 0, g->n_critic, 0};
    g->players[1] = (struct block){"generator", g->n_critic, p->dim - g->n_critic, 0};
    p->n_blocks = 2, p->blocks = g->players;
    name_tensors(g, &g->critic, "critic", 0, g->tensors);
    name_tensors(g, &g->generator, "generator", g->n_critic, g->tensors + 6);
    p->n_tensors = 12, p->tensors = g->tensors;
    rng_seed(&rng, g->seed ^ 0x52494e47);
    for (int i = 0; i < LOOKS; i++) {
        truth_draw(&rng, g->truth + PLANE * i);
        noise_draw(&rng, g->noise + PLANE * i);
    }
    g->within = mean_distance(g->truth, g->truth);
    snprintf(p->formula, sizeof p->formula, "D: E D(made) − E D(true) + %g E(‖∇D‖ − 1)²",
             p->values[PENALTY].num);
    return true;
}

static void ring_close(struct problem *p)
{
    free(p->data);
}

static int most_samples(const struct ring *g)
{
    return g->batch > LOOKS ? g->batch : LOOKS;
}

static void *ring_work_new(const struct problem *p)
{
    const struct ring *g = p->data;
    struct work *w = mem_alloc(1, sizeof *w);
    size_t each = (size_t)g->batch * PLANE;
    w->critic = tanh_pass_new(&g->critic, most_samples(g));
    w->generator = tanh_pass_new(&g->generator, most_samples(g));
    w->noise = mem_alloc(5 * each, sizeof *w->noise);
    w->truth = w->noise + each;
    w->between = w->truth + each;
    w->slope = w->between + each;
    w->dy = w->slope + each;
    return w;
}

static void ring_work_free(void *work)
{
    struct work *w = work;
    tanh_pass_free(w->critic);
    tanh_pass_free(w->generator);
    free(w->noise);
    free(w);
}

static double ring_work_bytes(const struct problem *p)
{
    const struct ring *g = p->data;
    return tanh_pass_bytes(&g->critic, most_samples(g)) +
           tanh_pass_bytes(&g->generator, most_samples(g)) +
           5.0 * g->batch * PLANE * sizeof(double);
}

static double ring_eval_cost(const struct problem *p)
{
    const struct ring *g = p->data;
    return (double)p->dim * (9.0 * g->batch + LOOKS);
}

/* The energy distance of what is made and what is true (G. Székely, M. Rizzo, 2013), on points that
 * are the same at every look: 2E|x − y| − E|x − x'| − E|y − y'|. */
static double energy_distance(const struct ring *g, struct work *w, const double *x)
{
    const double *made = tanh_forward(w->generator, x + g->n_critic, g->noise, LOOKS);
    return 2 * mean_distance(made, g->truth) - mean_distance(made, made) - g->within;
}

static void fill(double *dy, int n, double value)
{
    for (int i = 0; i < n; i++)
        dy[i] = value;
}

/* Adds the penalty's gradient at points between a true and a made one each. */
static void add_penalty(const struct problem *p, struct work *w, const double *x, double *g)
{
    const struct ring *ring = p->data;
    int n = ring->batch;
    fill(w->dy, n, 1);
    tanh_forward(w->critic, x, w->between, n);
    const double *s = tanh_backward(w->critic, w->dy, NULL);
    for (int i = 0; i < n; i++) {
        double length = vec_norm(s + PLANE * i, PLANE);
        double by = length > 0 ? 2 * p->values[PENALTY].num * (length - 1) / length / n : 0;
        w->slope[PLANE * i] = by * s[PLANE * i], w->slope[PLANE * i + 1] = by * s[PLANE * i + 1];
    }
    tanh_tangent(w->critic, w->slope, g);
}

/* Minus the field. The critic's part: E D(made) − E D(true) + the penalty, of which it goes down
 * the gradient; the generator's: −E D(made). */
static void field(const struct problem *p, struct work *w, const double *x, uint64_t draw,
                  double *g)
{
    const struct ring *ring = p->data;
    int n = ring->batch;
    struct rng rng;
    rng_seed(&rng, ring->seed + (draw + 1) * 0x9e3779b97f4a7c15u);
    for (int i = 0; i < n; i++) {
        noise_draw(&rng, w->noise + PLANE * i);
        truth_draw(&rng, w->truth + PLANE * i);
    }
    memset(g, 0, (size_t)p->dim * sizeof *g);
    const double *made = tanh_forward(w->generator, x + ring->n_critic, w->noise, n);
    for (int i = 0; i < n; i++) {
        double share = rng_uniform(&rng);
        for (int k = PLANE * i; k < PLANE * (i + 1); k++)
            w->between[k] = share * w->truth[k] + (1 - share) * made[k];
    }
    fill(w->dy, n, 1.0 / n);
    tanh_forward(w->critic, x, made, n);
    const double *by_made = tanh_backward(w->critic, w->dy, g);
    for (int i = 0; i < PLANE * n; i++)
        w->slope[i] = -by_made[i];
    tanh_backward(w->generator, w->slope, g + ring->n_critic);
    fill(w->dy, n, -1.0 / n);
    tanh_forward(w->critic, x, w->truth, n);
    tanh_backward(w->critic, w->dy, g);
    if (p->values[PENALTY].num > 0)
        add_penalty(p, w, x, g);
}

static double ring_eval(const struct problem *p, void *work, const double *x, uint64_t draw,
                        double *g)
{
    if (g)
        field(p, work, x, draw, g);
    return energy_distance(p->data, work, x);
}

static void ring_init(const struct problem *p, double *x)
{
    const struct ring *g = p->data;
    tanh_net_init(&g->critic, g->seed * 2 + 1, x);
    tanh_net_init(&g->generator, g->seed * 2 + 2, x + g->n_critic);
}

static void ring_project(const struct problem *p, double *x)
{
    const struct ring *g = p->data;
    double most = p->values[WEIGHT_CLIP].num;
    for (int i = 0; i < g->n_critic && most > 0; i++)
        if (fabs(x[i]) > most)
            x[i] = copysign(most, x[i]);
}

static int ring_made(const struct problem *p, void *work, const double *x, const double **truth,
                     const double **made)
{
    const struct ring *g = p->data;
    *truth = g->truth;
    *made = tanh_forward(((struct work *)work)->generator, x + g->n_critic, g->noise, LOOKS);
    return LOOKS;
}

const struct problem_kind problem_ring_gan = {
    .name = "ring-gan",
    .title = "two small networks: a generator of points on a ring, and its critic",
    .formula = "E D(made) − E D(true) + λ E(‖∇D‖ − 1)²",
    .source = "Gulrajani, Ahmed, Arjovsky, Dumoulin, Courville 2017 (arXiv 1704.00028)",
    PARAM_TABLE(params),
    .infimum = NAN,
    .home = {-1.5, 1.5, -1.5, 1.5},
    .game = true,
    .value_name = "distance",
    .value_title = "distance of generated from true points",
    .open = ring_open,
    .close = ring_close,
    .work_new = ring_work_new,
    .work_free = ring_work_free,
    .work_bytes = ring_work_bytes,
    .eval_cost = ring_eval_cost,
    .eval = ring_eval,
    .init = ring_init,
    .project = ring_project,
    .made = ring_made,
};
