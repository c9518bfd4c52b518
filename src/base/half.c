#include "base/half.h"

#include <math.h>

enum { DIGITS = 10, LEAST_EXPONENT = -14 };

double half_round(double x)
{
    int exponent;
    if (isnan(x) || x == 0)
        return x;
    if (fabs(x) >= 65520)
        return copysign(INFINITY, x);
    frexp(x, &exponent); /* |x| is in [½, 1)·2^exponent */
    int unit = (exponent - 1 > LEAST_EXPONENT ? exponent - 1 : LEAST_EXPONENT) - DIGITS;
    return scalbn(nearbyint(scalbn(x, -unit)), unit); /* to even, as the environment stands */
}

double half_value(uint16_t bits)
{
    int exponent = bits >> DIGITS & 31, fraction = bits & ((1 << DIGITS) - 1);
    double size;
    if (exponent == 31)
        size = fraction ? NAN : INFINITY;
    else if (exponent == 0)
        size = ldexp(fraction, LEAST_EXPONENT - DIGITS);
    else
        size = ldexp((1 << DIGITS) + fraction, exponent - 1 + LEAST_EXPONENT - DIGITS);
    return bits >> 15 ? -size : size;
}
