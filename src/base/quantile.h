/* Quantiles of a stream of numbers in bounded memory: exact up to QUANTILE_ROOM numbers, after that
 * neighbours are merged, the fewer the nearer to an end of the distribution: a t-digest (Dunning,
 * Ertl 2019, arXiv 1902.04023) with its arcsine scale. The rank is then off by about 0.005 in the
 * middle and 0.001 at 1 % and 99 %; the least and the greatest stay exact. Any order of arrival,
 * sorted or alternating too; the same numbers in the same order give the same answer.
 *
 * All fields are doubles, and all of them zero is an empty one, so that it can be the state of a
 * clip rule, which is kept and put back as doubles. */
#ifndef BASE_QUANTILE_H
#define BASE_QUANTILE_H

enum { QUANTILE_ROOM = 512 };

struct quantiles {
    double count;                 /* numbers seen */
    double used;                  /* entries in use, sorted by value */
    double value[QUANTILE_ROOM];  /* mean of the numbers merged into it */
    double weight[QUANTILE_ROOM]; /* how many those are */
};

enum { QUANTILE_DOUBLES = sizeof(struct quantiles) / sizeof(double) };

/* v finite. */
void quantiles_add(struct quantiles *q, double v);

/* The quantile at share p in [0, 1], by linear interpolation between order statistics (type 7: the
 * same as stats_quantile, numpy.percentile); NAN of none. */
double quantiles_at(const struct quantiles *q, double p);

#endif
