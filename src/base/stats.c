#include "base/stats.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "base/pair.h"

/* Powers of two, whose product brings the largest |v| to between 1/2 and 1, and `back` what undoes
 * it: of |θ|^8 far out the gradient is 1e200, whose square no double holds. */
struct unit {
    double half, rest;
    int back;
};

static struct unit unit_of(const double *v, int n)
{
    double most = 0;
    int e = 0;
    for (int i = 0; i < n; i++)
        most = fmax(most, fabs(v[i]));
    frexp(most, &e);
    return (struct unit){power_of_two(-(e / 2)), power_of_two(e / 2 - e), e};
}

static double in_unit(double v, const struct unit *u)
{
    return v * u->half * u->rest;
}

static double mean_of(const double *v, int n, const struct unit *u)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += in_unit(v[i], u);
    return sum / n;
}

static bool all_equal(const double *v, int n)
{
    for (int i = 1; i < n; i++)
        if (v[i] != v[0])
            return false;
    return true;
}

/* Two passes: about the mean, and less what the rounded mean leaves over. All in double, which is
 * the same everywhere; a long double is not. */
struct line_fit stats_least_squares(const double *x, const double *y, int n)
{
    struct line_fit fit = {.n = n, .a = NAN, .b = NAN, .r2 = NAN};
    if (n < 2 || all_equal(x, n)) /* a rounded mean must not make a slope out of one x */
        return fit;
    struct unit ux = unit_of(x, n), uy = unit_of(y, n);
    double mx = mean_of(x, n, &ux), my = mean_of(y, n, &uy);
    double sx = 0, sy = 0, sxx = 0, sxy = 0, syy = 0, sse = 0;
    for (int i = 0; i < n; i++) {
        double dx = in_unit(x[i], &ux) - mx, dy = in_unit(y[i], &uy) - my;
        sx += dx;
        sy += dy;
        sxx += dx * dx;
        sxy += dx * dy;
        syy += dy * dy;
    }
    sxx -= sx * sx / n, sxy -= sx * sy / n, syy -= sy * sy / n;
    if (!(sxx > 0))
        return fit;
    mx += sx / n, my += sy / n;
    double b = sxy / sxx;
    for (int i = 0; i < n; i++) {
        double e = (in_unit(y[i], &uy) - my) - b * (in_unit(x[i], &ux) - mx);
        sse += e * e;
    }
    fit.b = ldexp(b, uy.back - ux.back);
    fit.a = ldexp(my - b * mx, uy.back);
    if (!all_equal(y, n) && syy > 0)
        fit.r2 = 1 - sse / syy;
    return fit;
}

/* Pivots are taken where a multiplicative hash says, so that runs of sorted points one after the
 * other, which is what traces give, cost no more than any other order. */
static int pivot_index(int lo, int hi)
{
    unsigned span = (unsigned)(hi - lo + 1);
    return lo + (int)((span * 2654435761u + 12345u) % span);
}

/* The k-th smallest of v[0..n), smaller ones left of it, larger ones right. */
static double select_kth(double *v, int n, int k)
{
    int lo = 0, hi = n - 1;
    while (lo < hi) {
        double pivot = v[pivot_index(lo, hi)];
        int i = lo, j = hi;
        while (i <= j) {
            while (v[i] < pivot)
                i++;
            while (pivot < v[j])
                j--;
            if (i <= j) {
                double t = v[i];
                v[i++] = v[j];
                v[j--] = t;
            }
        }
        if (k <= j)
            hi = j;
        else if (k >= i)
            lo = i;
        else
            break;
    }
    return v[k];
}

double stats_quantile(double *v, int n, double q)
{
    if (n <= 0 || !(q >= 0 && q <= 1))
        return NAN;
    double at = q * (n - 1);
    int k = (int)at;
    double low = select_kth(v, n, k), part = at - k;
    if (k + 1 >= n || !(part > 0))
        return low;
    double high = v[k + 1];
    for (int i = k + 2; i < n; i++)
        high = v[i] < high ? v[i] : high;
    return low + part * (high - low);
}

/* Left to right; of equal x the highest first. */
static bool point_before(struct point a, struct point b)
{
    return a.x < b.x || (a.x == b.x && a.y > b.y);
}

/* Not qsort: glibc's takes memory from the heap for arrays of this size, at every frame. */
static void points_sort(struct point *p, int lo, int hi)
{
    while (lo < hi) {
        struct point pivot = p[pivot_index(lo, hi)];
        int i = lo, j = hi;
        while (i <= j) {
            while (point_before(p[i], pivot))
                i++;
            while (point_before(pivot, p[j]))
                j--;
            if (i <= j) {
                struct point t = p[i];
                p[i++] = p[j];
                p[j--] = t;
            }
        }
        if (j - lo < hi - i) { /* the shorter side by recursion: depth stays logarithmic */
            points_sort(p, lo, j);
            lo = i;
        } else {
            points_sort(p, i, hi);
            hi = j;
        }
    }
}

/* Whether c lies left of, or on, the ray from a through b. In products of twice the digits, so that
 * rounding neither makes a corner nor hides one. */
static bool turns_left(struct point a, struct point b, struct point c)
{
    double x[] = {b.x - a.x, c.x - a.x}, y[] = {b.y - a.y, c.y - a.y};
    struct unit ux = unit_of(x, 2), uy = unit_of(y, 2);
    struct pair one = pair_product(in_unit(x[0], &ux), in_unit(y[1], &uy));
    struct pair two = pair_product(in_unit(y[0], &uy), in_unit(x[1], &ux));
    return (one.hi - two.hi) + (one.lo - two.lo) >= 0;
}

/* Andrew's monotone chain (1979), its upper half. */
int stats_upper_hull(struct point *p, int n, struct point *hull)
{
    bool sorted = true;
    for (int i = 1; i < n && sorted; i++)
        sorted = !point_before(p[i], p[i - 1]);
    if (!sorted)
        points_sort(p, 0, n - 1);
    int m = 0;
    for (int i = 0; i < n; i++) {
        if (i > 0 && p[i].x == p[i - 1].x)
            continue;
        while (m >= 2 && turns_left(hull[m - 2], hull[m - 1], p[i]))
            m--;
        hull[m++] = p[i];
    }
    return m;
}

/* > 0: b lies above the line from a to c. */
static double bulge(struct point a, struct point b, struct point c)
{
    return (b.y - a.y) * (c.x - a.x) - (c.y - a.y) * (b.x - a.x);
}

int stats_hull_insert(struct point *hull, int n, struct point p)
{
    int lo = 0, hi = n;
    while (lo < hi) {
        int mid = (lo + hi) / 2;
        if (hull[mid].x < p.x)
            lo = mid + 1;
        else
            hi = mid;
    }
    int left = lo, right = lo; /* p goes after left points, before point `right` */
    if (right < n && hull[right].x == p.x) {
        if (hull[right].y >= p.y)
            return n;
        right++;
    } else if (left > 0 && right < n && !(bulge(hull[left - 1], p, hull[right]) > 0)) {
        return n;
    }
    while (left > 1 && !(bulge(hull[left - 2], hull[left - 1], p) > 0))
        left--;
    while (right + 1 < n && !(bulge(p, hull[right], hull[right + 1]) > 0))
        right++;
    memmove(&hull[left + 1], &hull[right], (size_t)(n - right) * sizeof *hull);
    hull[left] = p;
    return n + left + 1 - right;
}

void stats_tight_line(const struct point *hull, int n, double mean_x, double *a, double *b)
{
    *a = *b = NAN;
    if (n <= 0)
        return;
    int right = 1; /* right end of the edge over mean_x */
    while (right < n - 1 && hull[right].x < mean_x)
        right++;
    *b = 0;
    if (n > 1)
        *b = fmax(0, (hull[right].y - hull[right - 1].y) / (hull[right].x - hull[right - 1].x));
    *a = -INFINITY; /* the least that keeps every point below: exact where the slope was cut to 0 */
    for (int i = 0; i < n; i++)
        *a = fmax(*a, hull[i].y - *b * hull[i].x);
    if (*a >= 0)
        return;
    *a = *b = 0; /* through the origin then: both bounds of the program bind in turn */
    for (int i = 0; i < n; i++)
        if (hull[i].x > 0)
            *b = fmax(*b, hull[i].y / hull[i].x);
}
