/* The exponential function and its relatives. */
#include "base/elementary.h"
#include "base/pair.h"

/* 2^(j/32), its first 26 digits and the rest. */
static const struct pair root[32] = {{0x1p+0, 0},
                                     {0x1.059b0dp+0, 0x1.8ac2ba1d73e2ap-27},
                                     {0x1.0b5587p+0, -0x1.833b784eb3a37p-27},
                                     {0x1.11301dp+0, 0x1.25b50a4ebbf1bp-32},
                                     {0x1.172b84p+0, -0x1.c15742919041cp-27},
                                     {0x1.1d4873p+0, 0x1.68b9aa7805b8p-28},
                                     {0x1.2387a7p+0, -0x1.8a9dc7993e052p-28},
                                     {0x1.29e9df8p+0, -0x1.70108f69ed175p-27},
                                     {0x1.306fe08p+0, 0x1.18db8a96f46adp-27},
                                     {0x1.371a738p+0, -0x1.8aac6ab1d756p-29},
                                     {0x1.3dea65p+0, -0x1.f6e5eee525f6fp-27},
                                     {0x1.44e086p+0, 0x1.8624b40c4dbdp-30},
                                     {0x1.4bfdad8p+0, -0x1.64eaec715e343p-27},
                                     {0x1.5342b58p+0, -0x1.62b07e20f57c4p-28},
                                     {0x1.5ab07ep+0, -0x1.5bd5eb539b67fp-27},
                                     {0x1.6247ebp+0, 0x1.d2ac258f87d03p-31},
                                     {0x1.6a09e68p+0, -0x1.80c4336f74d05p-28},
                                     {0x1.71f75e8p+0, 0x1.d8bee7ba46e1ep-29},
                                     {0x1.7a1147p+0, 0x1.f580c36bea881p-27},
                                     {0x1.8258998p+0, 0x1.4cce128acf88bp-28},
                                     {0x1.8ace54p+0, 0x1.15506dadd3e2bp-27},
                                     {0x1.93737bp+0, 0x1.9b8bc9e8a0388p-29},
                                     {0x1.9c4918p+0, 0x1.51f8480e3e236p-27},
                                     {0x1.a5503bp+0, 0x1.1f12ae45a1225p-27},
                                     {0x1.ae89f98p+0, 0x1.5ad3ad5e8734dp-28},
                                     {0x1.b7f76fp+0, 0x1.7daf237553d84p-27},
                                     {0x1.c199bep+0, -0x1.3d56b1eeef9a7p-27},
                                     {0x1.cb720ep+0, -0x1.8837cb757e1a1p-27},
                                     {0x1.d5818ep+0, -0x1.822dbc6d12fd3p-27},
                                     {0x1.dfc973p+0, 0x1.bdcdaf5cb4656p-27},
                                     {0x1.ea4afap+0, 0x1.52486cc2c7b9dp-27},
                                     {0x1.f507658p+0, 0x1.b722a033a7c26p-27}};

/* ln 2/32: a multiple of it up to 2^15 times is exact; the rest, and the inverse. */
#define STEP_HI   0x1.62e42fefap-6
#define STEP_LO   0x1.cf79abc9e3b3ap-45
#define PER_STEP  0x1.71547652b82fep+5
#define TO_WHOLE  0x1.8p52 /* added and taken away again: the nearest whole number */
#define LARGEST   710.0    /* beyond it e^x overflows */
#define SMALLEST  (-746.0) /* below it e^x is 0 */
#define UNIT_HALF 0x1p-54  /* beside 1, this is nothing */

/* e^(hi + lo) = (root + first + rest)·2^k: the first two are exact, rest is their 2^-20th. */
struct parts {
    double root, first, rest;
    int k;
};

/* With r = x − n ln 2/32, e^x = 2^(n/32)·(1 + r + r²/2 + ...); |r| <= 0.0109, so that r⁹/9! is
 * below 2^-76. The digits of r that are multiplied by the table's are few enough for an exact
 * product. */
static struct parts split(double hi, double lo)
{
    double n = (hi * PER_STEP + TO_WHOLE) - TO_WHOLE;
    int steps = (int)n, j = steps & 31;
    double a = hi - n * STEP_HI, b = lo - n * STEP_LO;
    double r = a + b, r1 = upper(r), r2 = (a - r1) + b, rr = r * r;
    double series = rr * ((1.0 / 2 + r * (1.0 / 6)) +
                          rr * ((1.0 / 24 + r * (1.0 / 120)) +
                                rr * ((1.0 / 720 + r * (1.0 / 5040)) + rr * (1.0 / 40320))));
    double t1 = root[j].hi, t2 = root[j].lo;
    return (struct parts){t1, t1 * r1, t2 + (t2 * (r + series) + t1 * (r2 + series)),
                          (steps - j) / 32};
}

struct pair pair_exp(double hi, double lo, int *k)
{
    struct parts e = split(hi, lo);
    *k = e.k;
    struct pair s = pair_quick_sum(e.root, e.first);
    return pair_quick_sum(s.hi, s.lo + e.rest);
}

double fn_exp(double x)
{
    if (!(x <= LARGEST))
        return x + INFINITY; /* NaN stays */
    if (x < SMALLEST)
        return 0;
    int k;
    struct pair e = pair_exp(x, 0, &k);
    return pair_scaled(e, k);
}

/* e^x − 1, to 60 digits of its own; |x| < 700. */
static struct pair less_one(double x)
{
    struct parts e = split(x, 0);
    double scale = power_of_two(e.k);
    struct pair s = pair_sum(e.root * scale, -1), t = pair_sum(s.hi, e.first * scale);
    return pair_quick_sum(t.hi, t.lo + (s.lo + e.rest * scale));
}

double fn_expm1(double x)
{
    if (!(x <= 40))
        return fn_exp(x); /* 1 is below half of its last digit */
    if (fabs(x) < UNIT_HALF)
        return x;
    if (x < -40)
        return -1;
    struct pair e = less_one(x);
    return e.hi + e.lo;
}

/* (e^a − 1 − (e^-a − 1))/2 */
double fn_sinh(double x)
{
    double a = fabs(x);
    if (!(a >= 0x1p-28)) /* the next term of its series is x³/6 */
        return x;
    if (a > 40)
        return copysign(fn_cosh(x), x);
    struct pair up = less_one(a), down = less_one(-a), s = pair_sum(up.hi, -down.hi);
    return copysign((s.hi + (s.lo + (up.lo - down.lo))) / 2, x);
}

double fn_cosh(double x)
{
    double a = fabs(x);
    if (!(a <= LARGEST + 1))
        return a + INFINITY;
    int k, l;
    struct pair up = pair_exp(a, 0, &k);
    if (a > 40)
        return pair_scaled(up, k - 1);
    struct pair down = pair_exp(-a, 0, &l);
    double m = power_of_two(k - 1), n = power_of_two(l - 1);
    struct pair s = pair_sum(up.hi * m, down.hi * n);
    return s.hi + (s.lo + (up.lo * m + down.lo * n));
}

/* −m/(2 + m) with m = e^(−2a) − 1, which is negative. */
double fn_tanh(double x)
{
    double a = fabs(x);
    if (!(a >= 0x1p-28))
        return x;
    if (a > 20)
        return copysign(1, x);
    struct pair m = less_one(-2 * a), d = pair_sum(2, m.hi);
    d.lo += m.lo;
    double q = m.hi / d.hi;
    struct pair back = pair_product(q, d.hi);
    double more = (((m.hi - back.hi) - back.lo) + (m.lo - q * d.lo)) / d.hi;
    return copysign(q + more, x);
}
