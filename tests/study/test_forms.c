#include <stdio.h>
#include <string.h>

#include "base/rng.h"
#include "check.h"
#include "study/forms.h"

enum { N = 100 };

static double log_spaced(int i)
{
    return 0.05 * pow(100, i / (N - 1.0)); /* 0.05 .. 5 */
}

struct law {
    const char *name;
    double (*g)(double x), (*h)(double x);
    bool linear;         /* x from -5 to 5 in even steps */
    double error[FORMS]; /* root mean square of log h − log form, to three digits */
    double exponent;     /* of the power; 0: not asked */
};

static double quartic_g(double x)
{
    return 4 * x * x * x;
}
static double quartic_h(double x)
{
    return 12 * x * x;
}
static double cosh_g(double x)
{
    return sinh(x);
}
static double cosh_h(double x)
{
    return cosh(x);
}
static double exp_g(double x)
{
    return exp(x);
}
static double reciprocal_g(double x)
{
    return 1 / (x * x);
}
static double reciprocal_h(double x)
{
    return 2 / (x * x * x);
}
static double log_g(double x)
{
    return 1 / x;
}
static double log_h(double x)
{
    return 1 / (x * x);
}

/* Worked out by other means over the same points: the logarithm's in closed form, the others with
 * SciPy's least_squares. */
static const struct law laws[] = {
    {"θ⁴", quartic_g, quartic_h, false, {-1, 0.769, 0, 0.769, 0.394, 2.03}, 2 / 3.0},
    {"cosh", cosh_g, cosh_h, false, {-1, 0.106, 0.053, 0.085, 0.106, 0.663}, 1.16},
    {"exp", exp_g, exp_g, true, {-1, 0, 0, 0, 0, 2.318}, 1},
    {"1/x", reciprocal_g, reciprocal_h, false, {-1, 1.34, 0, 0.510, 1.34, 3.39}, 1.5},
    {"-log x", log_g, log_h, false, {-1, 1.34, 0, 0, 1.34, 2.30}, 2},
};

static void points_of(const struct law *l, double *g, double *h)
{
    for (int i = 0; i < N; i++) {
        double x = l->linear ? -5 + 10 * i / (N - 1.0) : log_spaced(i);
        g[i] = l->g(x), h[i] = l->h(x);
    }
}

/* All N points through the fit itself, which takes FORM_POINTS at most: they are thinned. */
static void five_laws(void)
{
    double g[N], h[N];
    struct forms f;
    for (size_t k = 0; k < sizeof laws / sizeof *laws; k++) {
        points_of(&laws[k], g, h);
        forms_of_points(&f, g, h, N);
        CU_ASSERT_EQUAL(f.n, FORM_POINTS);
        for (int form = FORM_LINEAR; form < FORMS; form++)
            if (!(fabs(f.of[form].error - laws[k].error[form]) <
                  0.02 * (1 + laws[k].error[form]))) {
                printf("%s, %s: error %g, not %g\n", laws[k].name, form_names[form],
                       f.of[form].error, laws[k].error[form]);
                CU_FAIL("error of a form");
            }
        CHECK_NEAR(f.of[FORM_POWER].least.a, laws[k].exponent, 0.01);
    }
}

/* Every form lies on or above every point, touches one, and wider forms lie no higher. */
static void envelopes(void)
{
    double g[N], h[N];
    struct forms f;
    for (size_t k = 0; k < sizeof laws / sizeof *laws; k++) {
        points_of(&laws[k], g, h);
        forms_of_points(&f, g, h, FORM_POINTS); /* the first of them: none is thinned out */
        for (int form = 0; form < FORMS; form++) {
            double nearest = INFINITY, product = 1;
            for (int i = 0; i < FORM_POINTS; i++) {
                double over = form_at((enum form)form, &f.of[form].envelope, g[i]) / h[i];
                nearest = fmin(nearest, over);
                product *= pow(over, 1.0 / FORM_POINTS);
            }
            CHECK_NEAR(nearest, 1, 1e-9);
            CHECK_NEAR(f.of[form].tight, product, 1e-9);
        }
        CU_ASSERT(f.of[FORM_LINEAR].tight <= f.of[FORM_CONSTANT].tight);
        CU_ASSERT(f.of[FORM_POWER].tight <= 1.01 * f.of[FORM_LINEAR].tight);
        CU_ASSERT(f.of[FORM_LOG].tight > 2);
    }
}

/* The linear envelope is the tightest line that lab/fit finds, where the mean of h alone is what
 * counts: with all h of one size it is the same program. Checked against every pair of points. */
static void linear_envelope_is_least(void)
{
    double g[N], h[N], inverse = 0, ratio = 0, least = INFINITY;
    struct rng r;
    struct forms f;
    rng_seed(&r, 5);
    for (int i = 0; i < FORM_POINTS; i++) {
        g[i] = 0.1 + 5 * rng_uniform(&r);
        h[i] = (1 + 2 * g[i]) * exp(0.5 * rng_normal(&r));
        inverse += 1 / h[i], ratio += g[i] / h[i];
    }
    forms_of_points(&f, g, h, FORM_POINTS);
    for (int i = 0; i < FORM_POINTS; i++)
        for (int j = 0; j < i; j++) {
            double b = (h[i] - h[j]) / (g[i] - g[j]), a = h[i] - b * g[i];
            bool above = a >= 0 && b >= 0;
            for (int k = 0; k < FORM_POINTS && above; k++)
                above = a + b * g[k] >= h[k] * (1 - 1e-12);
            if (above)
                least = fmin(least, a * inverse + b * ratio);
        }
    const struct form_fit *e = &f.of[FORM_LINEAR].envelope;
    CHECK_NEAR(e->L0 * inverse + e->L1 * ratio, least, 1e-9);
}

/* Points of a line with noise of its own at each: the line is found, its numbers too, and points
 * that know nothing of each other keep their weight. */
static void a_line_is_found(void)
{
    double g[N], h[N];
    struct rng r;
    struct forms f;
    rng_seed(&r, 3);
    for (int i = 0; i < N; i++) {
        g[i] = log_spaced(i);
        h[i] = (0.5 + 2 * g[i]) * exp(0.05 * rng_normal(&r));
    }
    forms_of_points(&f, g, h, N);
    CU_ASSERT(f.n_eff > 0.7 * FORM_POINTS);
    CU_ASSERT_EQUAL(f.best, FORM_LINEAR);
    CU_ASSERT(f.decided);
    CHECK_NEAR(f.of[FORM_LINEAR].least.L0, 0.5, 0.05);
    CHECK_NEAR(f.of[FORM_LINEAR].least.L1, 2, 0.05);
    CHECK_NEAR(f.of[FORM_LINEAR].error, 0.05, 0.02);
    CU_ASSERT(f.of[FORM_LINEAR].left_out >= f.of[FORM_LINEAR].error);
}

/* Over less than a factor of two of g nothing can be told: and nothing is. */
static void too_little_to_tell(void)
{
    double g[N], h[N];
    struct rng r;
    struct forms f;
    char text[160];
    rng_seed(&r, 4);
    for (int i = 0; i < N; i++) {
        g[i] = 1 + 0.2 * i / N;
        h[i] = (0.5 + 2 * g[i]) * exp(0.3 * rng_normal(&r));
    }
    forms_of_points(&f, g, h, N);
    CU_ASSERT_FALSE(f.decided);
    forms_text(&f, text, sizeof text);
    CU_ASSERT(strncmp(text, "undecided: ", 11) == 0);
    forms_of_points(&f, g, h, FORMS_LEAST - 1);
    CU_ASSERT_EQUAL(f.best, -1);
    CU_ASSERT(isnan(f.of[FORM_LINEAR].left_out));
    forms_text(&f, text, sizeof text);
    CHECK_TEXT(text, "23 of 24 points that a choice needs");
}

static void points_that_are_none(void)
{
    const double g[] = {NAN, 1, INFINITY, 0, -1, 2}, h[] = {1, 3, 1, 1, 1, NAN};
    struct forms f;
    forms_of_points(&f, g, h, 6);
    CU_ASSERT_EQUAL(f.n, 1);
    CHECK_NEAR(f.of[FORM_CONSTANT].least.L0, 3, 1e-12);
    CHECK_NEAR(f.of[FORM_LINEAR].error, 0, 1e-6);
    forms_of_points(&f, g, h, 1);
    CU_ASSERT_EQUAL(f.n, 0);
    CU_ASSERT(isnan(f.of[FORM_POWER].least.L0) && isnan(f.of[FORM_POWER].tight));
    const double far_g[] = {1e-300, 1, 1e300}, far_h[] = {1e-300, 1, 1e300};
    forms_of_points(&f, far_g, far_h, 3);
    CU_ASSERT(isfinite(f.of[FORM_POWER].error) && isfinite(f.of[FORM_LINEAR].error));
}

/* Points that creep along weigh less than their number. */
static void neighbours_are_alike(void)
{
    double g[N], h[N];
    struct forms f;
    points_of(&laws[0], g, h);
    forms_of_points(&f, g, h, N);
    CU_ASSERT(f.n_eff < 10);
}

int main(void)
{
    static const struct check checks[] = {
        {"five laws", five_laws},
        {"envelopes", envelopes},
        {"linear envelope is least", linear_envelope_is_least},
        {"a line is found", a_line_is_found},
        {"too little to tell", too_little_to_tell},
        {"points that are none", points_that_are_none},
        {"neighbours are alike", neighbours_are_alike},
        {"neighbours are alike", neighbours_are_alike},
        {NULL, NULL},
    };
    return check_main("forms", checks);
}
