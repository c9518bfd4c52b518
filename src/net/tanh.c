/* tanh without branches, so that compilers make vectors of it: the C library's took most of a small
 * network's step.
 *
 * tanh a = −e/(2 + e) with e = exp(−2a) − 1 for a = |x|. With −2a = n ln 2 + s, |s| <= ln 2 / 2:
 * e = 2ⁿ(exp s − 1) + (2ⁿ − 1), whose first part is a polynomial without a constant term and whose
 * second is exact; so near 0, where n = 0, no digit is lost. */
#include <stdint.h>
#include <string.h>

#include "net/real.h"

#ifdef NET_DOUBLE
void real_tanh(real *y, const real *x, int n)
{
    for (int i = 0; i < n; i++)
        y[i] = tanh(x[i]);
}
#else
#define LOG2_E     1.44269504089f
#define LN2_HIGH   0.693359375f /* few bits: n times it is exact */
#define LN2_LOW    (-2.12194440e-4f)
#define ROUND      12582912.0f /* 1.5·2²³: added, it leaves the nearest whole number in the low bits */
#define SATURATION 10.0f       /* tanh 10 is 1 − 4e-9 */

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
    uint32_t bits;
    float scale; /* 2ⁿ; whatever it is for a NaN, p is NaN */
    memcpy(&bits, &shifted, sizeof bits);
    bits = (bits << 23) + 0x3f800000u;
    memcpy(&scale, &bits, sizeof scale);
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
CLONES void real_tanh(real *y, const real *x, int n)
{
    for (int i = 0; i < n; i++)
        y[i] = tanh_one(x[i]);
}
#endif
