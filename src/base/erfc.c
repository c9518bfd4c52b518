/* The complement of the error function, beyond ½ by the rational approximations of W. J. Cody,
 * "Rational Chebyshev approximations for the error function", Mathematics of Computation 23, 1969.
 */
#include "base/elementary.h"
#include "base/pair.h"

#define INV_SQRT_PI 0.56418958354775628695

#define NEAR_ZERO 0.46875

/* erf x, |x| <= 0.46875, by Taylor's series 2/√π Σ (−1)ⁿ x^(2n + 1)/(n!(2n + 1)); the first term
 * left out is below 2^-60 of the sum. */
static double near_zero(double x)
{
    static const double term[] = {1.0,
                                  -1.0 / 3,
                                  1.0 / 10,
                                  -1.0 / 42,
                                  1.0 / 216,
                                  -1.0 / 1320,
                                  1.0 / 9360,
                                  -1.0 / 75600,
                                  1.0 / 685440,
                                  -1.0 / 6894720,
                                  1.0 / 76204800,
                                  -1.0 / 918086400,
                                  1.0 / 11975040000};
    double sum = 0;
    for (int i = 12; i >= 0; i--)
        sum = sum * (x * x) + term[i];
    return 2 * INV_SQRT_PI * x * sum;
}

/* erfc x · exp(x²), 0.46875 <= x <= 4 */
static double middle(double x)
{
    static const double p[] = {
        1.23033935479799725e3, 2.05107837782607147e3,  1.71204761263407058e3,
        8.81952221241769090e2, 2.98635138197400131e2,  6.61191906371416295e1,
        8.88314979438837594e0, 5.64188496988670089e-1, 2.15311535474403846e-8};
    static const double q[] = {1.23033935480374942e3, 3.43936767414372164e3, 4.36261909014324716e3,
                               3.29079923573345963e3, 1.62138957456669019e3, 5.37181101862009858e2,
                               1.17693950891312499e2, 1.57449261107098347e1, 1};
    double above = 0, below = 0;
    for (int i = 8; i >= 0; i--)
        above = above * x + p[i], below = below * x + q[i];
    return above / below;
}

/* The same for x > 4. */
static double far(double x)
{
    double z = 1 / (x * x);
    double p = 6.58749161529837803e-4 +
               z * (1.60837851487422766e-2 +
                    z * (1.25781726111229246e-1 +
                         z * (3.60344899949804439e-1 +
                              z * (3.05326634961232344e-1 + z * 1.63153871373020978e-2))));
    double q = 2.33520497626869185e-3 +
               z * (6.05183413124413191e-2 +
                    z * (5.27905102951428412e-1 +
                         z * (1.87295284992346725e0 + z * (2.56852019228982242e0 + z))));
    return (INV_SQRT_PI - z * (p / q)) / x;
}

double fn_erfc(double x)
{
    double a = fabs(x);
    if (a <= NEAR_ZERO)
        return 1 - near_zero(x);
    if (!(a <= 28)) /* below the smallest number, or NaN */
        return x > 0 ? 0 : x < 0 ? 2 : x + x;
    struct pair square = pair_product(a, a);
    int k;
    struct pair e = pair_exp(-square.hi, -square.lo, &k);
    double y = pair_scaled((struct pair){(e.hi + e.lo) * (a <= 4 ? middle(a) : far(a)), 0}, k);
    return x > 0 ? y : 2 - y;
}
