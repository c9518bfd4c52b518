/* Curvature by layer: against Hessians that are known, differences of gradients, and what the clip
 * rules leave of each layer. */
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/moments.h"
#include "base/vec.h"
#include "lab/checkpoint.h"
#include "network_setup.h"
#include "setup.h"

enum { N = 3, LAYERS = 2, LAYERS_MOST = 8, DIM_MOST = 200 };

/* ½xᵀHx, whose layers {0, 1} and {2} hang together: a product with all of H would show it. */
static const double hessian[N][N] = {{2, 1, 30}, {1, 3, -40}, {30, -40, 5000}};

static void multiply(const double *v, double *out)
{
    for (int i = 0; i < N; i++) {
        out[i] = 0;
        for (int j = 0; j < N; j++)
            out[i] += hessian[i][j] * v[j];
    }
}

static double eval(const struct problem *p, void *work, const double *x, uint64_t draw, double *g)
{
    double Hx[N];
    (void)p, (void)work, (void)draw;
    multiply(x, Hx);
    for (int i = 0; g && i < N; i++)
        g[i] = Hx[i];
    return 0.5 * vec_dot(x, Hx, N);
}

static void hess_vec(const struct problem *p, void *work, const double *x, uint64_t draw,
                     const double *v, double *out)
{
    (void)p, (void)work, (void)x, (void)draw;
    multiply(v, out);
}

static const struct problem_kind quadratic = {
    .name = "blocks", .dim = N, .infimum = 0, .eval = eval, .hess_vec = hess_vec};
static const struct block blocks[LAYERS] = {{"one", 0, 2, 0}, {"two", 2, 1, 0}};

static struct problem blocks_problem(void)
{
    return (struct problem){.kind = &quadratic,
                            .dim = N,
                            .start = {1, -2, 0.5},
                            .infimum = 0,
                            .n_blocks = LAYERS,
                            .blocks = blocks};
}

static const struct probe_spec by_layer = {.points = 1, .tolerance = 1e-6, .layers = true};

static void run_of(struct run *r, const struct problem *p, const char *clip, double lr,
                   double gamma)
{
    struct run_spec spec;
    setup_spec(&spec, "gd", clip, lr, gamma);
    run_init(r, p, &spec, &by_layer);
}

static const struct layer_point *newest(const struct run *r)
{
    return layer_cloud_at(r->layers, r->now.step);
}

/* ‖H_ll g_l‖/‖g_l‖ by hand, at every moment of a run. */
static void blocks_of_a_quadratic(void)
{
    struct problem p = blocks_problem();
    struct run r;
    int seen = 0;
    run_of(&r, &p, "none", 1e-4, 0);
    for (; r.now.step < 41; run_step(&r)) {
        const struct layer_point *at = newest(&r);
        CU_ASSERT_EQUAL_FATAL(at != NULL, moment_at(r.now.step, LAYER_MOMENTS));
        if (!at)
            continue;
        double a = r.g[0], b = r.g[1], length = sqrt(a * a + b * b);
        double u = 2 * a + b, v = a + 3 * b;
        CHECK_NEAR(at[0].g, length, 1e-14);
        CHECK_NEAR(at[0].h, sqrt(u * u + v * v) / length, 1e-13);
        CHECK_NEAR(at[1].g, fabs(r.g[2]), 1e-14);
        CHECK_NEAR(at[1].h, 5000, 1e-14); /* whatever g is: no growth */
        seen++;
    }
    CU_ASSERT(seen > 20);
    CU_ASSERT_EQUAL(r.layers->n, seen);
    const struct layer_cloud *const clouds[] = {r.layers};
    struct layer_fits *f = layer_fits_new(LAYERS, 1);
    layer_fits_make(f, clouds, 1);
    CHECK_NEAR(f->fit[1].L0, 5000, 1e-12);
    CU_ASSERT(f->fit[1].L1 < 1e-9 && f->fit[1].n == seen);
    for (int k = 0; k < seen; k++) { /* the bound of the other one is one */
        const struct layer_point *at = &r.layers->point[LAYERS * k];
        CU_ASSERT(at->h <= (f->fit[0].L0 + f->fit[0].L1 * at->g) * (1 + 1e-12));
    }
    layer_fits_free(f);
    run_release(&r);
}

/* ½(uv − 1)²: the blocks are v² and u². */
static void product(void)
{
    static const double start[] = {6, 0.1};
    struct problem p;
    struct run r;
    setup_problem(&p, "product", NULL, 0, 2, start);
    run_of(&r, &p, "hard", 0.1, 1);
    for (; r.now.step < 60; run_step(&r)) {
        const struct layer_point *at = newest(&r);
        if (!at)
            continue;
        CHECK_NEAR(at[0].h, r.x[1] * r.x[1], 1e-13);
        CHECK_NEAR(at[1].h, r.x[0] * r.x[0], 1e-13);
    }
    run_release(&r);
    problem_close(&p);
}

/* How far the gradient of a layer moves where that layer alone does, along its own gradient. */
static double by_difference(struct run *r, int layer)
{
    const struct clip_block *at = &r->blocks[layer];
    double x[DIM_MOST], there[DIM_MOST], back[DIM_MOST], step = 0.02;
    double norm = vec_norm(r->g + at->first, at->count);
    vec_copy(x, r->x, r->dim);
    for (int side = 1; side >= -1; side -= 2) {
        for (int i = at->first; i < at->first + at->count; i++)
            x[i] = r->x[i] + side * step * r->g[i] / norm;
        problem_eval(r->problem, r->work, x, r->now.step, side > 0 ? there : back);
    }
    return vec_distance(there + at->first, back + at->first, at->count) / (2 * step);
}

static void network_by_differences(void)
{
    static const char *const settings[] = {"layers", "2 8 6 2", "activation", "tanh", "data",
                                           "moons",  "batch",   "20",         NULL};
    struct problem p = {0};
    struct run r;
    char why[300];
    CU_ASSERT_TRUE_FATAL(network_setup(&p, problem_find("network"), settings, why, sizeof why));
    CU_ASSERT_TRUE_FATAL(p.dim <= DIM_MOST);
    run_of(&r, &p, "none", 0.5, 0);
    for (int seen = 0; seen < 12; run_step(&r)) {
        const struct layer_point *at = newest(&r);
        CU_ASSERT_FATAL(at != NULL && r.n_blocks == 3);
        for (int b = 0; b < 3; b++) {
            CU_ASSERT(at[b].h > 0);
            CHECK_NEAR(at[b].h, by_difference(&r, b), 0.02);
        }
        seen++;
    }
    run_release(&r);
    problem_close(&p);
}

/* Going back and forward again, one step at a time or many, comes to the same points. */
static void back_and_forward(void)
{
    static struct race one, two;
    struct problem p = blocks_problem(), q = blocks_problem();
    struct run_spec specs[2];
    setup_spec(&specs[0], "gd", "hard", 1e-4, 1);
    setup_spec(&specs[1], "momentum", "per-layer", 1e-4, 1);
    race_init(&one, &p, specs, 2, &by_layer);
    race_init(&two, &q, specs, 2, &by_layer);
    struct checkpoints *c = checkpoints_new(&one, CHECKPOINT_BUDGET);
    size_t calls = mem_calls();
    for (int i = 0; i < 700; i++) {
        race_advance(&one, 1);
        checkpoints_keep(c, &one);
    }
    race_settle(&one);
    checkpoints_restore(c, &one, 300);
    race_settle(&one);
    CU_ASSERT(one.step <= 300 && one.run[0].layers->step[one.run[0].layers->n - 1] <= one.step);
    race_advance(&one, 600 - one.step);
    race_advance(&two, 600);
    race_settle(&one);
    race_settle(&two);
    CU_ASSERT_EQUAL(mem_calls(), calls);
    for (int i = 0; i < 2; i++) {
        const struct layer_cloud *a = one.run[i].layers, *b = two.run[i].layers;
        CU_ASSERT_EQUAL_FATAL(a->n, b->n);
        CU_ASSERT(a->n > 50);
        CU_ASSERT(memcmp(a->step, b->step, (size_t)a->n * sizeof *a->step) == 0);
        CU_ASSERT(memcmp(a->point, b->point, (size_t)a->n * LAYERS * sizeof *a->point) == 0);
    }
    for (int b = 0; b < LAYERS; b++)
        CU_ASSERT(one.layers->fit[b].L0 == two.layers->fit[b].L0 &&
                  one.layers->fit[b].n == 2 * one.run[0].layers->n);
    race_restart(&one);
    CU_ASSERT(one.run[0].layers->n == 1 && one.layers->fit[0].n == 2);
    checkpoints_free(c);
    race_release(&one);
    race_release(&two);
}

/* Nobody pays for it who has not asked, nor does a loss of one layer, nor a game. */
static void only_where_asked(void)
{
    struct problem p;
    struct run r;
    static const struct probe_spec without = {.points = 1, .tolerance = 1e-6};
    struct run_spec spec;
    setup_problem(&p, "product", NULL, 0, 0, NULL);
    setup_spec(&spec, "gd", "none", 1e-3, 0);
    run_init(&r, &p, &spec, &without);
    uint64_t evals = r.notes.probe_evals;
    CU_ASSERT(!r.layers);
    run_release(&r);
    run_init(&r, &p, &spec, &by_layer);
    CU_ASSERT(r.layers && r.notes.probe_evals == evals + 2);
    run_release(&r);
    problem_close(&p);
    static const char *const without_layers[] = {"rosenbrock", "dirac-gan"};
    for (int i = 0; i < 2; i++) {
        setup_problem(&p, without_layers[i], NULL, 0, 0, NULL);
        run_init(&r, &p, &spec, &by_layer);
        CU_ASSERT(!r.layers);
        run_release(&r);
        problem_close(&p);
    }
}

/* What clipping leaves: of the whole by one factor, of a layer by its own. */
static void what_clipping_leaves(void)
{
    struct problem p = blocks_problem();
    struct run r;
    run_of(&r, &p, "hard", 1e-4, 7);
    run_settle(&r);
    const struct layer_point *at = newest(&r);
    double whole = vec_norm(r.g, N);
    for (int b = 0; b < LAYERS; b++) {
        CHECK_NEAR(at[b].left, 7 * at[b].g / whole, 1e-13);
        CU_ASSERT(isnan(at[b].radius));
    }
    run_release(&r);
    run_of(&r, &p, "per-layer", 1e-4, 7);
    run_settle(&r);
    at = newest(&r);
    for (int b = 0; b < LAYERS; b++) {
        CU_ASSERT(at[b].g > 7);
        CHECK_NEAR(at[b].left, 7, 1e-13);
        CU_ASSERT(at[b].radius == 7);
    }
    run_set(&r, "gamma", 3); /* at this very step */
    run_settle(&r);
    CU_ASSERT(at[1].radius == 3);
    run_release(&r);
}

/* Not finite: no point, and the others stay. */
static void nan_and_infinity(void)
{
    struct layer_cloud *c = layer_cloud_new(LAYERS);
    const struct clip_block at[LAYERS] = {{0, 2, 0}, {2, 1, 0}};
    const double g[N] = {NAN, 1, 4}, hv[N] = {0, 0, INFINITY}, good[N] = {9, 9, 8};
    double v[N];
    CU_ASSERT(!layer_cloud_direction(c, at, N, g, v));
    CU_ASSERT(layer_cloud_direction(c, at, N, g, v) && v[0] == 0 && v[2] == 1);
    layer_cloud_product(c, at, hv);
    layer_cloud_keep(c, 0);
    CU_ASSERT(!layer_cloud_direction(c, at, N, g, v));
    CU_ASSERT(layer_cloud_direction(c, at, N, g, v));
    layer_cloud_product(c, at, good);
    layer_cloud_keep(c, 1);
    const struct layer_cloud *const clouds[] = {c};
    struct layer_fits *f = layer_fits_new(LAYERS, 1);
    layer_fits_make(f, clouds, 1);
    CU_ASSERT(f->fit[0].n == 0 && isnan(f->fit[0].L0) && isnan(f->fit[0].gamma));
    CU_ASSERT(f->fit[1].n == 1 && f->fit[1].L0 == 8 && f->fit[1].L1 == 0);
    CU_ASSERT(isinf(f->fit[1].gamma));
    layer_fits_free(f);
    layer_cloud_free(c);
}

/* 20 moments: layer 0 on the line 1 + 10g, so that its own threshold is 0.1, and over it; layer 1
 * on 3 + g, below its threshold 3. Clipping leaves `left` of both. */
static struct layer_starved starved_at(double left, double g)
{
    struct layer_cloud *c = layer_cloud_new(LAYERS);
    const struct clip_block at[LAYERS] = {{0, 1, 0}, {1, 1, 0}};
    for (uint64_t k = 0; k < 16; k++) {
        double wiggle = 1 + 0.01 * (double)k, v[2];
        double gradient[2] = {g * wiggle, 0.5 * wiggle};
        double hv[2] = {1 + 10 * gradient[0], 3 + gradient[1]};
        for (int b = 0; b < LAYERS; b++) {
            CU_ASSERT_FATAL(layer_cloud_direction(c, at, 2, gradient, v));
            layer_cloud_product(c, at, hv);
        }
        layer_cloud_keep(c, k);
        double clipped[2] = {left * gradient[0], left * gradient[1]};
        layer_cloud_clipped(c, at, clipped, k);
    }
    const struct layer_cloud *const clouds[] = {c};
    struct layer_fits *f = layer_fits_new(LAYERS, 1);
    layer_fits_make(f, clouds, 1);
    CHECK_NEAR(f->fit[0].gamma, 0.1, 1e-9);
    CHECK_NEAR(f->fit[1].gamma, 3, 1e-9);
    struct layer_starved s = layer_starves(c, f);
    layer_fits_free(f);
    layer_cloud_free(c);
    return s;
}

static void who_is_starved(void)
{
    struct layer_starved s = starved_at(0.25, 5);
    CU_ASSERT(s.layer == 1 && s.n == 16 && s.of == 16);
    CHECK_NEAR(s.left, 0.25, 1e-12);
    CU_ASSERT_EQUAL(starved_at(0.75, 5).layer, -1);    /* shortened by little */
    CU_ASSERT_EQUAL(starved_at(1, 5).layer, -1);       /* not at all */
    CU_ASSERT_EQUAL(starved_at(0.25, 0.05).layer, -1); /* every layer is below its threshold: γ is
                                                          low, for nobody's sake */
}

int main(void)
{
    static const struct check checks[] = {
        {"blocks of a quadratic", blocks_of_a_quadratic},
        {"product", product},
        {"network, by differences", network_by_differences},
        {"back and forward", back_and_forward},
        {"only where asked", only_where_asked},
        {"what clipping leaves", what_clipping_leaves},
        {"nan and infinity", nan_and_infinity},
        {"who is starved", who_is_starved},
        {NULL, NULL},
    };
    return check_main("layer cloud", checks);
}
