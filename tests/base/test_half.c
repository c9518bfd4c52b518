/* Half precision against its definition: every one of its 65536 patterns, and all that lies between
 * two of them. */
#include <math.h>
#include <stdint.h>

#include "base/half.h"
#include "check.h"

static void known_patterns(void)
{
    static const struct {
        uint16_t bits;
        double value;
    } known[] = {{0x3c00, 1},
                 {0xc000, -2},
                 {0x7bff, 65504},
                 {0x0400, 0x1p-14},
                 {0x03ff, 1023 * 0x1p-24},
                 {0x0001, 0x1p-24},
                 {0x3555, 1365 * 0x1p-12}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        CHECK_NEAR(half_value(known[i].bits), known[i].value, 0);
        CHECK_NEAR(half_round(known[i].value), known[i].value, 0);
    }
    CHECK_NEAR(half_round(1.0 / 3), half_value(0x3555), 0);
    CHECK_NEAR(half_round(0.1), half_value(0x2e66), 0);
    CHECK_NEAR(half_round(-1e-7), -half_value(0x0002), 0);
    CU_ASSERT(HALF_MOST == half_value(0x7bff) && HALF_LEAST == half_value(1));
}

static void each_is_itself(void)
{
    int finite = 0;
    for (uint32_t bits = 0; bits < 65536; bits++) {
        double v = half_value((uint16_t)bits), r = half_round(v);
        CU_ASSERT(isnan(v) ? isnan(r) : r == v && signbit(r) == signbit(v));
        finite += isfinite(v) != 0;
    }
    CU_ASSERT(finite == 63488);
}

/* Between neighbours: the nearer, and from the middle the one whose last bit is 0. */
static void between_two(void)
{
    for (uint16_t bits = 0; bits < 0x7c00; bits++) {
        double lo = half_value(bits), hi = bits < 0x7bff ? half_value((uint16_t)(bits + 1)) : 65536;
        double mid = lo + (hi - lo) / 2, top = bits < 0x7bff ? hi : INFINITY;
        for (int sign = -1; sign <= 1; sign += 2) {
            CU_ASSERT(sign * half_round(sign * nextafter(mid, 0)) == lo);
            CU_ASSERT(sign * half_round(sign * nextafter(mid, INFINITY)) == top);
            CU_ASSERT(sign * half_round(sign * mid) == (bits & 1 ? top : lo));
        }
    }
}

static void far_out(void)
{
    CU_ASSERT(half_round(65519.999) == 65504 && half_round(65520) == INFINITY);
    CU_ASSERT(half_round(-1e300) == -INFINITY && half_round(INFINITY) == INFINITY);
    CU_ASSERT(half_round(0x1p-25) == 0 && half_round(0x1.000001p-25) == 0x1p-24);
    CU_ASSERT(half_round(5e-324) == 0 && signbit(half_round(-5e-324)));
    CU_ASSERT(isnan(half_round(NAN)));
}

static const struct check checks[] = {
    {"known patterns", known_patterns},
    {"each is itself", each_is_itself},
    {"between two", between_two},
    {"far out", far_out},
    {NULL, NULL},
};

int main(void)
{
    return check_main("half", checks);
}
