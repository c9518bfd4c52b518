/* Figures of the losses at single points: values, curvatures, frontiers, norms, minima. */
#include "check.h"

#include <stdio.h>
#include <string.h>

#include "base/stats.h"
#include "base/vec.h"
#include "problem/problem.h"

static struct problem opened(const char *name, double power)
{
    struct problem p;
    struct report r;
    struct value v[PARAMS_MAX] = {{.given = power > 0, .num = power}};
    report_init(&r);
    CU_ASSERT_FATAL(problem_open(&p, problem_find(name), v, NULL, &r, "test", 0));
    return p;
}

static double gradient_norm(const struct problem *p, double x, double y)
{
    double at[2] = {x, y}, g[2];
    problem_eval(p, NULL, at, 0, g);
    return vec_norm(g, p->dim);
}

/* The top eigenvalue of the 2×2 Hessian, or f''. */
static double curvature(const struct problem *p, double x, double y)
{
    double at[2] = {x, y}, e0[2] = {1, 0}, e1[2] = {0, 1}, h0[2], h1[2];
    p->kind->hess_vec(p, NULL, at, 0, e0, h0);
    if (p->dim == 1)
        return h0[0];
    p->kind->hess_vec(p, NULL, at, 0, e1, h1);
    return (h0[0] + h1[1]) / 2 + hypot((h0[0] - h1[1]) / 2, h0[1]);
}

static void quartic_point_by_point(void)
{
    const double table[][4] = {{0.1, 1e-4, 0.004, 0.12}, {0.5, 0.0625, 0.5, 3}, {1, 1, 4, 12},
                               {2, 16, 32, 48},          {3, 81, 108, 108},     {5, 625, 500, 300},
                               {10, 10000, 4000, 1200}};
    struct problem p = opened("power", 4);
    for (int i = 0; i < 7; i++) {
        double t = table[i][0], g;
        CHECK_NEAR(problem_eval(&p, NULL, &t, 0, &g), table[i][1], 1e-15);
        CHECK_NEAR(g, table[i][2], 1e-15);
        CHECK_NEAR(curvature(&p, t, 0), table[i][3], 1e-15);
        t = -t;
        problem_eval(&p, NULL, &t, 0, &g);
        CHECK_NEAR(g, -table[i][2], 1e-15);
    }
    /* Whole numbers come out whole: 5 − 0.01·500 is 0 and not nearly so. */
    double five = 5, g;
    CU_ASSERT(problem_eval(&p, NULL, &five, 0, &g) == 625 && g == 500);
    CU_ASSERT(curvature(&p, 5, 0) == 300);
    problem_close(&p);
}

/* h = K g^a with K = (p−1) p^(1/(p−1)), a = (p−2)/(p−1). */
static void curvature_is_a_power_of_the_gradient(void)
{
    const double powers[] = {2, 2.5, 3, 4, 5, 6, 8};
    for (int k = 0; k < 7; k++) {
        double e = powers[k], K = (e - 1) * pow(e, 1 / (e - 1)), a = (e - 2) / (e - 1);
        struct problem p = opened("power", e);
        for (double t = 0.01; t < 20; t *= 1.7) {
            double g = gradient_norm(&p, t, 0), h = curvature(&p, t, 0);
            CHECK_NEAR(h / (K * pow(g, a)), 1, 1e-12);
        }
        problem_close(&p);
    }
    CHECK_NEAR(3 * pow(4, 1 / 3.0), 4.762203, 1e-6);
}

/* The slope of log h against log g over the home interval tells the class. */
static void classes_by_slope(void)
{
    const struct {
        const char *name;
        double power, slope;
    } want[] = {{"power", 2, 0},   {"power", 3, 0.5},      {"power", 4, 2 / 3.0},
                {"power", 6, 0.8}, {"reciprocal", 0, 1.5}, {"log", 0, 2}};
    for (int k = 0; k < 6; k++) {
        struct problem p = opened(want[k].name, want[k].power);
        double x[50], y[50];
        for (int i = 0; i < 50; i++) {
            double at = p.kind->home[1] * (i + 1) / 50;
            x[i] = log10(gradient_norm(&p, at, 0));
            y[i] = log10(curvature(&p, at, 0));
        }
        CHECK_NEAR(stats_least_squares(x, y, 50).b, want[k].slope, 1e-12);
        problem_close(&p);
    }
}

static void frontiers_in_closed_form(void)
{
    const double want[][2] = {{4, 16}, {3, 3}, {5, 135}, {6, 1536}};
    for (int k = 0; k < 4; k++) {
        struct problem p = opened("power", want[k][0]);
        for (double L1 = 0.01; L1 < 200; L1 *= 3)
            CHECK_NEAR(p.kind->frontier(&p, L1) * pow(L1, want[k][0] - 2) / want[k][1], 1, 1e-12);
        CU_ASSERT_EQUAL(p.kind->frontier(&p, 0), INFINITY);
        problem_close(&p);
    }
    struct problem p = opened("power", 2);
    CU_ASSERT(p.kind->frontier(&p, 1) == 2 && p.kind->frontier(&p, 0) == 2);
    problem_close(&p);
    p = opened("power", 1.5);
    CU_ASSERT_EQUAL(p.kind->frontier(&p, 1), INFINITY);
    problem_close(&p);
}

/* The largest h − L1·g over points from tiny to huge is what the frontier says. */
static void frontiers_are_reached_and_not_passed(void)
{
    const struct {
        const char *name;
        double power, L1;
    } want[] = {{"power", 2.5, 0.3}, {"power", 3, 2}, {"power", 4, 0.4}, {"power", 4, 20},
                {"power", 6, 1},     {"cosh", 0, 1},  {"cosh", 0, 3},    {"quadratic", 0, 0.5}};
    for (int k = 0; k < 8; k++) {
        struct problem p = opened(want[k].name, want[k].power);
        double most = 0;
        for (double t = 1e-6; t < 700; t *= 1.0005)
            most = fmax(most, curvature(&p, t, 0) - want[k].L1 * gradient_norm(&p, t, 0));
        CHECK_NEAR(most / p.kind->frontier(&p, want[k].L1), 1, 2e-4);
        CU_ASSERT(most <= p.kind->frontier(&p, want[k].L1) * (1 + 1e-12));
        problem_close(&p);
    }
    /* No L0 will do: h − L1·g has no bound. */
    const struct {
        const char *name;
        double x, y, L1;
    } none[] = {{"cosh", 600, 0, 0.99},
                {"reciprocal", 1e-9, 0, 50},
                {"log", 1e-9, 0, 50},
                {"product", 1e9, 1e-9, 50}};
    for (int k = 0; k < 4; k++) {
        struct problem p = opened(none[k].name, 0);
        double h = curvature(&p, none[k].x, none[k].y);
        CU_ASSERT(h - none[k].L1 * gradient_norm(&p, none[k].x, none[k].y) > 1e12);
        CU_ASSERT_EQUAL(p.kind->frontier(&p, none[k].L1), INFINITY);
        problem_close(&p);
    }
}

static void minima_are_where_they_should_be(void)
{
    const struct {
        const char *name;
        double x, y, tolerance;
    } want[] = {{"power", 0, 0, 0},
                {"quadratic", 0, 0, 0},
                {"cosh", 0, 0, 0},
                {"product", 4, 0.25, 0},
                {"beale", 3, 0.5, 0},
                {"rosenbrock", 1, 1, 0},
                {"rnn-cliff", 0, 0.847297860387204, 1e-15}, /* w = 0: σ(b) = 0.7 */
                {"bent-valley", -0.006206305430473093, 0.001861878720318337, 1e-15}};
    for (int k = 0; k < 8; k++) {
        struct problem p = opened(want[k].name, 0);
        double x[2] = {want[k].x, want[k].y};
        CU_ASSERT(fabs(problem_eval(&p, NULL, x, 0, NULL) - p.infimum) <= want[k].tolerance);
        CU_ASSERT(gradient_norm(&p, x[0], x[1]) <= 10 * want[k].tolerance);
        CU_ASSERT(curvature(&p, x[0], x[1]) >= 0);
        problem_close(&p);
    }
    struct problem p = opened("log", 0);
    CU_ASSERT_EQUAL(p.infimum, -INFINITY);
    problem_close(&p);
    p = opened("reciprocal", 0);
    CU_ASSERT_EQUAL(p.infimum, 0);
    problem_close(&p);
}

static void figures_of_the_surfaces(void)
{
    struct problem p = opened("rosenbrock", 0);
    CHECK_NEAR(gradient_norm(&p, -2, 2), 1655.063745, 1e-9);
    CHECK_NEAR(2 / curvature(&p, 1, 1), 0.001997, 5e-7);
    problem_close(&p);
    p = opened("beale", 0);
    CHECK_NEAR(gradient_norm(&p, 4.5, 4.5), 243087.6351, 1e-9);
    problem_close(&p);
    p = opened("product", 0);
    for (double u = 0.25; u < 9; u *= 2) /* at a minimum the top curvature is u² + v² */
        CHECK_NEAR(curvature(&p, u, 1 / u), u * u + 1 / (u * u), 1e-14);
    problem_close(&p);
}

/* Fixed descent on cosh is thrown to the mirror point from r with sinh r = 2r/η, and beyond r
 * further out each time. */
static void cosh_escape_radius(void)
{
    const double want[][2] = {{0.1, 5.37}, {0.4, 3.58}, {1, 2.18}};
    struct problem p = opened("cosh", 0);
    for (int k = 0; k < 3; k++) {
        double lr = want[k][0], lo = 1, hi = 20;
        for (int i = 0; i < 60; i++) {
            double x[2] = {(lo + hi) / 2, 0}, g[2];
            problem_eval(&p, NULL, x, 0, g);
            if (fabs(x[0] - lr * g[0]) > x[0])
                hi = x[0];
            else
                lo = x[0];
        }
        CHECK_NEAR(lo, want[k][1], 0.005 / want[k][1]);
    }
    problem_close(&p);
}

static void cliff_of_the_recurrent_neuron(void)
{
    enum { N = 400 };
    struct problem p = opened("rnn-cliff", 0);
    int over = 0;
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
            over += gradient_norm(&p, 2 + 6 * (i + 0.5) / N, -5 + 5 * (j + 0.5) / N) > 1;
    CHECK_NEAR(100.0 * over / (N * N), 0.18, 0.005); /* percent: a thin edge in a flat country */
    double most = 0;
    for (int j = 0; j <= 2000; j++)
        most = fmax(most, gradient_norm(&p, 4.94, -2.5752 + 2e-7 * j));
    CU_ASSERT(most > 4000 && most < 4400);
    CU_ASSERT(gradient_norm(&p, 5, -2.2) < 1);
    problem_close(&p);
}

static const struct check checks[] = {
    {"quartic, point by point", quartic_point_by_point},
    {"curvature is a power of the gradient", curvature_is_a_power_of_the_gradient},
    {"classes by slope", classes_by_slope},
    {"frontiers in closed form", frontiers_in_closed_form},
    {"frontiers are reached and not passed", frontiers_are_reached_and_not_passed},
    {"minima are where they should be", minima_are_where_they_should_be},
    {"figures of the surfaces", figures_of_the_surfaces},
    {"cosh escape radius", cosh_escape_radius},
    {"cliff of the recurrent neuron", cliff_of_the_recurrent_neuron},
    {NULL, NULL},
};

int main(void)
{
    return check_main("closed forms", checks);
}
