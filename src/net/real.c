/* Elementary functions of networks without branches, so that compilers make vectors of them: the C
 * library's took most of a small network's step, and its last bits differ among machines.
 *
 * e^x: x = n ln 2 + s, |s| <= ln 2/2, and Taylor's series to s⁸/8!.
 * tanh a = −e/(2 + e) with e = exp(−2a) − 1 for a = |x|: e = 2ⁿ(exp s − 1) + (2ⁿ − 1), whose first
 * part is a polynomial without a constant term and whose second is exact; so near 0, where n = 0,
 * no digit is lost. log(1 + x) = n ln 2 + log(1 + f), √½ <= 1 + f < √2; with s = f/(2 + f) this is
 * 2 artanh s, and Taylor's series of that to s¹¹. What 1 + x lost in rounding is added to f. */
#include <stdint.h>
#include <string.h>

#include "base/elementary.h"
#include "net/real.h"

#ifdef NET_DOUBLE
void real_exp(real *y, const real *x, int n)
{
    for (int i = 0; i < n; i++)
        y[i] = fn_exp(x[i]);
}

void real_log1p(real *y, const real *x, int n)
{
    for (int i = 0; i < n; i++)
        y[i] = fn_log1p(x[i]);
}

void real_tanh(real *y, const real *x, int n)
{
    for (int i = 0; i < n; i++)
        y[i] = fn_tanh(x[i]);
}
#else
#define LOG2_E     1.44269504089f
#define LN2_HIGH   0.693359375f /* few bits: n times it is exact */
#define LN2_LOW    (-2.12194440e-4f)
#define ROUND      12582912.0f /* 1.5·2²³: added, it leaves the nearest whole number in the low bits */
#define SATURATION 10.0f       /* tanh 10 is 1 − 4e-9 */
#define SQRT_HALF  0x3f3504f3u /* √½ as bits */

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

/* 2ⁿ comes in two factors: each is a normal number even where the result is not one. Whatever n is
 * for a NaN, the series is NaN. */
static inline float exp_one(float x)
{
    x = x < -105 ? -105 : x;
    x = x > 90 ? 90 : x;
    float shifted = x * LOG2_E + ROUND, n = shifted - ROUND;
    float s = (x - n * LN2_HIGH) - n * LN2_LOW, ss = s * s;
    float p = (1 / 2.0f + s * (1 / 6.0f)) +
              ss * ((1 / 24.0f + s * (1 / 120.0f)) +
                    ss * ((1 / 720.0f + s * (1 / 5040.0f)) + ss * (1 / 40320.0f)));
    uint32_t whole = bits_from(shifted) - bits_from(ROUND) + 256, half = whole >> 1; /* both > 0 */
    return (1 + (s + ss * p)) * float_from((half - 1) << 23) * float_from((whole - half - 1) << 23);
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

static inline float tanh_one(float x)
{
    float a = fabsf(x);
    a = a > SATURATION ? SATURATION : a; /* NaN stays */
    float z = -2 * a, shifted = z * LOG2_E + ROUND, n = shifted - ROUND;
    float s = (z - n * LN2_HIGH) - n * LN2_LOW;
    /* Taylor's series to s⁷/7!: the next term is below 5e-9 of the first. */
    float p = 1 / 720.0f + s * (1 / 5040.0f);
    p = 1 / 24.0f + s * (1 / 120.0f + s * p);
    p = s + s * s * (0.5f + s * (1 / 6.0f + s * p));
    float scale = float_from((bits_from(shifted) << 23) + 0x3f800000u); /* 2ⁿ */
    float e = scale * p + (scale - 1);
    return copysignf(-e / (2 + e), x);
}

/* clang 14 gives the chosen clone another name than its callers look for; other machines have no
 * avx2 to choose. */
#if defined __GNUC__ && !defined __clang__ && defined __x86_64__
#define CLONES __attribute__((target_clones("avx2", "default")))
#else
#define CLONES
#endif

/* Twice as many at once where the machine can: the same operations in the same order, the same
 * result to the bit. */
CLONES void real_exp(real *y, const real *x, int n)
{
    for (int i = 0; i < n; i++)
        y[i] = exp_one(x[i]);
}

CLONES void real_log1p(real *y, const real *x, int n)
{
    for (int i = 0; i < n; i++)
        y[i] = log1p_one(x[i]);
}

CLONES void real_tanh(real *y, const real *x, int n)
{
    for (int i = 0; i < n; i++)
        y[i] = tanh_one(x[i]);
}
#endif
