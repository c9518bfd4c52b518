/* Axes and their ticks. */
#include "check.h"

#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "axis_made.h"
#include "grid_text.h"

/* "0 2 4 6": the labels of an axis, joined. */
static const char *labels_of(struct axis a, int max, bool unicode)
{
    static char buf[TICKS_MAX * 25];
    struct tick t[TICKS_MAX];
    int n = axis_ticks(&a, max, unicode, t);

    buf[0] = '\0';
    for (int i = 0; i < n; i++) {
        strcat(buf, i ? " " : "");
        strcat(buf, t[i].label);
    }
    return buf;
}

static void only_finite_values_count(void)
{
    struct axis a = axis_empty(false), l = axis_empty(true);

    axis_add(&a, NAN);
    axis_add(&a, INFINITY);
    axis_add(&a, 3);
    axis_add(&a, -INFINITY);
    CU_ASSERT(a.lo == 3 && a.hi == 3);
    axis_add(&l, 0);
    axis_add(&l, -5);
    axis_add(&l, NAN);
    CU_ASSERT(l.lo > l.hi);
    axis_add(&l, 0.02);
    CU_ASSERT(l.lo == 0.02 && l.hi == 0.02);
}

static void empty_and_flat(void)
{
    struct axis a = axis_empty(false), l = axis_empty(true), f;

    axis_finish(&a);
    CU_ASSERT(a.lo == 0 && a.hi == 1);
    axis_finish(&l);
    CU_ASSERT(l.lo == 0.1 && l.hi == 1);
    f = axis_over(false, 5, 5);
    CU_ASSERT(f.lo < 5 && f.hi > 5 && f.hi - f.lo <= 2);
    f = axis_over(false, 0, 0);
    CU_ASSERT(f.lo < 0 && f.hi > 0);
    f = axis_over(true, 1, 1);
    CHECK_NEAR(f.lo, 0.1, 1e-12);
    CHECK_NEAR(f.hi, 10, 1e-12);
    f = axis_over(true, 3, 3);
    CU_ASSERT(f.lo == 1 && f.hi == 10);
}

static void rounded_outward(void)
{
    struct axis a = axis_over(false, 0, 10);

    CU_ASSERT(a.lo == 0 && a.hi == 10);
    a = axis_over(false, -0.3, 0.61);
    CU_ASSERT(a.lo == -0.4 && a.hi == 0.8);
    a = axis_over(true, 3e-9, 625);
    CHECK_NEAR(a.lo, 1e-9, 1e-12);
    CHECK_NEAR(a.hi, 1000, 1e-12);
    a = axis_over(true, 1e-3, 1e3);
    CHECK_NEAR(a.lo, 1e-3, 1e-12);
    CHECK_NEAR(a.hi, 1e3, 1e-12);
}

/* A value that creeps from 1 to 1000 moves the axis a few times a decade, not at every frame. */
static void stands_still_while_values_creep(void)
{
    double hi = 0;
    int moves = 0;

    for (double v = 1; v < 1000; v *= 1.001) {
        struct axis a = axis_over(false, 0, v);

        CU_ASSERT(a.hi >= v && a.hi <= 1.5 * v);
        CU_ASSERT(a.hi >= hi);
        moves += a.hi > hi;
        hi = a.hi;
    }
    CU_ASSERT(moves <= 3 * 16);
}

static void linear_labels(void)
{
    CHECK_TEXT(labels_of((struct axis){0, 10, false}, 6, true), "0 2 4 6 8 10");
    CHECK_TEXT(labels_of((struct axis){0, 10, false}, 5, true), "0 5 10");
    CHECK_TEXT(labels_of((struct axis){-6, 6, false}, 7, true), "-6 -4 -2 0 2 4 6");
    CHECK_TEXT(labels_of((struct axis){-0.2, 0.4, false}, 4, true), "-0.2 0.0 0.2 0.4");
    CHECK_TEXT(labels_of((struct axis){0, 1.5e7, false}, 4, false), "0 0.5e7 1.0e7 1.5e7");
    CHECK_TEXT(labels_of((struct axis){0, 3e-5, false}, 4, false), "0 1e-5 2e-5 3e-5");
    CHECK_TEXT(labels_of((struct axis){0, 128, false}, 4, false), "0 50 100");
    CHECK_TEXT(labels_of((struct axis){0.1, 0.9, false}, 1, false), "0.5");
    CHECK_TEXT(labels_of((struct axis){5, 5 + 1e-12, false}, 3, true),
               "5.0000000000000 5.0000000000005 5.0000000000010");
}

static void decade_labels(void)
{
    CHECK_TEXT(labels_of((struct axis){1e-3, 1e3, true}, 8, false),
               "1e-3 1e-2 1e-1 1e0 1e1 1e2 1e3");
    CHECK_TEXT(labels_of((struct axis){1e-3, 1e3, true}, 4, true), "10⁻² 10⁰ 10²");
    CHECK_TEXT(labels_of((struct axis){1e-4, 1e3, true}, 2, true), "10⁻⁴ 10³"); /* not 10⁰ alone */
    CHECK_TEXT(labels_of((struct axis){1e-300, 1e1, true}, 4, true), "10⁻³⁰⁰ 10⁻²⁰⁰ 10⁻¹⁰⁰ 10⁰");
    CHECK_TEXT(labels_of((struct axis){1e-150, 1e150, true}, 8, false),
               "1e-150 1e-100 1e-50 1e0 1e50 1e100 1e150");
    CHECK_TEXT(labels_of((struct axis){1.5, 8, true}, 4, false), "2e0 5e0");
    CHECK_TEXT(labels_of((struct axis){2.2, 2.9, true}, 4, false), "2.2 2.4 2.6 2.8");
}

static void no_ticks_where_there_is_no_axis(void)
{
    CHECK_TEXT(labels_of((struct axis){0, 10, false}, 0, true), "");
    CHECK_TEXT(labels_of((struct axis){0, 10, false}, -3, true), "");
    CHECK_TEXT(labels_of((struct axis){1, 0, false}, 5, true), "");
    CHECK_TEXT(labels_of((struct axis){NAN, 1, false}, 5, true), "");
    CHECK_TEXT(labels_of((struct axis){0, INFINITY, false}, 5, true), "");
}

/* Any axis: its values inside it, its ticks in it, rising, few, with labels that all differ. */
static void any_axis_has_good_ticks(void)
{
    struct rng r;

    rng_seed(&r, 1);
    for (int round = 0; round < 40000; round++) {
        bool log = round % 2;
        double v = random_size(&r, log);
        double w = round % 3 ? v * (1 + rng_normal(&r) * pow(10, -(double)rng_below(&r, 18)))
                             : random_size(&r, log);
        struct axis a = axis_over(log, v, w);
        int max = 1 + (int)rng_below(&r, 20), n;
        struct tick t[TICKS_MAX];

        CU_ASSERT(isfinite(a.lo) && isfinite(a.hi) && a.lo < a.hi && (!log || a.lo > 0));
        if (fabs(v) < 1e300 && (!log || v > 1e-307))
            CU_ASSERT(axis_at(&a, v, 1) > -1e-9 && axis_at(&a, v, 1) < 1 + 1e-9);
        n = axis_ticks(&a, max, round & 4, t);
        CU_ASSERT(n <= max && n <= TICKS_MAX);
        CU_ASSERT(n >= (max >= 5 ? 2 : max >= 4)); /* 2 to 5 is the widest gap of steps */
        for (int i = 0; i < n; i++) {
            double at = axis_at(&a, t[i].value, 1);

            CU_ASSERT(at > -0.01 && at < 1.01); /* at the narrowest, doubles are this far apart */
            CU_ASSERT(strcmp(t[i].label, "-0") != 0);
            if (i > 0) {
                CU_ASSERT(t[i].value > t[i - 1].value);
                CU_ASSERT_STRING_NOT_EQUAL(t[i].label, t[i - 1].label);
            }
        }
    }
}

/* A label, read back as a number, is the tick's value. */
static void labels_say_the_value(void)
{
    struct rng r;

    rng_seed(&r, 2);
    for (int round = 0; round < 20000; round++) {
        double lo = rng_normal(&r) * pow(10, (double)rng_below(&r, 40) - 20);
        struct axis a = axis_over(false, lo, lo + fabs(lo) * rng_uniform(&r));
        struct tick t[TICKS_MAX];
        int n = axis_ticks(&a, 6, false, t);

        for (int i = 0; i < n; i++)
            CU_ASSERT(fabs(strtod(t[i].label, NULL) - t[i].value) <= 1e-9 * (a.hi - a.lo));
    }
}

static void positions_and_back(void)
{
    struct axis a = {2, 12, false}, l = {1e-4, 1e4, true}, wide = {-DBL_MAX, DBL_MAX, false};

    CHECK_NEAR(axis_at(&a, 7, 100), 50, 1e-12);
    CHECK_NEAR(axis_at(&l, 1, 100), 50, 1e-12);
    CHECK_NEAR(axis_at(&wide, 0, 100), 50, 1e-12);
    CU_ASSERT(isnan(axis_at(&a, NAN, 100)));
    CU_ASSERT(isnan(axis_at(&l, NAN, 100)));
    CU_ASSERT(axis_at(&l, 0, 100) < 0 && isfinite(axis_at(&l, 0, 100)));
    CU_ASSERT(axis_at(&l, -3, 100) < 0);
    CU_ASSERT(axis_at(&l, 1e-5, 100) < 0);
    CU_ASSERT(axis_at(&l, 0, 100) <= axis_at(&l, 1e-320, 100));
    CHECK_NEAR(axis_value(&a, 25, 100), 4.5, 1e-12);
    CHECK_NEAR(axis_value(&l, 75, 100), 100, 1e-12);
    CHECK_NEAR(axis_value(&a, 25, 0), 2, 1e-12);
    CU_ASSERT(isfinite(axis_value(&wide, 30, 100)));
}

static const struct check checks[] = {
    {"only finite values count", only_finite_values_count},
    {"empty and flat", empty_and_flat},
    {"rounded outward", rounded_outward},
    {"stands still while values creep", stands_still_while_values_creep},
    {"linear labels", linear_labels},
    {"decade labels", decade_labels},
    {"no ticks where there is no axis", no_ticks_where_there_is_no_axis},
    {"any axis has good ticks", any_axis_has_good_ticks},
    {"labels say the value", labels_say_the_value},
    {"positions and back", positions_and_back},
    {NULL, NULL},
};

int main(void)
{
    return check_main("axis", checks);
}
