/* √(x² + y²), whose root is mended by what its square leaves. */
#include "base/elementary.h"
#include "base/pair.h"

double fn_hypot(double x, double y)
{
    double a = fabs(x), b = fabs(y);
    if (isinf(a) || isinf(b))
        return INFINITY; /* even of a NaN */
    if (!(a >= b)) {     /* a NaN comes through below */
        double swap = a;
        a = b, b = swap;
    }
    if (b == 0 || a + b == a)
        return a + b;
    /* No square may overflow, nor may one lose digits. */
    double scale = a > 0x1p500 ? 0x1p600 : b < 0x1p-450 ? 0x1p-600 : 1;
    a /= scale, b /= scale;
    struct pair aa = pair_product(a, a), bb = pair_product(b, b), s = pair_sum(aa.hi, bb.hi);
    double h = sqrt(s.hi);
    struct pair hh = pair_product(h, h);
    double left = ((s.hi - hh.hi) - hh.lo) + (s.lo + (aa.lo + bb.lo));
    return (h + left / (2 * h)) * scale;
}
