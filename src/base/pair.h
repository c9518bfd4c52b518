/* Numbers of twice the digits: the unevaluated sum of two doubles, the second at most half a unit
 * in the last place of the first (T. J. Dekker, "A floating-point technique for extending the
 * available precision", 1971; D. E. Knuth, TAOCP 2, 4.2.2). For base/ alone. */
#ifndef BASE_PAIR_H
#define BASE_PAIR_H

#include <math.h>
#include <stdint.h>
#include <string.h>

struct pair {
    double hi, lo;
};

static inline uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline double from_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* 2^k, for -1022 <= k <= 1023. */
static inline double power_of_two(int k)
{
    return from_bits((uint64_t)(k + 1023) << 52);
}

/* The first 26 digits of x: the product of two such is exact. */
static inline double upper(double x)
{
    return from_bits(bits_of(x) & ~(uint64_t)0x7ffffff);
}

/* a + b, exactly. */
static inline struct pair pair_sum(double a, double b)
{
    double s = a + b, t = s - a;
    return (struct pair){s, (a - (s - t)) + (b - t)};
}

/* The same, where |a| >= |b| or a is 0. */
static inline struct pair pair_quick_sum(double a, double b)
{
    double s = a + b;
    return (struct pair){s, b - (s - a)};
}

/* a·b to 105 digits, where nothing overflows. */
static inline struct pair pair_product(double a, double b)
{
    double p = a * b, a1 = upper(a), a2 = a - a1, b1 = upper(b), b2 = b - b1;
    return (struct pair){p, ((a1 * b1 - p) + a1 * b2 + a2 * b1) + a2 * b2};
}

/* (hi + lo)·2^k for a sum of 2^-2 to 2^2; infinite or subnormal where it must be. */
static inline double pair_scaled(struct pair v, int k)
{
    double x = v.hi + v.lo;
    if (k > 1020)
        return x * 0x1p1020 * power_of_two(k - 1020);
    if (k < -1020)
        return x * power_of_two(k + 200) * 0x1p-200;
    return x * power_of_two(k);
}

/* e^(hi + lo) = the pair times 2^k, 1 <= pair < 2.1, to 65 digits; |hi| < 10^4, |lo| < 10^-3. */
struct pair pair_exp(double hi, double lo, int *k);

#endif
