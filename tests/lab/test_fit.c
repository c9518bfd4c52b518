#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/rng.h"
#include "check.h"
#include "lab/fit.h"

/* A run that is a trace of made-up points and nothing else. */
static void point_add(struct run *r, double g, double h)
{
    struct trace *t = &r->trace;
    struct bucket *b = &t->bucket[t->n];
    *b = (struct bucket){.step = (uint64_t)t->n, .sharp_grad = g, .sharp = h};
    b->log_grad = log10(g), b->log_sharp = log10(h);
    b->ratio_grad = g, b->ratio = 2 * h; /* so that a test sees which curvature was read */
    b->log_ratio_grad = log10(g), b->log_ratio = log10(2 * h);
    t->n++;
    t->version++;
}

static struct fit fit_of(const struct run *r, enum curvature which)
{
    struct fit_work *w = fit_work_new();
    const struct run *runs[] = {r};
    struct fit f = *fit_update(w, runs, 1, which);
    fit_work_free(w);
    return f;
}

/* n points of h(g) = K g^a, K = (p−1) p^(1/(p−1)), a = (p−2)/(p−1): the loss |θ|^p on (0, R]. */
static void power_points(struct run *r, double p, double R, int n, bool g_uniform)
{
    double top = p * pow(R, p - 1);
    for (int i = 1; i <= n; i++) {
        double theta = g_uniform ? pow(top * i / n / p, 1 / (p - 1)) : R * i / n;
        point_add(r, p * pow(theta, p - 1), p * (p - 1) * pow(theta, p - 2));
    }
}

/* theory: R² is 63/64 for g uniform, 35/36 for θ uniform, L0 and L1 as in its table, R = 5. */
static void least_squares_of_the_quartic(void)
{
    struct run r = {0};
    trace_init(&r.trace);
    power_points(&r, 4, 5, 2048, true);
    struct fit f = fit_of(&r, CURVATURE_SHARPNESS);
    CU_ASSERT_EQUAL(f.n, 2048);
    CHECK_NEAR(f.ols.r2, 63.0 / 64, 2e-4);
    CHECK_NEAR(f.ols.a, 45, 2e-3);
    CHECK_NEAR(f.ols.b, 0.54, 2e-3);
    CU_ASSERT(f.ols.a * f.ols.b * f.ols.b < 16); /* a fit, and no valid pair */
    CU_ASSERT(f.above > 0.5 && f.above < 0.65);
    trace_clear(&r.trace);
    power_points(&r, 4, 5, 2048, false);
    f = fit_of(&r, CURVATURE_SHARPNESS);
    CHECK_NEAR(f.ols.r2, 35.0 / 36, 2e-4);
    CHECK_NEAR(f.ols.a, 8 * 25 / 9.0, 2e-3);
    CHECK_NEAR(f.ols.b, 28 / 45.0, 2e-3);
    CHECK_NEAR(f.g_hi, 500, 1e-12);
    CHECK_NEAR(f.h_hi, 300, 1e-12);
    trace_release(&r.trace);
}

static void every_tight_pair_is_on_sixteen(void)
{
    struct run r = {0};
    trace_init(&r.trace);
    double error = INFINITY;
    for (int n = 32; n <= 2048; n *= 8) {
        trace_clear(&r.trace);
        power_points(&r, 4, 5, n, true);
        struct fit f = fit_of(&r, CURVATURE_SHARPNESS);
        double now = f.bound_L0 * f.bound_L1 * f.bound_L1 - 16;
        CU_ASSERT(fabs(now) < error); /* nearer as the points get denser */
        error = fabs(now);
        for (int i = 0; i < r.trace.n; i++) { /* and on or above every point */
            const struct bucket *b = &r.trace.bucket[i];
            CU_ASSERT(b->sharp <= (f.bound_L0 + f.bound_L1 * b->sharp_grad) * (1 + 1e-12));
        }
        CHECK_NEAR(f.gamma, f.bound_L0 / f.bound_L1, 1e-15);
        CHECK_NEAR(f.lr, 1 / f.bound_L0, 1e-15);
    }
    CU_ASSERT(error < 1e-4);
    trace_release(&r.trace);
}

/* The hull is kept point by point; any order must give the bound of the sorted whole. */
static void order_does_not_matter(void)
{
    struct run r = {0};
    struct rng rng;
    struct point p[500], hull[500];
    double a, b, sum = 0;
    trace_init(&r.trace);
    rng_seed(&rng, 7);
    for (int i = 0; i < 500; i++) {
        double g = i % 7 == 0 ? 3 : 0.1 + 10 * rng_uniform(&rng); /* some at one g */
        p[i] = (struct point){g, rng_normal(&rng) + g};
        point_add(&r, p[i].x, p[i].y);
        sum += g;
        struct fit f = fit_of(&r, CURVATURE_SHARPNESS);
        if (i % 50 != 49)
            continue;
        struct point copy[500];
        memcpy(copy, p, sizeof copy);
        int n = stats_upper_hull(copy, i + 1, hull);
        stats_tight_line(hull, n, sum / (i + 1), &a, &b);
        CHECK_NEAR(f.bound_L0, a, 1e-9);
        CHECK_NEAR(f.bound_L1, b, 1e-9);
    }
    trace_release(&r.trace);
}

static void slopes_tell_the_class(void)
{
    static const struct {
        double K, a;
        enum fit_class class_;
        const char *text;
    } cases[] = {
        {4.762203, 2.0 / 3, FIT_POWER, "slope 0.67: curvature grows like ‖∇f‖^0.67, as for θ⁴"},
        {2, 0.5, FIT_POWER, "slope 0.50: curvature grows like ‖∇f‖^0.50, as for |θ|^3"},
        {3, 0, FIT_QUADRATIC, "slope 0: curvature is the same at every ‖∇f‖, as for a quadratic"},
        {1, 1, FIT_EXPONENTIAL, "slope 1.00: curvature grows like ‖∇f‖ itself, as for cosh"},
        {2, 1.5, FIT_STEEPER, "slope 1.50: curvature outgrows ‖∇f‖; not (L0,L1)-smooth"},
        {1, 2, FIT_STEEPER, "slope 2.00: curvature outgrows ‖∇f‖; not (L0,L1)-smooth"},
        {1, -0.4, FIT_FALLING, "slope -0.40: curvature falls where ‖∇f‖ grows"},
    };
    struct run r = {0};
    trace_init(&r.trace);
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        char buf[120];
        trace_clear(&r.trace);
        for (int i = 0; i < 100; i++) {
            double g = pow(10, -3 + i * 0.05);
            point_add(&r, g, cases[c].K * pow(g, cases[c].a));
        }
        struct fit f = fit_of(&r, CURVATURE_SHARPNESS);
        CHECK_NEAR(f.loglog.b, cases[c].a, 1e-12);
        CU_ASSERT_EQUAL(f.class_, cases[c].class_);
        fit_class_text(&f, buf, sizeof buf);
        CHECK_TEXT(buf, cases[c].text);
        bool advises = f.bound_L0 > 0 && f.bound_L1 > 0;
        CU_ASSERT_EQUAL(advises, isfinite(f.gamma));
        CU_ASSERT_EQUAL(advises, isfinite(f.lr));
        if (cases[c].a <= 0)
            CU_ASSERT(isnan(f.gamma)); /* no slope, no threshold */
    }
    trace_release(&r.trace);
}

/* cosh: h = √(1 + g²). What lies on the floor at 1, or past convergence, does not decide. */
static void what_does_not_decide_the_class(void)
{
    struct run r = {.probe.tolerance = 1e-6};
    char buf[120];
    trace_init(&r.trace);
    for (double g = 74; g > 1e-9; g *= 0.7)
        point_add(&r, g, sqrt(1 + g * g));
    struct fit f = fit_of(&r, CURVATURE_SHARPNESS);
    CU_ASSERT_EQUAL(f.class_, FIT_EXPONENTIAL);
    /* θ⁴ is on no floor, but at 1e-9 what is measured may be anything. */
    trace_clear(&r.trace);
    for (double g = 500; g > 1e-6; g *= 0.7)
        point_add(&r, g, 4.762203 * pow(g, 2.0 / 3));
    for (int i = 0; i < 500; i++)
        point_add(&r, 1e-7 * (1 + i), 5);
    f = fit_of(&r, CURVATURE_SHARPNESS);
    CU_ASSERT(f.class_ != FIT_POWER);
    r.probe.tolerance = 1e-3; /* now those are past it */
    f = fit_of(&r, CURVATURE_SHARPNESS);
    CHECK_NEAR(f.loglog.b, 2.0 / 3, 1e-9);
    /* λ from 0.1 to 272 with no slope is no quadratic. */
    trace_clear(&r.trace);
    for (int i = 0; i < 100; i++)
        point_add(&r, 1 + i % 10, i % 2 ? 0.1 : 272);
    f = fit_of(&r, CURVATURE_SHARPNESS);
    CU_ASSERT_EQUAL(f.class_, FIT_LOOSE);
    fit_class_text(&f, buf, sizeof buf);
    CHECK_TEXT(buf, "curvature varies, but does not follow ‖∇f‖");
    trace_clear(&r.trace);
    for (int i = 0; i < 100; i++)
        point_add(&r, 1 + i % 10, i % 2 ? 1 : 1.4);
    CU_ASSERT_EQUAL(fit_of(&r, CURVATURE_SHARPNESS).class_, FIT_QUADRATIC);
    trace_release(&r.trace);
}

/* Advice that was another at half of the steps is none yet. */
static void advice_that_is_steady(void)
{
    struct run r = {0};
    trace_init(&r.trace);
    for (int i = 0; i < 400; i++) { /* always the same three points */
        point_add(&r, 1 + i % 3, sqrt(3 + i % 3));
        struct fit f = fit_of(&r, CURVATURE_SHARPNESS);
        CU_ASSERT_EQUAL(f.steady, i >= 20);
        CU_ASSERT(i < 3 || isfinite(f.gamma));
    }
    trace_clear(&r.trace);
    for (int i = 0; i < 400; i++) { /* ever smaller gradients of θ⁴ */
        double x = 5 / (1 + 0.1 * i);
        point_add(&r, 4 * x * x * x, 12 * x * x);
        CU_ASSERT_FALSE(fit_of(&r, CURVATURE_SHARPNESS).steady);
    }
    trace_release(&r.trace);
}

static void bad_points_are_left_out(void)
{
    struct run r = {0};
    char buf[80];
    trace_init(&r.trace);
    struct fit f = fit_of(&r, CURVATURE_SHARPNESS);
    CU_ASSERT_EQUAL(f.n, 0);
    CU_ASSERT(isnan(f.ols.b) && isnan(f.bound_L0) && isnan(f.gamma) && isnan(f.g_lo));
    point_add(&r, 0, 1); /* at a minimum */
    point_add(&r, NAN, 1);
    point_add(&r, 1, NAN);
    point_add(&r, INFINITY, 1);
    point_add(&r, 1, INFINITY);
    CU_ASSERT_EQUAL(fit_of(&r, CURVATURE_SHARPNESS).n, 0);
    point_add(&r, 2, -1);
    point_add(&r, 2, 3);
    point_add(&r, 2, 0);
    f = fit_of(&r, CURVATURE_SHARPNESS);
    CU_ASSERT_EQUAL(f.n, 3);
    CU_ASSERT(isnan(f.ols.b)); /* one g: no line through it */
    CU_ASSERT(isnan(f.above));
    CU_ASSERT_EQUAL(f.class_, FIT_NONE);
    CHECK_NEAR(f.h_lo, 3, 0);
    CHECK_NEAR(f.bound_L0 + 2 * f.bound_L1, 3, 1e-12);
    fit_class_text(&f, buf, sizeof buf);
    CHECK_TEXT(buf, "too few points yet for a slope");
    trace_release(&r.trace);
}

static void same_fit(const struct fit *a, const struct fit *b)
{
    CU_ASSERT_EQUAL(a->n, b->n);
    CHECK_NEAR(a->ols.a, b->ols.a, 1e-12);
    CHECK_NEAR(a->loglog.b, b->loglog.b, 1e-12);
    CHECK_NEAR(a->bound_L0, b->bound_L0, 1e-9);
    CHECK_NEAR(a->bound_L1, b->bound_L1, 1e-9);
    CHECK_NEAR(a->above, b->above, 1e-12);
}

/* Kept from frame to frame, with several runs, restarts and a thinned trace: as if made anew. */
static void kept_work_is_as_good_as_new(void)
{
    struct run r[3] = {{.problem = NULL}};
    const struct run *runs[3] = {&r[0], &r[1], &r[2]};
    struct fit_work *w = fit_work_new();
    for (int i = 0; i < 3; i++)
        trace_init(&r[i].trace);
    for (int round = 0; round < 40; round++) {
        for (int i = 0; i < 3; i++)
            point_add(&r[i], 1 + round + 100 * i, sqrt(3 + round * (i + 1.0)));
        if (round == 20)
            trace_clear(&r[1].trace); /* a restart */
        size_t calls = mem_calls();
        struct fit kept = *fit_update(w, runs, 3, CURVATURE_PATH);
        CU_ASSERT_EQUAL(mem_calls(), calls);
        struct fit_work *fresh = fit_work_new();
        same_fit(&kept, fit_update(fresh, runs, 3, CURVATURE_PATH));
        fit_work_free(fresh);
    }
    CU_ASSERT_EQUAL(fit_update(w, runs, 3, CURVATURE_PATH)->n, 40 + 19 + 40);
    CU_ASSERT_EQUAL(fit_update(w, runs, 2, CURVATURE_PATH)->n, 40 + 19);
    CHECK_NEAR(fit_update(w, runs, 1, CURVATURE_PATH)->h_hi, 2 * sqrt(42), 1e-12);
    CHECK_NEAR(fit_update(w, runs, 1, CURVATURE_SHARPNESS)->h_hi, sqrt(42), 1e-12);
    for (int i = 0; i < 3; i++)
        trace_release(&r[i].trace);
    fit_work_free(w);
}

/* The last bucket of a trace gets its path ratio a step later. */
static void a_late_measurement_is_seen(void)
{
    struct run r = {0};
    const struct run *runs[] = {&r};
    struct fit_work *w = fit_work_new();
    double x = 1;
    trace_init(&r.trace);
    trace_add(&r.trace, 0, 1, 4, &x, 1, 12);
    CU_ASSERT_EQUAL(fit_update(w, runs, 1, CURVATURE_PATH)->n, 0);
    CU_ASSERT_EQUAL(fit_update(w, runs, 1, CURVATURE_SHARPNESS)->n, 1);
    trace_update(&r.trace, 0, 4, 1, 9);
    trace_add(&r.trace, 1, 0.5, 3, &x, 1, 10);
    CU_ASSERT_EQUAL(fit_update(w, runs, 1, CURVATURE_PATH)->n, 1);
    CU_ASSERT_EQUAL(fit_update(w, runs, 1, CURVATURE_SHARPNESS)->n, 2);
    CHECK_NEAR(fit_update(w, runs, 1, CURVATURE_PATH)->h_hi, 9, 0);
    trace_release(&r.trace);
    fit_work_free(w);
}

int main(void)
{
    static const struct check checks[] = {
        {"least squares of the quartic", least_squares_of_the_quartic},
        {"every tight pair is on L0·L1² = 16", every_tight_pair_is_on_sixteen},
        {"the order of points does not matter", order_does_not_matter},
        {"slopes tell the class", slopes_tell_the_class},
        {"what does not decide the class", what_does_not_decide_the_class},
        {"advice that is steady", advice_that_is_steady},
        {"bad points are left out", bad_points_are_left_out},
        {"kept work is as good as new", kept_work_is_as_good_as_new},
        {"a late measurement is seen", a_late_measurement_is_seen},
        {NULL, NULL},
    };
    return check_main("fit", checks);
}
