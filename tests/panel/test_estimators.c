/* Curvature in random directions beside the other measures: against Hessian-vector products, what
 * is expected of it, and what the panel says of it. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "base/vec.h"
#include "check.h"
#include "grid_text.h"
#include "lab/probe.h"
#include "network_setup.h"
#include "panel/panel.h"
#include "session_setup.h"
#include "setup.h"
#include "tell/insight.h"

enum { DIM_MOST = 100 };

struct place { /* a problem, a point of it and its gradient there */
    struct problem p;
    void *work;
    double x[DIM_MOST], g[DIM_MOST];
};

static void place_net(struct place *at)
{
    static const char *const settings[] = {"layers", "2 8 2", "activation", "tanh",
                                           "data",   "moons", NULL};
    char why[300];
    CU_ASSERT_TRUE_FATAL(network_setup(&at->p, problem_find("network"), settings, why, sizeof why));
    CU_ASSERT_TRUE_FATAL(at->p.dim <= DIM_MOST);
    at->work = at->p.kind->work_new(&at->p);
    problem_start(&at->p, at->x);
    problem_eval(&at->p, at->work, at->x, 0, at->g);
}

static void place_quadratic(struct place *at)
{
    static const double start[] = {3, -2};
    setup_problem(&at->p, "quadratic", "a", 7, 2, start);
    at->work = NULL;
    vec_copy(at->x, start, 2);
    problem_eval(&at->p, NULL, at->x, 0, at->g);
}

static void place_leave(struct place *at)
{
    if (at->work)
        at->p.kind->work_free(at->work);
    problem_close(&at->p);
}

/* The point looked at into `at`. */
static void look(const struct problem *p, void *work, const double *x, const double *g,
                 uint64_t seed, double *at, double *unit, double *written)
{
    double gradient[DIM_MOST];
    probe_random_point(x, p->dim, seed, at);
    problem_eval(p, work, at, 0, gradient);
    probe_random(x, g, at, gradient, p->dim, unit, written);
}

static void measure(struct place *at, uint64_t seed, double *unit, double *written)
{
    double a[DIM_MOST];
    look(&at->p, at->work, at->x, at->g, seed, a, unit, written);
}

/* ‖H z‖ and ‖z‖ of the direction that belongs to the seed. */
static double product(struct place *at, uint64_t seed, double *length)
{
    double z[DIM_MOST], out[DIM_MOST];
    struct rng rng;
    rng_seed(&rng, seed);
    for (int i = 0; i < at->p.dim; i++)
        z[i] = rng_normal(&rng);
    at->p.kind->hess_vec(&at->p, at->work, at->x, 0, z, out);
    *length = vec_norm(z, at->p.dim);
    return vec_norm(out, at->p.dim);
}

static void against_products(struct place *at, double tolerance)
{
    for (uint64_t seed = 1; seed <= 20; seed++) {
        double unit, written, length, bent = product(at, seed, &length);
        measure(at, seed, &unit, &written);
        CU_ASSERT(bent > 0);
        CHECK_NEAR(written / bent, 1, tolerance);
        CHECK_NEAR(unit / (bent / length), 1, tolerance);
    }
}

static void as_products_of_the_hessian(void)
{
    struct place at;
    place_quadratic(&at);
    against_products(&at, 1e-9);
    place_leave(&at);
    place_net(&at);
    against_products(&at, 0.03); /* ε is not 0, and the third derivative neither */
    place_leave(&at);
}

/* The mean of ‖H u‖² over unit vectors is ‖H‖_F²/n. */
static void expected(struct place *at, int seeds, double tolerance)
{
    double sum = 0, frobenius = 0, e[DIM_MOST] = {0}, column[DIM_MOST];
    int n = at->p.dim;
    for (int i = 0; i < n; i++) {
        e[i] = 1;
        at->p.kind->hess_vec(&at->p, at->work, at->x, 0, e, column);
        e[i] = 0;
        frobenius += vec_dot(column, column, n);
    }
    for (int seed = 1; seed <= seeds; seed++) {
        double unit, written;
        measure(at, (uint64_t)seed, &unit, &written);
        sum += unit * unit;
    }
    CHECK_NEAR(sum / seeds / (frobenius / n), 1, tolerance);
}

static void frobenius_over_root_n(void)
{
    struct place at;
    place_quadratic(&at);
    expected(&at, 4000, 0.05);
    place_leave(&at);
    place_net(&at);
    expected(&at, 600, 0.15);
    place_leave(&at);
}

static void what_is_not_measured(void)
{
    struct problem p;
    double a[2], unit, written, far[2] = {1e18, 1e18}, g[2], edge = 1e-9, slope;
    static const double start[] = {1, 1};
    setup_problem(&p, "quadratic", NULL, 0, 2, start);
    problem_eval(&p, NULL, far, 0, g);
    look(&p, NULL, far, g, 1, a, &unit, &written);
    CU_ASSERT(isnan(unit) && isnan(written)); /* δ is lost to rounding */
    g[0] = NAN;
    look(&p, NULL, start, g, 1, a, &unit, &written);
    CU_ASSERT(isnan(unit) && isnan(written));
    problem_close(&p);
    setup_problem(&p, "log", NULL, 0, 1, start);
    problem_eval(&p, NULL, &edge, 0, &slope);
    int outside = 0;
    for (uint64_t seed = 1; seed < 20; seed++) { /* about half of them step out of the domain */
        look(&p, NULL, &edge, &slope, seed, a, &unit, &written);
        CU_ASSERT(isnan(unit) == isnan(written) && isnan(unit) == !(a[0] > 0));
        outside += isnan(unit);
    }
    CU_ASSERT(outside > 3 && outside < 16);
    problem_close(&p);
}

#define NET                                                                                        \
    "problem: { kind: network, layers: 2 8 2, activation: tanh, data: moons, samples: 60 }\n"      \
    "runs:\n"                                                                                      \
    "  a: { lr: 0.5 }\n"                                                                           \
    "  b: { lr: 2, clip: hard, gamma: 0.2 }\n"                                                     \
    "seed: 3\n"

static const char with[] = NET "view: { panels: [estimators, smoothness] }\n";
static const char without[] = NET "view: { panels: [smoothness] }\n";

static void only_where_asked(void)
{
    struct session *s = session_setup(panel_names, with), *t = session_setup(panel_names, without);
    struct action turn = action_of(ACT_CURVATURE);
    session_advance(s, 20);
    session_advance(t, 20);
    const struct run *r = &s->race.run[1], *q = &t->race.run[1];
    CU_ASSERT(isfinite(r->now.random) && isnan(q->now.random));
    CU_ASSERT(r->notes.probe_evals == q->notes.probe_evals + 21 &&
              r->notes.evals == q->notes.evals);
    CU_ASSERT(memcmp(r->x, q->x, (size_t)r->dim * sizeof *r->x) == 0);
    static const enum curvature four[] = {CURVATURE_PATH, CURVATURE_RANDOM, CURVATURE_WRITTEN,
                                          CURVATURE_SHARPNESS};
    for (int i = 0; i < 4; i++) {
        session_act(s, &turn);
        session_act(t, &turn);
        CU_ASSERT(s->view.curvature == four[i]);
        CU_ASSERT(t->view.curvature == (i % 2 ? CURVATURE_SHARPNESS : CURVATURE_PATH));
    }
    session_drop(t);
    struct action back = action_of(ACT_GO_TO);
    double random = r->now.random;
    back.num = 7;
    session_act(s, &back);
    CU_ASSERT(!(r->now.random == random));
    session_advance(s, 13);
    CU_ASSERT(r->now.random == random);
    session_drop(s);
}

static bool says(struct screen *screen, const struct session *s, int cols, int rows,
                 const char *text)
{
    screen_compose(screen, s, cols, rows);
    return grid_shows(&screen->grid, text);
}

/* The numbers of the panel and of the caption are those of the points of the selected run. */
static void on_the_screen(void)
{
    struct session *s = session_setup(panel_names, with);
    struct screen screen;
    static double room[4 * TRACE_BUCKETS];
    char text[200], buf[400];
    screen_init(&screen, true, 256);
    session_advance(s, 60);
    s->view.selected = 1;
    s->view.zoomed = true;
    session_settle(s);
    const struct run *r = &s->race.run[1];
    CU_ASSERT(says(&screen, s, 120, 40, "curvature in four ways: b"));
    for (int k = 0; k < CURVATURES; k++) {
        struct estimate e = fit_estimate(&r, 1, (enum curvature)k, room);
        char r2[24], ratio[24];
        CU_ASSERT(e.n >= 60 && isfinite(e.line.r2) && e.ratio > 0);
        if (k == CURVATURE_SHARPNESS)
            CHECK_NEAR(e.ratio, 1, 0);
        number_text(r2, sizeof r2, e.line.r2, 2);
        number_text(ratio, sizeof ratio, e.ratio, 2);
        snprintf(text, sizeof text, "%s: R² %s, ", curvature_names[k], r2);
        CU_ASSERT(says(&screen, s, 120, 40, text));
        snprintf(text, sizeof text, ", %s times λ", ratio); /* of λ itself that is no news */
        CU_ASSERT(says(&screen, s, 120, 40, text) == (k != CURVATURE_SHARPNESS));
    }
    CU_ASSERT(!says(&screen, s, 120, 40, ", 1 times λ"));
    CU_ASSERT(says(&screen, s, 60, 16, "article") && says(&screen, s, 60, 16, "path"));
    const struct insight_rule *rule;
    buf[0] = 0;
    for (int i = 0; (rule = insight_at(i)); i++)
        if (strcmp(rule->name, "estimators") == 0 && insight_holds(rule, &s->race, r))
            insight_tell(rule, &s->race, r, buf, sizeof buf);
    snprintf(text, sizeof text, "b: a fitted line has R² %.2f for λ, %.2f along the step",
             fit_estimate(&r, 1, CURVATURE_SHARPNESS, room).line.r2,
             fit_estimate(&r, 1, CURVATURE_PATH, room).line.r2);
    CU_ASSERT(strncmp(buf, text, strlen(text)) == 0);
    screen_release(&screen);
    session_drop(s);
}

int main(void)
{
    static const struct check checks[] = {
        {"as products of the Hessian", as_products_of_the_hessian},
        {"Frobenius over root n", frobenius_over_root_n},
        {"what is not measured", what_is_not_measured},
        {"only where asked", only_where_asked},
        {"on the screen", on_the_screen},
        {NULL, NULL},
    };
    return check_main("estimators", checks);
}
