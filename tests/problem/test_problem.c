/* Every problem of the registry: its facts, its derivatives against differences, and what it does
 * where there are no numbers. */
#include "check.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/rng.h"
#include "base/vec.h"
#include "problem/problem.h"

enum { POINTS = 40, CASES = 32 };

struct instance {
    struct problem p;
    void *work;
};

/* The closed forms, each as it comes, and |θ|^p for several p besides. */
static bool all_finite(const double *x, int n)
{
    for (int i = 0; i < n; i++)
        if (!isfinite(x[i]))
            return false;
    return true;
}

static int instances(struct instance *out, bool games)
{
    static const double powers[] = {1.5, 2, 2.5, 3, 5, 6, 7.25, 8};
    struct report r;
    int n = 0;
    report_init(&r);
    for (const struct problem_kind *const *k = problem_kinds; *k; k++) {
        if ((*k)->dim == 0) /* what it computes is for its scene to say */
            continue;
        if ((*k)->game && !games) /* what it descends by is no gradient */
            continue;
        CU_ASSERT_FATAL(problem_open(&out[n++].p, *k, NULL, NULL, &r, "test", 1));
    }
    for (size_t i = 0; i < sizeof powers / sizeof *powers; i++) {
        struct value v = {.given = true, .num = powers[i]};
        CU_ASSERT_FATAL(problem_open(&out[n++].p, problem_find("power"), &v, NULL, &r, "test", 1));
    }
    for (int i = 0; i < n; i++)
        out[i].work = out[i].p.kind->work_new ? out[i].p.kind->work_new(&out[i].p) : NULL;
    CU_ASSERT_EQUAL(r.count, 0);
    return n;
}

static void instances_close(struct instance *at, int n)
{
    for (int i = 0; i < n; i++) {
        if (at[i].p.kind->work_free)
            at[i].p.kind->work_free(at[i].work);
        problem_close(&at[i].p);
    }
}

/* A point of the home rectangle: every entry beyond the second as the first. */
static void point_random(const struct problem *p, struct rng *r, double *x)
{
    for (int i = 0; i < p->dim; i++) {
        const double *span = &p->kind->home[i == 1 ? 2 : 0];
        x[i] = span[0] + (span[1] - span[0]) * rng_uniform(r);
    }
}

static void facts_are_complete(void)
{
    for (const struct problem_kind *const *k = problem_kinds; *k; k++) {
        CU_ASSERT((*k)->name && (*k)->title && (*k)->formula && (*k)->source && (*k)->eval &&
                  ((*k)->hess_vec || (*k)->dim == 0));
        CU_ASSERT_PTR_EQUAL(problem_find((*k)->name), *k);
        CU_ASSERT(strlen((*k)->formula) < sizeof((struct problem *)0)->formula);
        CU_ASSERT((*k)->home[0] < (*k)->home[1]);
        CU_ASSERT((*k)->dim < 2 || (*k)->home[2] < (*k)->home[3]);
        for (int i = 0; i < (*k)->n_params; i++) {
            const struct param *q = &(*k)->params[i];
            CU_ASSERT(q->name && q->symbol && q->help && strcmp(q->name, "start") != 0);
            CU_ASSERT(q->min <= q->def && q->def <= q->max);
        }
    }
    CU_ASSERT_PTR_NULL(problem_find("quartic"));
    CU_ASSERT_PTR_NULL(problem_find(""));
}

/* The least |a − (f(x + h) − f(x − h))/2h| over step sizes: too large a step errs by curvature, too
 * small a one by rounding, and a wrong derivative is off at all of them. */
static double slope_error(const struct instance *at, const double *x, int i, double want)
{
    double least = INFINITY, y[PROBLEM_START_MAX];
    for (double h = 1e-3; h > 5e-8; h /= 10) {
        double step = h * fmax(1, fabs(x[i]));
        vec_copy(y, x, at->p.dim);
        y[i] = x[i] + step;
        double up = problem_eval(&at->p, at->work, y, 0, NULL), right = y[i];
        y[i] = x[i] - step;
        double down = problem_eval(&at->p, at->work, y, 0, NULL);
        least = fmin(least, fabs((up - down) / (right - y[i]) - want));
    }
    return least;
}

static void gradients_are_slopes(void)
{
    struct instance at[CASES];
    struct rng r;
    int n = instances(at, false);
    rng_seed(&r, 1);
    for (int k = 0; k < n; k++) {
        const struct problem *p = &at[k].p;
        double most[PROBLEM_START_MAX] = {0};
        for (int t = 0; t < POINTS; t++) {
            double x[PROBLEM_START_MAX], g[PROBLEM_START_MAX];
            point_random(p, &r, x);
            double f = problem_eval(p, at[k].work, x, 0, g);
            CU_ASSERT_EQUAL(problem_eval(p, at[k].work, x, 0, NULL), f);
            CU_ASSERT(isfinite(f) && !(f < p->infimum));
            for (int i = 0; i < p->dim; i++) {
                double error = slope_error(&at[k], x, i, g[i]);
                if (!(error <= 1e-6 * fmax(vec_norm(g, p->dim), 1e-3)))
                    printf("\n%s, entry %d at (%g, %g): %.12g is off by %g\n", p->formula, i, x[0],
                           p->dim > 1 ? x[1] : 0, g[i], error);
                CU_ASSERT(error <= 1e-6 * fmax(vec_norm(g, p->dim), 1e-3));
                most[i] = fmax(most[i], fabs(g[i]));
            }
        }
        for (int i = 0; i < p->dim; i++)
            CU_ASSERT(most[i] > 1e-2); /* zeros would agree with a loss that is flat */
    }
    instances_close(at, n);
}

static double hess_vec_error(const struct instance *at, const double *x, const double *v,
                             const double *want)
{
    int dim = at->p.dim;
    double least = INFINITY;
    for (double h = 1e-3; h > 5e-8; h /= 10) {
        double y[PROBLEM_START_MAX], up[PROBLEM_START_MAX], down[PROBLEM_START_MAX];
        vec_add_scaled(y, x, h, v, dim);
        problem_eval(&at->p, at->work, y, 0, up);
        vec_add_scaled(y, x, -h, v, dim);
        problem_eval(&at->p, at->work, y, 0, down);
        vec_add_scaled(y, up, -1, down, dim);
        vec_scale(y, 1 / (2 * h), y, dim);
        least = fmin(least, vec_distance(y, want, dim));
    }
    return least;
}

static void hessians_are_slopes_of_gradients(void)
{
    struct instance at[CASES];
    struct rng r;
    int n = instances(at, true);
    rng_seed(&r, 2);
    for (int k = 0; k < n; k++) {
        const struct problem *p = &at[k].p;
        double most = 0;
        for (int t = 0; t < POINTS; t++) {
            double x[PROBLEM_START_MAX], u[PROBLEM_START_MAX], v[PROBLEM_START_MAX];
            double hu[PROBLEM_START_MAX], hv[PROBLEM_START_MAX];
            point_random(p, &r, x);
            for (int i = 0; i < p->dim; i++) {
                u[i] = rng_normal(&r);
                v[i] = rng_normal(&r);
            }
            if (p->dim == 1) /* keeps x − hv in a domain of positive numbers */
                v[0] = copysign(fmin(fabs(v[0]), 0.5), v[0]);
            p->kind->hess_vec(p, at[k].work, x, 0, u, hu);
            p->kind->hess_vec(p, at[k].work, x, 0, v, hv);
            double size = vec_norm(hv, p->dim), error = hess_vec_error(&at[k], x, v, hv);
            if (!(error <= 1e-6 * fmax(size, 1e-2)))
                printf("\n%s at (%g, %g): of size %g, off by %g\n", p->formula, x[0],
                       p->dim > 1 ? x[1] : 0, size, error);
            CU_ASSERT(error <= 1e-6 * fmax(size, 1e-2));
            double uhv = vec_dot(u, hv, p->dim), vhu = vec_dot(v, hu, p->dim);
            CU_ASSERT(p->kind->game || fabs(uhv - vhu) <= 1e-12 * vec_norm(u, p->dim) *
                                                              (size + vec_norm(hu, p->dim)));
            most = fmax(most, size);
        }
        CU_ASSERT(most > 1e-2);
    }
    instances_close(at, n);
}

static void nothing_finite_comes_of_nan(void)
{
    struct instance at[CASES];
    int n = instances(at, true);
    for (int k = 0; k < n; k++) {
        const struct problem *p = &at[k].p;
        for (int i = 0; i < p->dim; i++) {
            double x[PROBLEM_START_MAX], g[PROBLEM_START_MAX] = {0};
            vec_copy(x, p->start, p->dim);
            x[i] = NAN;
            double f = problem_eval(p, at[k].work, x, 0, g);
            if (isfinite(f) || all_finite(g, p->dim))
                printf("\n%s of NaN in entry %d: %g\n", p->formula, i, f);
            CU_ASSERT(!isfinite(f) && !all_finite(g, p->dim));
        }
    }
    instances_close(at, n);
}

/* Far out a loss is beyond a double, or has a true value that is not. */
static void overflow_is_never_a_finite_number(void)
{
    struct instance at[CASES];
    int n = instances(at, true);
    for (int k = 0; k < n; k++) {
        const struct problem *p = &at[k].p;
        const char *name = p->kind->name;
        bool flat = strcmp(name, "rnn-cliff") == 0 || strcmp(name, "reciprocal") == 0 ||
                    strcmp(name, "log") == 0 || strcmp(name, "normalised") == 0 ||
                    p->kind->game; /* r is a double as long as θ is */
        bool grows_fast = !flat && !(p->kind->n_params == 1 && p->values[0].num < 2);
        for (int sign = 0; sign < 4 && grows_fast; sign++) {
            double x[2] = {sign & 1 ? -1e200 : 1e200, sign & 2 ? -1.5e200 : 1.5e200}, g[2];
            CU_ASSERT(!isfinite(problem_eval(p, at[k].work, x, 0, g)));
        }
    }
    instances_close(at, n);
}

static void domains_end(void)
{
    const char *const names[] = {"reciprocal", "log"};
    const double outside[] = {0, -0.0, -1, -1e-300, -INFINITY};
    for (int k = 0; k < 2; k++) {
        struct problem p;
        struct report r;
        report_init(&r);
        CU_ASSERT_FATAL(problem_open(&p, problem_find(names[k]), NULL, NULL, &r, "test", 0));
        for (int i = 0; i < 5; i++) {
            double g = 0, v = 1, hv = 0;
            CU_ASSERT_EQUAL(problem_eval(&p, NULL, &outside[i], 0, &g), INFINITY);
            CU_ASSERT_EQUAL(problem_eval(&p, NULL, &outside[i], 0, NULL), INFINITY);
            p.kind->hess_vec(&p, NULL, &outside[i], 0, &v, &hv);
            CU_ASSERT(isnan(g) && isnan(hv));
        }
        problem_close(&p);
    }
}

static void evaluating_allocates_nothing(void)
{
    struct instance at[CASES];
    int n = instances(at, true);
    size_t before = mem_calls();
    for (int k = 0; k < n; k++) {
        double g[PROBLEM_START_MAX], hv[PROBLEM_START_MAX];
        const struct problem *p = &at[k].p;
        CU_ASSERT(isfinite(problem_eval(p, at[k].work, p->start, 0, g)));
        p->kind->hess_vec(p, at[k].work, p->start, 0, g, hv);
        CU_ASSERT(all_finite(g, p->dim) && all_finite(hv, p->dim));
    }
    CU_ASSERT_EQUAL(mem_calls(), before);
    CU_ASSERT(n >= 18);
    instances_close(at, n);
}

static void opening_sets_start_and_formula(void)
{
    struct problem p;
    struct report r;
    double x[2];
    const struct {
        const char *power, *formula;
    } shown[] = {{"2", "f(θ) = θ²"},    {"3", "f(θ) = |θ|³"},      {"4", "f(θ) = θ⁴"},
                 {"12", "f(θ) = θ¹²"},  {"2.5", "f(θ) = |θ|^2.5"}, {"1.1", "f(θ) = |θ|^1.1"},
                 {"11", "f(θ) = |θ|¹¹"}};
    const struct problem_kind *power = problem_find("power"), *cosh_ = problem_find("cosh");
    char why[200];
    report_init(&r);
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        struct value v;
        CU_ASSERT_FATAL(param_parse(power->params, shown[i].power, &v, why, sizeof why));
        CU_ASSERT(problem_open(&p, power, &v, NULL, &r, "a", 1));
        CHECK_TEXT(p.formula, shown[i].formula);
        problem_close(&p);
    }
    struct value v;
    CU_ASSERT_FALSE(param_parse(power->params, "1", &v, why, sizeof why));

    struct value ab[2] = {{.given = true, .num = 10}, {.given = true, .num = 1}};
    CU_ASSERT(problem_open(&p, problem_find("quadratic"), ab, NULL, &r, "a", 1));
    CHECK_TEXT(p.formula, "f(x,y) = 5x² + 0.5y²");
    problem_close(&p);

    struct value start = {.given = true, .n = 2, .num = 3, .list = {3, -1}};
    CU_ASSERT(problem_open(&p, cosh_, NULL, &start, &r, "a", 1));
    CU_ASSERT(p.dim == 2 && p.infimum == 1);
    problem_start(&p, x);
    CU_ASSERT(x[0] == 3 && x[1] == -1);
    problem_close(&p);
    start.given = false;
    CU_ASSERT(problem_open(&p, cosh_, NULL, &start, &r, "a", 1));
    problem_start(&p, x);
    CU_ASSERT(x[0] == 5 && x[1] == 1);
    problem_close(&p);
    CU_ASSERT_EQUAL(r.count, 0);

    start.given = true;
    CU_ASSERT_FALSE(problem_open(&p, power, NULL, &start, &r, "a.yaml", 7));
    CU_ASSERT_EQUAL_FATAL(r.count, 1);
    CHECK_TEXT(r.line[0], "a.yaml:7: found start with 2 numbers; expected 1, one for each "
                          "parameter of power");
    report_release(&r);
}

/* The first two parameters are called what the formula calls them. */
static void letters_are_those_of_the_formula(void)
{
    static const char *const names[][3] = {
        {"power", "θ", ""},      {"beale", "x", "y"},     {"product", "u", "v"},
        {"reciprocal", "x", ""}, {"dirac-gan", "θ", "ψ"}, {"quadratic", "x", "y"},
        {"rnn-cliff", "w", "b"}, {"network", "θ₁", "θ₂"}, {"rosenbrock", "x", "y"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct report r;
        struct problem p;
        report_init(&r);
        CU_ASSERT_TRUE_FATAL(problem_open(&p, problem_find(names[i][0]), NULL, NULL, &r, "", 0));
        CHECK_TEXT(p.letter[0], names[i][1]);
        if (p.dim > 1)
            CHECK_TEXT(p.letter[1], names[i][2]);
        problem_close(&p);
        report_release(&r);
    }
}

static const struct check checks[] = {
    {"facts are complete", facts_are_complete},
    {"gradients are slopes", gradients_are_slopes},
    {"Hessians are slopes of gradients", hessians_are_slopes_of_gradients},
    {"nothing finite comes of NaN", nothing_finite_comes_of_nan},
    {"overflow is never a finite number", overflow_is_never_a_finite_number},
    {"domains end", domains_end},
    {"evaluating allocates nothing", evaluating_allocates_nothing},
    {"opening sets start and formula", opening_sets_start_and_formula},
    {"letters are those of the formula", letters_are_those_of_the_formula},
    {NULL, NULL},
};

int main(void)
{
    return check_main("problem", checks);
}
