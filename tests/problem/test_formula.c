/* A loss written down: every surface that can be is the built-in one, its derivatives are those of
 * differences, and its faults name the column. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/rng.h"
#include "base/vec.h"
#include "check.h"
#include "problem/formula_parts.h"
#include "problem/problem.h"

enum { POINTS = 60 };

static bool open_formula(struct problem *p, const char *text, char *why, size_t size)
{
    struct value values[PARAMS_MAX] = {{0}};
    struct report r;
    const struct problem_kind *kind = problem_find("formula");
    values[0].given = true;
    snprintf(values[0].text, sizeof values[0].text, "%s", text);
    values[1] = (struct value){.given = true, .num = 3}; /* a = 3, b = 0.5 */
    values[2] = (struct value){.given = true, .num = 0.5};
    report_init(&r);
    bool ok = problem_open(p, kind, values, NULL, &r, "s.yaml", 2);
    snprintf(why, size, "%s", r.kept > 0 ? r.line[0] : "");
    report_release(&r);
    return ok;
}

static void *work; /* of the formula that begin opened */

static void begin(struct problem *p, const char *text)
{
    char why[700];
    bool ok = open_formula(p, text, why, sizeof why);
    if (!ok)
        printf("\n%s: %s\n", text, why);
    CU_ASSERT_TRUE_FATAL(ok);
    work = p->kind->work_new(p);
}

static void end(struct problem *p)
{
    p->kind->work_free(work);
    problem_close(p);
}

/* The built-in surfaces, with their defaults. */
static const struct {
    const char *kind, *text;
} surfaces[] = {
    {"power", "x^4"},
    {"power", "θ⁴"},
    {"quadratic", "50x^2 + y^2/2"},
    {"cosh", "cosh(x) + y²/2"},
    {"product", "0.5*(x*y - 1)^2"},
    {"bent-valley", "0.025x² + 0.05y² + 4sigmoid(25(x - 0.5 - 0.3sin(2y)))"},
    {"beale", "(1.5-x+x*y)^2 + (2.25-x+x*y^2)^2 + (2.625-x+x*y^3)^2"},
    {"rosenbrock", "(1-x)^2 + 100*(y-x^2)^2"},
    {"reciprocal", "1/x"},
    {"log", "-log(x)"},
};

static double off(const double *a, const double *b, int n)
{
    return vec_distance(a, b, n) / fmax(vec_norm(b, n), 1e-9);
}

static void built_in_surfaces(void)
{
    struct rng rng;
    rng_seed(&rng, 4);
    for (size_t k = 0; k < sizeof surfaces / sizeof *surfaces; k++) {
        struct problem own, built;
        struct report r;
        report_init(&r);
        begin(&own, surfaces[k].text);
        CU_ASSERT_TRUE_FATAL(
            problem_open(&built, problem_find(surfaces[k].kind), NULL, NULL, &r, "test", 0));
        CU_ASSERT_EQUAL_FATAL(own.dim, built.dim);
        for (int t = 0; t < POINTS; t++) {
            double x[2], v[2], g[2], want[2], h[2], want_h[2];
            for (int i = 0; i < 2; i++) {
                const double *span = &built.kind->home[2 * i];
                x[i] = span[0] + (span[1] - span[0]) * rng_uniform(&rng);
                v[i] = rng_normal(&rng);
            }
            double f = problem_eval(&own, work, x, 0, g);
            double f_want = problem_eval(&built, NULL, x, 0, want);
            CHECK_NEAR(f / f_want, 1, 1e-12);
            CU_ASSERT(problem_eval(&own, work, x, 0, NULL) == f);
            CHECK_NEAR(off(g, want, own.dim), 0, 1e-11);
            own.kind->hess_vec(&own, work, x, 0, v, h);
            built.kind->hess_vec(&built, NULL, x, 0, v, want_h);
            CHECK_NEAR(off(h, want_h, own.dim), 0, 1e-10);
        }
        end(&own);
        problem_close(&built);
        report_release(&r);
    }
}

/* Every operation, where it is smooth. */
static const char *const smooth[] = {
    "sin(x) + cos(x*y)",     "tan(x/3)*y",
    "exp(-x^2 - y^2)",       "log(1 + x^2 + y^4)",
    "sqrt(1 + x^2)*y",       "tanh(x + 2y)",
    "sinh(x)*cosh(y)",       "sigmoid(a*x*y - b)",
    "x^3 - 3x*y^2",          "(2 + x^2)^y",
    "(1 + y^2)^1.5 + x^-2",  "x/(1 + y^2)",
    "abs(x)^3 + abs(y - 9)", "min(x, y + 20) + max(x*x, -1)",
    "a*x^2 + b*y^2 + c*x*y", "-(x - 1)^2 + -x^2",
    "e^x + pi*y^2",          "2^x^2 - y",
};

static void derivatives_are_slopes(void)
{
    struct rng rng;
    rng_seed(&rng, 8);
    for (size_t k = 0; k < sizeof smooth / sizeof *smooth; k++) {
        const char *text = smooth[k];
        struct problem p;
        begin(&p, text);
        for (int t = 0; t < POINTS; t++) {
            double x[2], v[2], g[2], h[2], best = INFINITY, best_h = INFINITY;
            for (int i = 0; i < 2; i++) {
                x[i] = 0.2 + 1.6 * rng_uniform(&rng);
                v[i] = rng_normal(&rng);
            }
            if (p.dim == 1)
                v[1] = 0;
            problem_eval(&p, work, x, 0, g);
            p.kind->hess_vec(&p, work, x, 0, v, h);
            for (double s = 1e-3; s > 1e-7; s /= 10) {
                double up[2], down[2], gu[2] = {0}, gd[2] = {0}, slope[2] = {0};
                for (int i = 0; i < 2; i++)
                    up[i] = x[i] + s * v[i], down[i] = x[i] - s * v[i];
                double fu = problem_eval(&p, work, up, 0, gu),
                       fd = problem_eval(&p, work, down, 0, gd);
                best = fmin(best, fabs((fu - fd) / (2 * s) - vec_dot(g, v, p.dim)));
                for (int i = 0; i < p.dim; i++)
                    slope[i] = (gu[i] - gd[i]) / (2 * s);
                best_h = fmin(best_h, vec_distance(slope, h, p.dim));
            }
            if (!(best <= 1e-7 * fmax(vec_norm(g, p.dim), 1)))
                printf("\n%s at (%g, %g): off by %g\n", text, x[0], x[1], best);
            CU_ASSERT(best <= 1e-7 * fmax(vec_norm(g, p.dim), 1));
            if (!(best_h <= 1e-6 * fmax(vec_norm(h, p.dim), 1)))
                printf("\n%s at (%g, %g): product off by %g\n", text, x[0], x[1], best_h);
            CU_ASSERT(best_h <= 1e-6 * fmax(vec_norm(h, p.dim), 1));
        }
        end(&p);
    }
}

static double value_of(const char *text, double x)
{
    struct problem p;
    double at[2] = {x, 2};
    begin(&p, text);
    double f = problem_eval(&p, work, at, 0, NULL);
    end(&p);
    return f;
}

static void precedence(void)
{
    CU_ASSERT(value_of("-x^2", 3) == -9);
    CU_ASSERT(value_of("2x^2", 3) == 18);
    CU_ASSERT(value_of("2^3x", 3) == 24);
    CU_ASSERT(value_of("x - 1 - 1", 3) == 1);
    CU_ASSERT(value_of("x/2/3", 3) == 0.5);
    CU_ASSERT(value_of("2^x^2", 3) == 512);
    CU_ASSERT(value_of("x^-1", 4) == 0.25);
    CU_ASSERT(value_of("- -x", 3) == 3);
    CU_ASSERT(value_of("x × 2 ÷ 4 − 1", 6) == 2);
    CU_ASSERT(value_of("(x+1)(x-1)", 3) == 8);
    CU_ASSERT(value_of("x**3", 2) == 8);
    CU_ASSERT(value_of("x¹² ", 1.5) == value_of("x^12", 1.5));
    CU_ASSERT(value_of("1e2x + 1.5e-1 + .5", 1) == 100.65);
    CHECK_NEAR(value_of("2e*x", 1), 2 * M_E, 1e-15);
    CU_ASSERT(value_of("a*x", 2) == 6);
    CU_ASSERT(value_of("x^0 + x", 0) == 1);
}

/* What is not there is infinite and has no gradient; a kink has one of its sides'. */
static void outside_of_its_domain(void)
{
    struct problem p;
    double g[2], x[2] = {-1, 0};
    begin(&p, "log(x)");
    CU_ASSERT(problem_eval(&p, work, x, 0, g) == INFINITY && isnan(g[0]));
    end(&p);
    begin(&p, "x^2 + y^2");
    for (int i = 0; i < 2; i++) {
        double nan[2] = {1, 1};
        nan[i] = NAN;
        CU_ASSERT(!isfinite(problem_eval(&p, work, nan, 0, g)) && isnan(g[0]));
    }
    double far[2] = {1e200, 0};
    CU_ASSERT(problem_eval(&p, work, far, 0, g) == INFINITY && g[0] == 2e200);
    end(&p);
    begin(&p, "sqrt(x)");
    x[0] = 0;
    CU_ASSERT(problem_eval(&p, work, x, 0, g) == 0 && !isfinite(g[0]));
    end(&p);
    begin(&p, "abs(x)");
    CU_ASSERT(problem_eval(&p, work, x, 0, g) == 0 && g[0] == 0);
    end(&p);
    begin(&p, "max(x, log(y))");
    x[1] = -1;
    CU_ASSERT(problem_eval(&p, work, x, 0, g) == INFINITY);
    end(&p);
}

static const struct {
    const char *text, *said;
} faults[] = {
    {"", "column 1: found the end; expected a number, a variable (x, y), a function or ("},
    {"3", "found no variable; expected x, or x and y"},
    {"x +", "column 4: found the end; expected a number, a variable (x, y), a function or ("},
    {"(x", "column 3: found the end; expected an operator or )"},
    {"x)", "column 2: found ); expected an operator (+ - * / ^) or the end"},
    {"x y", "column 3: found y; expected an operator (+ - * / ^) or the end"},
    {"x 2", "column 3: found 2; expected an operator (+ - * / ^) or the end"},
    {"θ² + ?", "column 6: found ?; expected a number, a variable (x, y), a function or ("},
    {"sin x", "column 5: found x; expected ( after a function"},
    {"min(x)", "column 6: found ); expected an operator or , and a second value"},
    {"sin(x, y)", "column 6: found ,; expected an operator or )"},
    {"2 + snh(x)",
     "column 5: found snh (did you mean sinh?); expected one of x, y, theta, pi, e, a, b, c, sin, "
     "cos, tan, exp, log, sqrt, abs, tanh, cosh, sinh, sigmoid, min, max"},
    {"x^1e999", "column 3: found 1e999; expected a number within those of a double"},
};

static void faults_name_the_column(void)
{
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        struct problem p;
        char why[700], want[700];
        CU_ASSERT_FALSE(open_formula(&p, faults[i].text, why, sizeof why));
        snprintf(want, sizeof want, "s.yaml:2: problem.f: %s", faults[i].said);
        CHECK_TEXT(why, want);
    }
}

/* Whatever is written, it ends, and in bounds. */
static void anything_may_be_written(void)
{
    static const char letters[] = "xy0123456789.+-*/^() ,eabcsinmx²θ";
    struct rng rng;
    double named[FORMULA_NAMED] = {1, 1, 1};
    int good = 0;
    rng_seed(&rng, 9);
    for (int t = 0; t < 40000; t++) {
        char text[VALUE_TEXT_MAX], why[700];
        struct formula f;
        int n = (int)rng_below(&rng, VALUE_TEXT_MAX - 1);
        for (int i = 0; i < n; i++)
            text[i] = letters[rng_below(&rng, t % 2 ? 12 : sizeof letters - 1)];
        text[n] = '\0';
        if (t % 3 == 0) /* as deep as can be */
            memset(text, t % 2 ? '(' : '-', (size_t)n);
        if (formula_parse(&f, text, named, why, sizeof why)) {
            double x[2] = {0.5, 0.7}, g[2], h[2];
            struct formula_work *w = formula_work_new(&f);
            formula_eval(&f, w, x, g);
            formula_hess_vec(&f, w, x, x, h);
            free(w);
            CU_ASSERT(f.n > 0 && f.n <= FORMULA_NODES && (f.dim == 1 || f.dim == 2));
            good++;
        } else
            CU_ASSERT(why[0] != '\0');
    }
    CU_ASSERT(good > 0);
}

static void evaluating_allocates_nothing(void)
{
    struct problem p;
    double x[2] = {1, 2}, g[2], sum = 0;
    begin(&p, "(1-x)^2 + 100*(y-x^2)^2");
    size_t calls = mem_calls();
    for (int i = 0; i < 1000; i++) {
        sum += problem_eval(&p, work, x, 0, g);
        p.kind->hess_vec(&p, work, x, 0, x, g);
    }
    CU_ASSERT(mem_calls() == calls && sum > 0);
    end(&p);
}

/* Values are kept from one call to the next at the same point: no answer shows it. */
static void answers_depend_on_nothing_before(void)
{
    static const double at[][2] = {{0.5, 0.7}, {0.5, 0.8}, {0.5, NAN}, {0.0, 0.7}, {-0.0, 0.7}};
    enum { ASKED = 3, PLACES = sizeof at / sizeof *at };
    struct problem p;
    struct rng rng;
    double want[PLACES][5], v[2] = {0.3, -2};
    rng_seed(&rng, 11);
    for (int i = 0; i < PLACES; i++) {
        begin(&p, "min(x, y) + 1/x + exp(x*y) + (2 + y)^x/3");
        want[i][0] = problem_eval(&p, work, at[i], 0, &want[i][1]);
        p.kind->hess_vec(&p, work, at[i], 0, v, &want[i][3]);
        end(&p);
    }
    CU_ASSERT(want[3][0] > 0 && want[4][0] < 0); /* 1/0 and 1/−0 */
    begin(&p, "min(x, y) + 1/x + exp(x*y) + (2 + y)^x/3");
    for (int t = 0; t < 1000; t++) {
        int i = (int)rng_below(&rng, PLACES), asked = (int)rng_below(&rng, ASKED);
        double f, g[2];
        if (asked == 0) {
            f = problem_eval(&p, work, at[i], 0, g);
            CU_ASSERT(memcmp(&f, &want[i][0], sizeof f) == 0);
            CU_ASSERT(memcmp(g, &want[i][1], sizeof g) == 0);
        } else if (asked == 1) {
            f = problem_eval(&p, work, at[i], 0, NULL);
            CU_ASSERT(memcmp(&f, &want[i][0], sizeof f) == 0);
        } else {
            p.kind->hess_vec(&p, work, at[i], 0, v, g);
            CU_ASSERT(memcmp(g, &want[i][3], sizeof g) == 0);
        }
    }
    end(&p);
}

static const struct check checks[] = {
    {"built-in surfaces", built_in_surfaces},
    {"derivatives are slopes", derivatives_are_slopes},
    {"precedence", precedence},
    {"outside of its domain", outside_of_its_domain},
    {"faults name the column", faults_name_the_column},
    {"anything may be written", anything_may_be_written},
    {"evaluating allocates nothing", evaluating_allocates_nothing},
    {"answers depend on nothing before", answers_depend_on_nothing_before},
    {NULL, NULL},
};

int main(void)
{
    return check_main("formula", checks);
}
