/* Sums and the like over a row of numbers, which compilers make no vectors of by themselves, since
 * the order counts: entries LANES apart are one part, whatever the width of vectors, and what is
 * left after the last LANES comes one by one. */
#ifndef NET_ROW_H
#define NET_ROW_H

#include <stdint.h>

#include "net/real.h"

enum { LANES = 8 };

/* Half of them: what the processor has on every machine. */
#ifdef NET_DOUBLE
typedef int64_t row_bits __attribute__((vector_size(LANES / 2 * sizeof(real))));
#else
typedef int32_t row_bits __attribute__((vector_size(LANES / 2 * sizeof(real))));
#endif
typedef real row_half __attribute__((vector_size(LANES / 2 * sizeof(real))));
typedef real row_loose
    __attribute__((vector_size(LANES / 2 * sizeof(real)), aligned(sizeof(real)), may_alias));

#define ROW_AT(v)  (*(const row_loose *)(v))
#define ROW_SUM(s) (((s)[0] + (s)[2]) + ((s)[1] + (s)[3]))

static inline real row_sum(const real *v, int n)
{
    row_half left = {0}, right = {0};
    real rest = 0;
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
        left += ROW_AT(v + i);
        right += ROW_AT(v + i + LANES / 2);
    }
    for (; i < n; i++)
        rest += v[i];
    left += right;
    return ROW_SUM(left) + rest;
}

/* The same without the entry at `but`. */
static inline real row_sum_but(const real *v, int n, int but)
{
    row_half left = {0}, right = {0};
    row_bits here = {0, 1, 2, 3};
    real rest = 0;
    int i = 0;
    for (; i + LANES <= n; i += LANES, here += LANES) {
        left += (row_half)((row_bits)ROW_AT(v + i) & (here != but));
        right += (row_half)((row_bits)ROW_AT(v + i + LANES / 2) & (here + LANES / 2 != but));
    }
    for (; i < n; i++)
        rest += i == but ? 0 : v[i];
    left += right;
    return ROW_SUM(left) + rest;
}

static inline real row_dot(const real *v, const real *w, int n)
{
    row_half left = {0}, right = {0};
    real rest = 0;
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
        left += ROW_AT(v + i) * ROW_AT(w + i);
        right += ROW_AT(v + i + LANES / 2) * ROW_AT(w + i + LANES / 2);
    }
    for (; i < n; i++)
        rest += v[i] * w[i];
    left += right;
    return ROW_SUM(left) + rest;
}

/* The largest of the entries that are no NaN; -infinity if all are NaN. */
static inline real row_max(const real *v, int n)
{
    row_half part = (row_half){0} - INFINITY;
    real top = -INFINITY;
    int i = 0;
    for (; i + LANES / 2 <= n; i += LANES / 2) {
        row_half now = ROW_AT(v + i);
        row_bits more = now > part;
        part = (row_half)(((row_bits)now & more) | ((row_bits)part & ~more));
    }
    for (; i < n; i++)
        top = v[i] > top ? v[i] : top;
    for (int k = 0; k < LANES / 2; k++)
        top = part[k] > top ? part[k] : top;
    return top;
}

/* Where the largest entry is first; 0 where all are NaN. Without a branch that depends on where. */
static inline int row_best(const real *v, int n)
{
    real top = row_max(v, n);
    row_bits at = {n, n, n, n}, here = {0, 1, 2, 3};
    int i = 0, best = n;
    for (; i + LANES / 2 <= n; i += LANES / 2, here += LANES / 2) {
        row_bits first = (ROW_AT(v + i) == top) & (here < at);
        at = (here & first) | (at & ~first);
    }
    for (int k = 0; k < LANES / 2; k++)
        best = (int)at[k] < best ? (int)at[k] : best;
    for (; i < n && best == n; i++)
        best = v[i] == top ? i : n;
    return best == n ? 0 : best;
}

/* Whether that is at `at`: no entry is larger, and none before it as large. */
static inline bool row_is_best(const real *v, int n, int at)
{
    real top = v[at];
    row_bits more = {0}, here = {0, 1, 2, 3};
    int i = 0, beaten = 0;
    if (isnan(top))
        return row_best(v, n) == at;
    for (; i + LANES / 2 <= n; i += LANES / 2, here += LANES / 2)
        more |= (ROW_AT(v + i) > top) | ((ROW_AT(v + i) == top) & (here < at));
    for (; i < n; i++)
        beaten |= (v[i] > top) | ((v[i] == top) & (i < at));
    return !((more[0] | more[1]) | (more[2] | more[3]) | beaten);
}

#endif
