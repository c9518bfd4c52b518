/* Elementary functions of networks: the C library's took most of a small network's step, and its
 * last bits differ among machines. Without branches, so that compilers make vectors of the loops,
 * and without fused multiply-adds: the same operations in the same order, the same bits at every
 * width.
 *
 * e^x: x = n ln 2 + s, |s| <= ln 2/2, and Taylor's series to s⁸/8!.
 * tanh a = −e/(2 + e) with e = exp(−2a) − 1 for a = |x|: e = 2ⁿ(exp s − 1) + (2ⁿ − 1), whose first
 * part is a polynomial without a constant term and whose second is exact; so near 0, where n = 0,
 * no digit is lost. log(1 + x) = n ln 2 + log(1 + f), √½ <= 1 + f < √2; with s = f/(2 + f) this is
 * 2 artanh s, and Taylor's series of that to s¹¹. What 1 + x lost in rounding is added to f.
 * Φ(−a) = exp(−a²/2) R(a) for a >= 0; (a + 3.5) R(a) is smooth in u = (a − 3.5)/(a + 3.5), and a
 * polynomial of degree 9 is within 7.2e-9 of it up to a = 14.5 (found by Remez' exchange). */
#ifndef NET_REAL_MATH_H
#define NET_REAL_MATH_H

#include <stdint.h>
#include <string.h>

#include "base/elementary.h"
#include "net/real.h"

/* Before a loop whose arrays do not overlap: there are more than compilers would check at run time.
 * In double it calls functions, which clang warns of. */
#if defined __clang__ && defined NET_DOUBLE
#define APART
#elif defined __clang__
#define APART _Pragma("clang loop vectorize(assume_safety)")
#else
#define APART _Pragma("GCC ivdep")
#endif

#ifdef NET_DOUBLE /* the tests alone compute in double */
#define exp_one   fn_exp
#define log1p_one fn_log1p
#define tanh_one  fn_tanh

static inline real sigmoid_one(real x)
{
    return 1 / (1 + fn_exp(-x));
}

static inline void normal_one(real x, real *cumulative, real *density)
{
    *cumulative = fn_erfc(-x * 0.70710678118654752440) / 2;
    *density = 0.39894228040143267794 * fn_exp(-x * x / 2);
}
#else
#define LOG2_E       1.44269504089f
#define LN2_HIGH     0.693359375f /* few bits: n times it is exact */
#define LN2_LOW      (-2.12194440e-4f)
#define ROUND        12582912.0f /* 1.5·2²³: added, it leaves the nearest whole number in the low bits */
#define SATURATION   10.0f       /* tanh 10 is 1 − 4e-9 */
#define SQRT_HALF    0x3f3504f3u /* √½ as bits */
#define NORMAL_END   14.5f       /* exp(−14.5²/2) is 0 in single precision */
#define INV_SQRT_2PI 0.398942280401f

static inline uint32_t bits_from(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline float float_from(uint32_t bits)
{
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* e^(x + more) for −105 <= x <= 90 and a small `more`. 2ⁿ comes in two factors: each is a normal
 * number even where the result is not one. Whatever n is for a NaN, the series is NaN. */
static inline float exp_sum(float x, float more)
{
    float shifted = x * LOG2_E + ROUND, n = shifted - ROUND;
    float s = ((x - n * LN2_HIGH) + more) - n * LN2_LOW, ss = s * s;
    float p = (1 / 2.0f + s * (1 / 6.0f)) +
              ss * ((1 / 24.0f + s * (1 / 120.0f)) +
                    ss * ((1 / 720.0f + s * (1 / 5040.0f)) + ss * (1 / 40320.0f)));
    uint32_t whole = bits_from(shifted) - bits_from(ROUND) + 256, half = whole >> 1; /* both > 0 */
    return (1 + (s + ss * p)) * float_from((half - 1) << 23) * float_from((whole - half - 1) << 23);
}

static inline float exp_one(float x)
{
    x = x < -105 ? -105 : x;
    x = x > 90 ? 90 : x;
    return exp_sum(x, 0);
}

static inline float log1p_one(float x)
{
    float u = 1 + x, t = u - x, lost = (x - (u - t)) + (1 - t);
    uint32_t from = bits_from(u) - SQRT_HALF;
    float n = (float)((int32_t)from >> 23),
          scale = float_from((uint32_t)(127 - ((int32_t)from >> 23)) << 23);
    float f = (float_from((from & 0x7fffffu) + SQRT_HALF) - 1) + lost * scale;
    float s = f / (2 + f), z = s * s, half = 0.5f * f * f;
    float p = z * (2 / 3.0f + z * (2 / 5.0f + z * (2 / 7.0f + z * (2 / 9.0f + z * (2 / 11.0f)))));
    return n * LN2_HIGH + (f - (half - (s * (half + p) + n * LN2_LOW)));
}

/* e^z = scale + scale·(what it returns), for |z| < 88: Taylor's series to s⁷/7!, as the next term
 * is below 5e-9 of the first. */
static inline float exp_parts(float z, float *scale)
{
    float shifted = z * LOG2_E + ROUND, n = shifted - ROUND;
    float s = (z - n * LN2_HIGH) - n * LN2_LOW;
    float p = 1 / 720.0f + s * (1 / 5040.0f);
    p = 1 / 24.0f + s * (1 / 120.0f + s * p);
    *scale = float_from((bits_from(shifted) << 23) + 0x3f800000u); /* 2ⁿ */
    return s + s * s * (0.5f + s * (1 / 6.0f + s * p));
}

static inline float tanh_one(float x)
{
    float a = fabsf(x), scale;
    a = a > SATURATION ? SATURATION : a; /* NaN stays */
    float p = exp_parts(-2 * a, &scale);
    float e = scale * p + (scale - 1);
    return copysignf(-e / (2 + e), x);
}

/* 1/(1 + e^−x); from where that is no normal number any more it stays what it is. */
static inline float sigmoid_one(float x)
{
    float z = -x, scale;
    z = z < -87 ? -87 : z;
    z = z > 87 ? 87 : z;
    float p = exp_parts(z, &scale);
    return 1 / (1 + (scale + scale * p));
}

/* Φ and φ of the normal distribution, within 6 and 4 units in the last place. a² is more digits
 * than there are: that of the first half of them is exact, and the rest is added where the exponent
 * is small. */
static inline void normal_one(float x, float *cumulative, float *density)
{
    float a = fabsf(x);
    a = a > NORMAL_END ? NORMAL_END : a; /* NaN stays */
    float high = float_from(bits_from(a) & 0xfffff000u);
    float bell = exp_sum(-0.5f * high * high, -0.5f * (a - high) * (a + high));
    float r = 1 / (a + 3.5f), u = (a - 3.5f) * r;
    float p = 0.0004218963785510036f + u * 0.00011068817342492695f;
    p = -0.003175309508740765f + u * (-0.0004949427820397725f + u * p);
    p = 0.01740637810761284f + u * (0.006493115681968333f + u * p);
    p = 0.3154250487468496f + u * (-0.11605304076678241f + u * p);
    p = 0.7444160741401135f + u * (-0.5655617451033711f + u * p);
    float tail = bell * (p * r);
    *cumulative = x > 0 ? 1 - tail : tail;
    *density = INV_SQRT_2PI * bell;
}
#endif

/* y[i] = f(x[i]), n entries; y may be x. Within 3 units in the last place; NaN stays NaN. */
static inline void real_exp(real *y, const real *x, int n)
{
    for (int i = 0; i < n; i++)
        y[i] = exp_one(x[i]);
}

/* Of numbers between -1 and 2^126. */
static inline void real_log1p(real *y, const real *x, int n)
{
    for (int i = 0; i < n; i++)
        y[i] = log1p_one(x[i]);
}

static inline void real_tanh(real *y, const real *x, int n)
{
    for (int i = 0; i < n; i++)
        y[i] = tanh_one(x[i]);
}

static inline void real_sigmoid(real *y, const real *x, int n)
{
    for (int i = 0; i < n; i++)
        y[i] = sigmoid_one(x[i]);
}

#endif
