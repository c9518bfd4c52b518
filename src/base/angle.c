/* Sine and cosine of any angle, and back. */
#include "base/elementary.h"
#include "base/pair.h"

/* Digits of 2/π after 64 zeros. */
static const uint64_t two_over_pi[21] = {
    0x0000000000000000, 0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041,
    0xfe5163abdebbc561, 0xb7246e3a424dd2e0, 0x06492eea09d1921c, 0xfe1deb1cb129a73e,
    0xe88235f52ebb4484, 0xe99c7026b45f7e41, 0x3991d639835339f4, 0x9c845f8bbdf9283b,
    0x1ff897ffde05980f, 0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7, 0x4f463f669e5fea2d,
    0x7527bac7ebe5f17b, 0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab,
    0xf0cfbc209af4361d,
};

#define HALF_PI_HI 0x1.921fb54442d18p+0
#define HALF_PI_LO 0x1.1a62633145c07p-54
#define QUARTER_PI 0x1.921fb54442d18p-1

/* The upper half of a·b. */
static uint64_t product_high(uint64_t a, uint64_t b)
{
    uint64_t a1 = a >> 32, a0 = a & 0xffffffff, b1 = b >> 32, b0 = b & 0xffffffff;
    uint64_t middle = a1 * b0 + (a0 * b0 >> 32), other = a0 * b1 + (middle & 0xffffffff);
    return a1 * b1 + (middle >> 32) + (other >> 32);
}

/* 64 digits of 2/π, from the skip-th on. */
static uint64_t digits_at(int skip)
{
    const uint64_t *w = &two_over_pi[skip / 64];
    int by = skip % 64;
    return by ? w[0] << by | w[1] >> (64 - by) : w[0];
}

/* |x| = quadrant·π/2 + r, |r| <= π/4, for finite |x| > π/4.
 *
 * |x| is a whole number m times 2^e. Digits of 2/π that, times m 2^e, give multiples of 4 are
 * left out; of the 192 that follow, times m, the first two are the quadrant. No double comes
 * nearer to a multiple of π/2 than 2^-62, so 120 digits of r remain. */
static struct pair reduce(double x, int *quadrant)
{
    uint64_t bits = bits_of(x), m = (bits & 0xfffffffffffffu) | 0x10000000000000u;
    int skip = (int)(bits >> 52 & 0x7ff) - 1023 - 52 - 2 + 64;
    uint64_t d0 = digits_at(skip), d1 = digits_at(skip + 64), d2 = digits_at(skip + 128);
    uint64_t p2 = d2 * m, carry = product_high(d2, m), p1 = d1 * m + carry;
    uint64_t p0 = d0 * m + product_high(d1, m) + (p1 < carry);
    *quadrant = (int)(p0 >> 62);
    uint64_t a = p0 << 2 | p1 >> 62,
             b = p1 << 2 | p2 >> 62; /* the part of a quadrant, times 2^128 */
    double sign = 1;
    if (a >> 63) { /* over half of it: so much less than the next */
        *quadrant = (*quadrant + 1) & 3;
        a = ~a + (b == 0), b = -b;
        sign = -1;
    }
    int zeros = a ? __builtin_clzll(a) : 63;
    if (zeros > 0)
        a = a << zeros | b >> (64 - zeros), b <<= zeros;
    double scale = sign * power_of_two(-zeros);
    double hi = (double)(a >> 11) * 0x1p-53 * scale;
    double lo = (double)((a & 0x7ff) << 52 | b >> 12) * 0x1p-116 * scale;
    struct pair r = pair_product(hi, HALF_PI_HI);
    return pair_quick_sum(r.hi, r.lo + (hi * HALF_PI_LO + lo * HALF_PI_HI));
}

/* Taylor's series: at π/4 the first term left out is below 2^-62 of the sine, 2^-58 of the
 * cosine. */
static double sine(struct pair r)
{
    double x = r.hi, z = x * x, zz = z * z;
    double low = -1.0 / 6 + z * (1.0 / 120) + zz * (-1.0 / 5040 + z * (1.0 / 362880));
    double high = -1.0 / 39916800 + z * (1.0 / 6227020800) +
                  zz * (-1.0 / 1307674368000 + z * (1.0 / 355687428096000));
    return x + (x * z * (low + zz * zz * high) + r.lo * (1 - z / 2));
}

static double cosine(struct pair r)
{
    double x = r.hi, z = x * x, zz = z * z, half = z / 2, w = 1 - half;
    double low = 1.0 / 24 - z * (1.0 / 720) + zz * (1.0 / 40320 - z * (1.0 / 3628800));
    double high = 1.0 / 479001600 - z * (1.0 / 87178291200) + zz * (1.0 / 20922789888000);
    return w + (((1 - w) - half) + (zz * (low + zz * zz * high) - x * r.lo));
}

double fn_sin(double x)
{
    double a = fabs(x);
    if (!(a <= 0x1.fffffffffffffp1023))
        return x - x;
    if (a < 0x1p-27)
        return x; /* with the sign of a zero */
    int quadrant = 0;
    struct pair r = a <= QUARTER_PI ? (struct pair){a, 0} : reduce(a, &quadrant);
    double y = quadrant & 1 ? cosine(r) : sine(r);
    return (quadrant & 2 ? -y : y) * (x < 0 ? -1 : 1);
}

double fn_cos(double x)
{
    double a = fabs(x);
    if (!(a <= 0x1.fffffffffffffp1023))
        return x - x;
    int quadrant = 0;
    struct pair r = a <= QUARTER_PI ? (struct pair){a, 0} : reduce(a, &quadrant);
    double y = quadrant & 1 ? sine(r) : cosine(r);
    return quadrant == 1 || quadrant == 2 ? -y : y;
}

/* (asin x − x)/x³ as a quotient of z = x², |x| <= ½. The coefficients are those of FreeBSD's msun,
 * e_asin.c (Sun Microsystems, 1993). */
static double arc(double z)
{
    double p = 1.66666666666666657415e-01 +
               z * (-3.25565818622400915405e-01 +
                    z * (2.01212532134862925881e-01 +
                         z * (-4.00555345006794114027e-02 +
                              z * (7.91534994289814532176e-04 + z * 3.47933107596021167570e-05))));
    double q = 1 + z * (-2.40339491173441421878e+00 +
                        z * (2.02094576023350569471e+00 +
                             z * (-6.88283971605453293030e-01 + z * 7.70381505559019352791e-02)));
    return z * (p / q);
}

/* acos a for ½ < a <= 1, by 2 asin √((1 − a)/2), whose root has its rounding mended. */
static struct pair arc_from_one(double a)
{
    double z = (1 - a) / 2, s = sqrt(z), s1 = upper(s);
    double mend = s > 0 ? (z - s1 * s1) / (s + s1) : 0; /* s is s1 and this much */
    return pair_quick_sum(2 * s1, 2 * (mend + s * arc(z)));
}

double fn_acos(double x)
{
    double a = fabs(x);
    if (!(a <= 1))
        return NAN;
    if (a > 0.5) {
        struct pair y = arc_from_one(a);
        if (x > 0)
            return y.hi + y.lo;
        struct pair s = pair_sum(2 * HALF_PI_HI, -y.hi);
        return s.hi + (s.lo + (2 * HALF_PI_LO - y.lo));
    }
    return HALF_PI_HI - (x - (HALF_PI_LO - x * arc(x * x)));
}

double fn_asin(double x)
{
    double a = fabs(x);
    if (!(a <= 1))
        return NAN;
    if (a < 0x1p-27)
        return x;
    if (a <= 0.5)
        return x + x * arc(x * x);
    struct pair y = arc_from_one(a), s = pair_sum(HALF_PI_HI, -y.hi);
    return copysign(s.hi + (s.lo + (HALF_PI_LO - y.lo)), x);
}
