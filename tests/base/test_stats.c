/* Least squares, quantiles, hulls and the tightest line, against closed forms and brute force. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/rng.h"
#include "base/stats.h"

enum { N = 60 };

/* θ⁴ on θ = 0..R in even steps: as the steps get fine L0 = 8R²/9, L1 = 28/(9R), R² = 35/36. */
static void least_squares_of_the_quartic(void)
{
    enum { M = 100000 };
    const double R = 5;
    double *g = malloc(2 * M * sizeof *g), *h = g + M;
    CU_ASSERT_PTR_NOT_NULL_FATAL(g);
    for (int i = 0; i < M; i++) {
        double t = R * (i + 0.5) / M;
        g[i] = 4 * t * t * t;
        h[i] = 12 * t * t;
    }
    struct line_fit f = stats_least_squares(g, h, M);
    CU_ASSERT_EQUAL(f.n, M);
    CHECK_NEAR(f.a, 8 * R * R / 9, 1e-8);
    CHECK_NEAR(f.b, 28 / (9 * R), 1e-8);
    CHECK_NEAR(f.r2, 35.0 / 36, 1e-8);
    for (int i = 0; i < M; i++) { /* g in even steps: 1.8R², 2.7/R, 63/64 */
        g[i] = 500 * (i + 0.5) / M;
        h[i] = 3 * cbrt(4) * cbrt(g[i] * g[i]);
    }
    f = stats_least_squares(g, h, M);
    CHECK_NEAR(f.a, 45, 1e-5);
    CHECK_NEAR(f.b, 0.54, 1e-5);
    CHECK_NEAR(f.r2, 63.0 / 64, 1e-6);
    free(g);
}

static void least_squares_where_it_is_hard(void)
{
    double x[5], y[5];
    for (int i = 0; i < 5; i++) { /* an exact line far from the origin */
        x[i] = 1e9 + i;
        y[i] = 3 - 2 * x[i];
    }
    struct line_fit f = stats_least_squares(x, y, 5);
    CHECK_NEAR(f.b, -2, 1e-12);
    CHECK_NEAR(f.a, 3, 1e-5);
    CHECK_NEAR(f.r2, 1, 1e-12);
    for (int i = 0; i < 5; i++) { /* squares beyond a double */
        x[i] = 1e200 * i;
        y[i] = 1e180 * i;
    }
    f = stats_least_squares(x, y, 5);
    CHECK_NEAR(f.b / 1e-20, 1, 1e-12);
    CHECK_NEAR(f.r2, 1, 1e-12);
    enum { M = 5001 };
    static double same[M],
        other[M]; /* so many that the mean of equal numbers is not quite theirs */
    for (int i = 0; i < M; i++) {
        same[i] = 1.0 / 3;
        other[i] = i;
    }
    f = stats_least_squares(same, other, M);
    CU_ASSERT(isnan(f.a) && isnan(f.b) && isnan(f.r2));
    f = stats_least_squares(other, same, M); /* a flat line explains nothing: there is nothing */
    CHECK_NEAR(f.a, 1.0 / 3, 1e-15);
    CHECK_NEAR(f.b, 0, 1e-18);
    CU_ASSERT(isnan(f.r2));
    f = stats_least_squares(other, other, 1);
    CU_ASSERT(isnan(f.a) && isnan(f.b) && isnan(f.r2) && f.n == 1);
    CU_ASSERT(isnan(stats_least_squares(other, other, 0).a));
}

static int double_order(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void quantiles_as_of_sorted_values(void)
{
    double v[4] = {4, 1, 3, 2};
    CHECK_NEAR(stats_quantile(v, 4, 0.5), 2.5, 0);
    CHECK_NEAR(stats_quantile(v, 4, 0.25), 1.75, 0); /* type 7 of Hyndman and Fan 1996 */
    CHECK_NEAR(stats_quantile(v, 4, 0), 1, 0);
    CHECK_NEAR(stats_quantile(v, 4, 1), 4, 0);
    CU_ASSERT_EQUAL(stats_quantile(v, 1, 0.3), v[0]);
    CU_ASSERT(isnan(stats_quantile(v, 0, 0.5)));
    CU_ASSERT(isnan(stats_quantile(v, 4, NAN)));
    struct rng r;
    rng_seed(&r, 3);
    for (int t = 0; t < 500; t++) {
        double a[N], sorted[N], q = rng_uniform(&r);
        int n = 1 + (int)rng_below(&r, N);
        for (int i = 0; i < n; i++) /* many ties in every other round */
            a[i] = sorted[i] = t % 2 ? (double)rng_below(&r, 5) : rng_normal(&r);
        qsort(sorted, (size_t)n, sizeof *sorted, double_order);
        double at = q * (n - 1);
        int k = (int)at;
        double want = k + 1 < n ? sorted[k] + (at - k) * (sorted[k + 1] - sorted[k]) : sorted[k];
        CHECK_NEAR(stats_quantile(a, n, q), want, 1e-15);
        qsort(a, (size_t)n, sizeof *a, double_order);
        for (int i = 0; i < n; i++) /* reordered, and nothing lost */
            CU_ASSERT(a[i] == sorted[i]);
    }
}

static double line_height(struct point a, struct point b, double x)
{
    return a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x);
}

/* Random points: some with equal x, some in rows of rising x as traces give them. */
static int points_random(struct rng *r, int round, struct point *p)
{
    int n = 1 + (int)rng_below(r, N);
    for (int i = 0; i < n; i++) {
        p[i].x = round % 3 == 0   ? (double)rng_below(r, 6)
                 : round % 3 == 1 ? rng_uniform(r)
                                  : (double)(i % 20) + rng_uniform(r);
        p[i].y = round % 2 ? rng_normal(r) : 3 * cbrt(p[i].x * p[i].x) + 0.1 * rng_uniform(r);
    }
    return n;
}

/* A point is on the hull if and only if no other is above it at its x and no chord passes over. */
static bool is_on_hull(const struct point *p, int n, int i)
{
    for (int j = 0; j < n; j++) {
        if (p[j].x == p[i].x && p[j].y > p[i].y)
            return false;
        for (int k = 0; k < n; k++)
            if (p[j].x < p[i].x && p[i].x < p[k].x &&
                line_height(p[j], p[k], p[i].x) >= p[i].y + 1e-13)
                return false;
    }
    return true;
}

static void hulls_against_brute_force(void)
{
    struct rng r;
    rng_seed(&r, 4);
    for (int round = 0; round < 300; round++) {
        struct point p[N], hull[N];
        int n = points_random(&r, round, p), m = stats_upper_hull(p, n, hull);
        CU_ASSERT_FATAL(m >= 1 && m <= n);
        for (int i = 1; i < m; i++)
            CU_ASSERT(hull[i - 1].x < hull[i].x);
        for (int i = 2; i < m; i++) /* bends to the right at every point */
            CU_ASSERT(line_height(hull[i - 2], hull[i], hull[i - 1].x) < hull[i - 1].y);
        for (int i = 1; i < n; i++)
            CU_ASSERT(p[i - 1].x <= p[i].x);
        for (int i = 0; i < n; i++) {
            bool kept = false;
            for (int j = 0; j < m; j++)
                kept = kept || (hull[j].x == p[i].x && hull[j].y == p[i].y);
            if (kept)
                CU_ASSERT(is_on_hull(p, n, i));
            for (int j = 1; j < m; j++)
                if (hull[j - 1].x <= p[i].x && p[i].x <= hull[j].x)
                    CU_ASSERT(line_height(hull[j - 1], hull[j], p[i].x) >= p[i].y - 1e-12);
        }
        CU_ASSERT(hull[0].x == p[0].x && hull[m - 1].x == p[n - 1].x);
    }
    struct point row[4] = {{3, 6}, {1, 2}, {0, 0}, {2, 4}}, ends[4];
    CU_ASSERT_EQUAL(stats_upper_hull(row, 4, ends), 2); /* no corner, no point */
    CU_ASSERT(ends[0].x == 0 && ends[1].x == 3);
    CU_ASSERT_EQUAL(stats_upper_hull(row, 0, ends), 0);
}

/* The least mean height over all lines through two points, the horizontal ones through one, and
 * those through the origin: the vertices of the linear program. */
static double tight_by_force(const struct point *p, int n, double mean_x)
{
    double best = INFINITY;
    for (int i = 0; i < n; i++) {
        for (int j = -2; j < n; j++) {
            double b;
            if (j == -2)
                b = 0;
            else if (j == -1 && p[i].x > 0)
                b = p[i].y / p[i].x;
            else if (j >= 0 && p[j].x != p[i].x)
                b = (p[j].y - p[i].y) / (p[j].x - p[i].x);
            else
                continue;
            double a = j == -1 ? 0 : p[i].y - b * p[i].x;
            bool above = a >= 0 && b >= 0;
            for (int k = 0; k < n && above; k++)
                above = a + b * p[k].x >= p[k].y - 1e-12;
            if (above)
                best = fmin(best, a + b * mean_x);
        }
    }
    return best;
}

static void tight_lines_against_brute_force(void)
{
    struct rng r;
    int slopes = 0, level = 0, origin = 0;
    rng_seed(&r, 5);
    for (int round = 0; round < 600; round++) {
        struct point p[N], hull[N];
        int n = points_random(&r, round, p);
        double mean = 0, a, b;
        for (int i = 0; i < n; i++) {
            if (round % 5 == 0)
                p[i].y = p[i].x * p[i].x * (1 + 0.1 * rng_uniform(&r)); /* convex: a would be < 0 */
            else
                p[i].y = fabs(p[i].y);
            mean += p[i].x / n;
        }
        int m = stats_upper_hull(p, n, hull);
        stats_tight_line(hull, m, mean, &a, &b);
        CU_ASSERT(a >= 0 && b >= 0);
        for (int i = 0; i < n; i++)
            CU_ASSERT(a + b * p[i].x >= p[i].y - 1e-12);
        CHECK_NEAR(a + b * mean, tight_by_force(p, n, mean), 1e-11);
        slopes += a > 0 && b > 0;
        level += b == 0;
        origin += a == 0 && b > 0;
    }
    CU_ASSERT(slopes > 50 && level > 50 && origin > 20); /* every case was met */
}

static void tight_lines_of_few_points(void)
{
    double a, b;
    struct point one = {2, 3}, both[2] = {{0, 1}, {2, 5}}, below[2] = {{1, -3}, {2, -1}};
    stats_tight_line(&one, 0, 0, &a, &b);
    CU_ASSERT(isnan(a) && isnan(b));
    stats_tight_line(&one, 1, 2, &a, &b);
    CU_ASSERT(a == 3 && b == 0);
    stats_tight_line(both, 2, 1, &a, &b);
    CU_ASSERT(a == 1 && b == 2);
    stats_tight_line(below, 2, 1.5, &a, &b);
    CU_ASSERT(a == 0 && b == 0);
}

/* On θ⁴ every tight line is a tangent of the curve, on L0·L1² = 16. */
static void tight_lines_of_the_quartic(void)
{
    enum { M = 4000 };
    static struct point p[M], hull[M];
    for (double at = 0.3; at < 4.9; at += 0.7) {
        for (int i = 0; i < M; i++) {
            double t = 5.0 * (M - i) / M;
            p[i] = (struct point){4 * t * t * t, 12 * t * t};
        }
        int m = stats_upper_hull(p, M, hull);
        CU_ASSERT_EQUAL(m, M); /* a concave curve is its own hull */
        double a, b;
        stats_tight_line(hull, m, 4 * at * at * at, &a, &b);
        CHECK_NEAR(a * b * b, 16, 1e-3);
        CHECK_NEAR(b, 2 / at, 3e-3);
    }
}

static const struct check checks[] = {
    {"least squares of the quartic", least_squares_of_the_quartic},
    {"least squares where it is hard", least_squares_where_it_is_hard},
    {"quantiles as of sorted values", quantiles_as_of_sorted_values},
    {"hulls against brute force", hulls_against_brute_force},
    {"tight lines against brute force", tight_lines_against_brute_force},
    {"tight lines of few points", tight_lines_of_few_points},
    {"tight lines of the quartic", tight_lines_of_the_quartic},
    {NULL, NULL},
};

int main(void)
{
    return check_main("stats", checks);
}
