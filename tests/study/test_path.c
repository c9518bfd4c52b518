/* Paths and planes: the small sums against whole covariance matrices, and what must not
 * take a plane along. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/eigen.h"
#include "base/memory.h"
#include "base/vec.h"
#include "check.h"
#include "race_setup.h"
#include "study/plane.h"

enum { DIM_MOST = 64 };

static void walk(struct path *p, struct race *race, uint64_t steps)
{
    for (uint64_t i = 0; i < steps; i++) {
        race_advance(race, 1);
        path_keep(p, race);
    }
}

static const char network[] =
    "problem: { kind: network, layers: 2 4 2, activation: tanh, data: moons, samples: 40 }\n"
    "runs:\n"
    "  slow: { lr: 0.3 }\n"
    "  fast: { lr: 3 }\n"
    "  hard: { lr: 3, clip: hard, gamma: 0.1 }\n"
    "probe: { every: 0 }\n";

static const char bowl[] = "problem: { kind: quadratic, a: 1, b: 10, start: [3, 2] }\n"
                           "runs:\n"
                           "  fixed: { lr: 0.05 }\n"
                           "  soft: { lr: 0.15, clip: soft, gamma: 1 }\n";

/* All of a plane at once; whether there is one. */
static bool plane_take(struct plane *pl, struct path *p, const struct plane_spec *spec, int mains)
{
    double all = INFINITY;
    plane_begin(pl, spec, mains);
    plane_work(pl, p, &all);
    return pl->mains > 0;
}

static void plane_spread(const struct plane *pl, const struct path *p, double *centre, double *a,
                         double *b)
{
    double all = INFINITY;
    int at = 0;
    plane_spread_on(pl, p, centre, a, b, &at, &all);
}

static struct plane_spec pca_of(int run)
{
    return (struct plane_spec){.by = PLANE_PCA, .run = run};
}

/* Every step at first, then as many in every doubling, and the main ones among them. */
static void moments_thin_out(void)
{
    struct race *race = race_of(bowl);
    struct path *p = path_new(race, PATH_BUDGET), *q = path_new(race, PATH_BUDGET);
    CU_ASSERT_PTR_NOT_NULL_FATAL(p);
    uint64_t due = path_due(q, 0);
    for (uint64_t i = 0; i < 5000; i++) {
        race_advance(race, 1);
        path_keep(p, race);
        if (race->step == due) {
            path_keep(q, race);
            due = path_due(q, due);
        }
    }
    CU_ASSERT_EQUAL(p->n, q->n);
    CU_ASSERT(memcmp(p->step, q->step, (size_t)p->n * sizeof *p->step) == 0);
    for (uint64_t i = 0; i < 2 * PATH_FINE; i++)
        CU_ASSERT_EQUAL(p->step[i], i);
    for (uint64_t from = 2 * PATH_FINE; from < 4096; from *= 2)
        CU_ASSERT_EQUAL(path_moments(p, 2 * from - 1) - path_moments(p, from - 1), PATH_FINE);
    CU_ASSERT_EQUAL(path_main(p, 4095) - path_main(p, 2047), PATH_MAIN);
    for (int i = 0; i < p->n_main; i++)
        CU_ASSERT(p->at[i] < p->n && (i == 0 || p->at[i] > p->at[i - 1]));
    CU_ASSERT_EQUAL(path_moments(p, 0), 1);
    path_cut(p, 100);
    CU_ASSERT_EQUAL(p->n, path_moments(q, 100));
    CU_ASSERT_EQUAL(p->step[p->n - 1], 100);
    path_free(p);
    path_free(q);
    race_drop(race);
}

/* Set aside for the points. */
static size_t path_bytes(const struct path *p)
{
    return (size_t)p->room * (size_t)p->runs * (size_t)p->dim * sizeof *p->point;
}

/* Where memory is short there are fewer in each doubling, at last as many as fit, or none. */
static void a_budget_is_kept(void)
{
    struct race *race = race_of(network);
    size_t once = 3 * 22 * sizeof(float), before = 0;
    CU_ASSERT_EQUAL(race->problem.dim, 22);
    CU_ASSERT_PTR_NULL(path_new(race, 3 * once));
    for (size_t n = 4; n < 1000; n *= 3) {
        struct path *p = path_new(race, n * once);
        CU_ASSERT_PTR_NOT_NULL_FATAL(p);
        CU_ASSERT(path_bytes(p) <= n * once && path_bytes(p) >= before);
        before = path_bytes(p);
        size_t calls = mem_calls();
        walk(p, race, 3000);
        CU_ASSERT(p->n <= p->room && p->n >= 4);
        CU_ASSERT_EQUAL(mem_calls(), calls);
        if (p->n == p->room)
            CU_ASSERT_EQUAL(path_due(p, 1 << 20), UINT64_MAX);
        path_free(p);
        race_restart(race);
    }
    race_drop(race);
}

/* The covariance of the points, whole, and its eigenvalues and vectors, rising. */
static int covariance(const struct path *p, int run, double *c, double *w, double *mean)
{
    int dim = p->dim, n = 0;
    memset(c, 0, (size_t)dim * (size_t)dim * sizeof *c);
    memset(mean, 0, (size_t)dim * sizeof *mean);
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < p->n_main; i++)
            for (int k = 0; k < p->runs; k++) {
                const float *x = path_point(p, p->at[i], k);
                if ((run >= 0 && k != run) || !path_has(p, p->at[i], k))
                    continue;
                n += pass == 0;
                for (int a = 0; a < dim && pass == 0; a++)
                    mean[a] += (double)x[a];
                for (int a = 0; a < dim && pass == 1; a++)
                    for (int b = 0; b < dim; b++)
                        c[a * dim + b] +=
                            ((double)x[a] - mean[a] / n) * ((double)x[b] - mean[b] / n);
            }
    double copy[DIM_MOST * DIM_MOST];
    memcpy(copy, c, (size_t)dim * (size_t)dim * sizeof *c);
    CU_ASSERT(eigen_symmetric(copy, dim, w, c));
    return n;
}

static void check_against_covariance(struct path *p, int run)
{
    int dim = p->dim;
    double c[DIM_MOST * DIM_MOST], w[DIM_MOST], mean[DIM_MOST], total = 0;
    double centre[DIM_MOST], u[DIM_MOST], v[DIM_MOST];
    struct plane pl;
    struct plane_spec spec = pca_of(run);
    plane_init(&pl, p);
    CU_ASSERT_TRUE_FATAL(plane_take(&pl, p, &spec, p->n_main));
    int n = covariance(p, run, c, w, mean);
    for (int i = 0; i < dim; i++)
        total += w[i];
    CU_ASSERT(w[dim - 2] > 1e-3 * total); /* there is something to compare */
    struct plane_share share = plane_share(&pl, p, NULL, run, p->n_main);
    CU_ASSERT_EQUAL(share.points, n);
    CHECK_NEAR(share.along[0], w[dim - 1] / total, 1e-9);
    CHECK_NEAR(share.along[1], w[dim - 2] / total, 1e-9);
    plane_spread(&pl, p, centre, u, v);
    CHECK_NEAR(fabs(vec_dot(u, c + (dim - 1) * dim, dim)), 1, 1e-9);
    CHECK_NEAR(fabs(vec_dot(v, c + (dim - 2) * dim, dim)), 1, 1e-9);
    CHECK_NEAR(vec_norm(u, dim), 1, 1e-14);
    CHECK_NEAR(vec_norm(v, dim), 1, 1e-14);
    CHECK_NEAR(vec_dot(u, v, dim), 0, 1e-14);
    for (int i = 0; i < dim; i++)
        CHECK_NEAR(centre[i], p->origin[i] + mean[i] / n, 1e-12);
    /* Each point's place, and that all are in the box with room round them. */
    for (int i = 0; i < p->n_main; i++)
        for (int k = 0; k < p->runs; k++) {
            double at[2], a = 0, b = 0;
            if ((run >= 0 && k != run) || !path_has(p, p->at[i], k))
                continue;
            plane_place(&pl, p, path_id(p, i, k), at);
            for (int j = 0; j < dim; j++) {
                double d = (double)path_point(p, p->at[i], k)[j] + p->origin[j] - centre[j];
                a += d * u[j], b += d * v[j];
            }
            CHECK_NEAR(at[0], a, 1e-9);
            CHECK_NEAR(at[1], b, 1e-9);
            CU_ASSERT(at[0] > pl.box[0] && at[0] < pl.box[1]);
            CU_ASSERT(at[1] > pl.box[2] && at[1] < pl.box[3]);
        }
    plane_release(&pl);
}

static void planes_are_those_of_the_covariance(void)
{
    struct race *race = race_of(network);
    struct path *p = path_new(race, PATH_BUDGET);
    walk(p, race, 300);
    for (int run = -1; run < 3; run++)
        check_against_covariance(p, run);
    path_free(p);
    race_drop(race);
}

/* Of two parameters a plane is everything. */
static void two_parameters_are_all_there(void)
{
    struct race *race = race_of(bowl);
    struct path *p = path_new(race, PATH_BUDGET);
    struct plane pl;
    struct plane_spec spec = pca_of(-1);
    walk(p, race, 50);
    plane_init(&pl, p);
    CU_ASSERT_TRUE_FATAL(plane_take(&pl, p, &spec, p->n_main));
    struct plane_share share = plane_share(&pl, p, NULL, -1, p->n_main);
    CU_ASSERT(share.along[1] > 0.01);
    CHECK_NEAR(share.along[0] + share.along[1], 1, 1e-12);
    plane_release(&pl);
    path_free(p);
    race_drop(race);
}

static void a_straight_path_has_one_direction(void)
{
    struct race *race = race_of("problem: { kind: quadratic, a: 2, b: 2, start: [3, 1] }\n"
                                "runs: { fixed: { lr: 0.1 } }\n");
    struct path *p = path_new(race, PATH_BUDGET);
    struct plane pl;
    struct plane_spec spec = pca_of(-1);
    double centre[2], u[2], v[2];
    plane_init(&pl, p);
    CU_ASSERT_FALSE(plane_take(&pl, p, &spec, p->n_main)); /* it has not begun: a single point */
    CU_ASSERT_EQUAL(pl.mains, 0);
    walk(p, race, 20);
    CU_ASSERT_TRUE_FATAL(plane_take(&pl, p, &spec, p->n_main));
    struct plane_share share = plane_share(&pl, p, NULL, -1, p->n_main);
    CHECK_NEAR(share.along[0], 1, 1e-12);
    CHECK_NEAR(share.along[1], 0, 1e-12);
    plane_spread(&pl, p, centre, u, v);
    CHECK_NEAR(u[0], -3 / sqrt(10), 1e-7); /* to where it goes */
    CHECK_NEAR(u[1], -1 / sqrt(10), 1e-7);
    CHECK_NEAR(vec_dot(u, v, 2), 0, 1e-14);
    CHECK_NEAR(vec_norm(v, 2), 1, 1e-14);
    CU_ASSERT(pl.box[3] - pl.box[2] > 0.1 * (pl.box[1] - pl.box[0])); /* a picture, no line */
    plane_release(&pl);
    path_free(p);
    race_drop(race);
}

static void a_run_at_rest_has_no_plane(void)
{
    struct race *race = race_of("problem: { kind: quadratic, start: [0, 0] }\n"
                                "runs: { a: { lr: 0.1 }, b: { lr: 0.2 } }\n");
    struct path *p = path_new(race, PATH_BUDGET);
    struct plane pl;
    plane_init(&pl, p);
    walk(p, race, 10);
    for (int by = 0; by < PLANES_BY; by++) {
        struct plane_spec spec = {.by = by, .run = -1, .axis = {0, 1}, .of = {0, 1}};
        CU_ASSERT_FALSE(plane_take(&pl, p, &spec, p->n_main));
    }
    plane_release(&pl);
    path_free(p);
    race_drop(race);
}

/* A run that diverges, to 1e30 and to no number at all, leaves the plane where the others are. */
static void a_diverged_run_does_not_take_it_along(void)
{
    static const char *const wild[] = {"lr: 0.25", "lr: 100"};
    for (int k = 0; k < 2; k++) {
        char yaml[400];
        snprintf(yaml, sizeof yaml,
                 "problem: { kind: rosenbrock, start: [-1.2, 1] }\n"
                 "runs:\n  calm: { lr: 0.001 }\n  wild: { %s }\n",
                 wild[k]);
        struct race *race = race_of(yaml);
        struct path *p = path_new(race, PATH_BUDGET);
        struct plane pl;
        struct plane_spec spec = pca_of(-1);
        walk(p, race, 200);
        plane_init(&pl, p);
        CU_ASSERT_EQUAL(race->run[1].now.status, RUN_DIVERGED);
        CU_ASSERT_TRUE(path_has(p, 0, 1)); /* its start is one of the path's points */
        CU_ASSERT_FALSE(path_has(p, p->n - 1, 1));
        CU_ASSERT_TRUE_FATAL(plane_take(&pl, p, &spec, p->n_main));
        for (int i = 0; i < 4; i++)
            CU_ASSERT(fabs(pl.box[i]) < 100);
        struct plane_share share = plane_share(&pl, p, NULL, -1, p->n_main);
        CHECK_NEAR(share.along[0] + share.along[1], 1, 1e-9);
        plane_release(&pl);
        path_free(p);
        race_drop(race);
    }
}

/* Along two parameters a place is those two numbers; through two runs both are in the plane. */
static void chosen_directions(void)
{
    struct race *race = race_of(network);
    struct path *p = path_new(race, PATH_BUDGET);
    struct plane pl;
    double centre[22], u[22], v[22], at[2];
    walk(p, race, 64);
    plane_init(&pl, p);
    struct plane_spec axes = {.by = PLANE_AXES, .run = 1, .axis = {7, 3}};
    CU_ASSERT_TRUE_FATAL(plane_take(&pl, p, &axes, p->n_main));
    plane_spread(&pl, p, centre, u, v);
    for (int i = 0; i < 22; i++)
        CU_ASSERT(u[i] == (i == 7) && v[i] == (i == 3));
    plane_place(&pl, p, path_id(p, p->n_main - 1, 1), at);
    CHECK_NEAR(at[0], race->run[1].x[7] - centre[7], 1e-6);
    CHECK_NEAR(at[1], race->run[1].x[3] - centre[3], 1e-6);
    struct plane_spec runs = {.by = PLANE_RUNS, .run = -1, .of = {0, 2}};
    CU_ASSERT_TRUE_FATAL(plane_take(&pl, p, &runs, p->n_main));
    plane_spread(&pl, p, centre, u, v);
    for (int k = 0; k < 3; k++) { /* how far from the plane the runs are: the third is off it */
        double d[22], off;
        for (int i = 0; i < 22; i++)
            d[i] = race->run[k].x[i] - centre[i];
        double a = vec_dot(d, u, 22), b = vec_dot(d, v, 22);
        vec_add_scaled(d, d, -a, u, 22);
        vec_add_scaled(d, d, -b, v, 22);
        off = vec_norm(d, 22) / hypot(a, b);
        CU_ASSERT(k == 1 ? off > 0.01 : off < 1e-5);
    }
    CHECK_NEAR(vec_dot(u, v, 22), 0, 1e-14);
    CHECK_NEAR(centre[5], race->run[0].start[5], 1e-12);
    plane_release(&pl);
    path_free(p);
    race_drop(race);
}

static const struct check checks[] = {
    {"moments thin out", moments_thin_out},
    {"a budget is kept", a_budget_is_kept},
    {"planes are those of the covariance", planes_are_those_of_the_covariance},
    {"two parameters are all there", two_parameters_are_all_there},
    {"a straight path has one direction", a_straight_path_has_one_direction},
    {"a run at rest has no plane", a_run_at_rest_has_no_plane},
    {"a diverged run does not take it along", a_diverged_run_does_not_take_it_along},
    {"chosen directions", chosen_directions},
    {NULL, NULL},
};

int main(void)
{
    return check_main("path", checks);
}
