/* Statistics of samples. Pairs with a coordinate that is not finite are the caller's to drop. */
#ifndef BASE_STATS_H
#define BASE_STATS_H

#include <stdbool.h>

struct line_fit {
    int n;       /* points used */
    double a, b; /* y = a + b x */
    double r2;   /* 1 - SSE/SST; NaN where SST is 0 or n < 2 */
};

/* Ordinary least squares of y on x, centred for accuracy. n < 2 or all x equal: a, b NaN. */
struct line_fit stats_least_squares(const double *x, const double *y, int n);

/* Quantile q in [0,1] of n values by linear interpolation (type 7); reorders v. */
double stats_quantile(double *v, int n, double q);

struct point {
    double x, y;
};

/* The upper convex hull of n points, left to right, into hull (room for n). Sorts p in place.
 * Returns how many. Of points with equal x only the highest is kept. */
int stats_upper_hull(struct point *p, int n, struct point *hull);

/* Takes p into a hull of n points, which needs room for one more: drops the neighbours that it puts
 * in shadow. Returns how many there are. */
int stats_hull_insert(struct point *hull, int n, struct point p);

/* The line y = a + b x with a >= 0 and b >= 0 that lies on or above every hull point and has the
 * least mean height over the points, whose mean x is mean_x: the hull's edge over mean_x, or, where
 * that has a negative a or b, the nearest line that has not. (A linear program in two unknowns;
 * its optimum is a supporting line of the hull at mean_x.) All x >= 0. One point gives b = 0; n = 0
 * gives NaN. */
void stats_tight_line(const struct point *hull, int n, double mean_x, double *a, double *b);

#endif
