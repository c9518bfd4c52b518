/* Logarithms, and powers by them. */
#include <stdbool.h>

#include "base/elementary.h"
#include "base/pair.h"

/* 1/F and log F at F = 1 + j/64. A logarithm's first part is a multiple of 2^-42, as that of ln 2
 * is: a whole multiple of the latter and one of these add up exactly. */
static const struct {
    double inverse, log_hi, log_lo;
} grid[65] = {{0x1p+0, 0, 0},
              {0x1.f81f81f81f82p-1, 0x1.fc0a8b0fcp-7, 0x1.f1e7cf6d3a69cp-50},
              {0x1.f07c1f07c1f08p-1, 0x1.f829b0e78p-6, 0x1.980267c7e09e4p-45},
              {0x1.e9131abf0b767p-1, 0x1.77458f633p-5, -0x1.181dce586af09p-44},
              {0x1.e1e1e1e1e1e1ep-1, 0x1.f0a30c0118p-5, -0x1.d599e83368e91p-45},
              {0x1.dae6076b981dbp-1, 0x1.341d7961bcp-4, 0x1.1d0929983761p-44},
              {0x1.d41d41d41d41dp-1, 0x1.6f0d28ae58p-4, -0x1.4b4641b664613p-44},
              {0x1.cd85689039b0bp-1, 0x1.a926d3a4acp-4, 0x1.563650bd22a9cp-44},
              {0x1.c71c71c71c71cp-1, 0x1.e27076e2bp-4, -0x1.a342c2af0003cp-45},
              {0x1.c0e070381c0ep-1, 0x1.0d77e7cd08p-3, 0x1.cb2cd2ee2f482p-44},
              {0x1.bacf914c1badp-1, 0x1.29552f82p-3, -0x1.5b967f4471dfcp-44},
              {0x1.b4e81b4e81b4fp-1, 0x1.44d2b6ccb8p-3, -0x1.70cc16135783cp-46},
              {0x1.af286bca1af28p-1, 0x1.5ff3070a7ap-3, -0x1.8586f183bebf2p-44},
              {0x1.a98ef606a63bep-1, 0x1.7ab890210ep-3, -0x1.bdb9072534a58p-45},
              {0x1.a41a41a41a41ap-1, 0x1.9525a9cf46p-3, -0x1.297137d9f158fp-44},
              {0x1.9ec8e951033d9p-1, 0x1.af3c94e80cp-3, -0x1.a4e633fcd9066p-52},
              {0x1.999999999999ap-1, 0x1.c8ff7c79aap-3, -0x1.7794f689f8434p-45},
              {0x1.948b0fcd6e9ep-1, 0x1.e27076e2bp-3, -0x1.a342c2af0003cp-44},
              {0x1.8f9c18f9c18fap-1, 0x1.fb9186d5e4p-3, -0x1.d572aab993c87p-47},
              {0x1.8acb90f6bf3aap-1, 0x1.0a324e2739p-2, 0x1.c6bee7ef4030ep-47},
              {0x1.8618618618618p-1, 0x1.1675cababap-2, 0x1.8380e731f55c4p-44},
              {0x1.8181818181818p-1, 0x1.22941fbcf8p-2, -0x1.a6976f5eb0963p-44},
              {0x1.7d05f417d05f4p-1, 0x1.2e8e2bae12p-2, -0x1.67b1e99b72bd8p-45},
              {0x1.78a4c8178a4c8p-1, 0x1.3a64c55694p-2, 0x1.7a71cbcd735dp-44},
              {0x1.745d1745d1746p-1, 0x1.4618bc21c6p-2, -0x1.3d82f484c84ccp-46},
              {0x1.702e05c0b817p-1, 0x1.51aad872ep-2, -0x1.f4bd8db0a7cc1p-44},
              {0x1.6c16c16c16c17p-1, 0x1.5d1bdbf581p-2, -0x1.8d6bdc9c7c238p-44},
              {0x1.6816816816817p-1, 0x1.686c81e9b1p-2, 0x1.2bb110af84054p-44},
              {0x1.642c8590b2164p-1, 0x1.739d7f6bbdp-2, 0x1.a7389314feb5p-52},
              {0x1.6058160581606p-1, 0x1.7eaf83b82bp-2, -0x1.e4da62d0c25adp-49},
              {0x1.5c9882b931057p-1, 0x1.89a3386c14p-2, 0x1.2d5ad38c40882p-45},
              {0x1.58ed2308158edp-1, 0x1.947941c211p-2, 0x1.beae9337451f4p-44},
              {0x1.5555555555555p-1, 0x1.9f323ecbfap-2, -0x1.ed03525ca2643p-44},
              {0x1.51d07eae2f815p-1, 0x1.a9cec9a9a1p-2, -0x1.ed9cadec02b43p-44},
              {0x1.4e5e0a72f0539p-1, 0x1.b44f77bcc9p-2, -0x1.3ae68224aa2cep-47},
              {0x1.4afd6a052bf5bp-1, 0x1.beb4d9da72p-2, -0x1.21021e78b2151p-44},
              {0x1.47ae147ae147bp-1, 0x1.c8ff7c79aap-2, -0x1.7794f689f8434p-44},
              {0x1.446f86562d9fbp-1, 0x1.d32fe7e00fp-2, -0x1.0aa7884dcd05p-44},
              {0x1.4141414141414p-1, 0x1.dd46a04c1cp-2, 0x1.282fb989a9274p-44},
              {0x1.3e22cbce4a902p-1, 0x1.e744261d68p-2, 0x1.e1f8df68dbcf3p-44},
              {0x1.3b13b13b13b14p-1, 0x1.f128f5fafp-2, 0x1.bb2cd720ec44cp-44},
              {0x1.3813813813814p-1, 0x1.faf588f78fp-2, 0x1.8f6cd7d9f2754p-45},
              {0x1.3521cfb2b78c1p-1, 0x1.02552a5a5dp-1, 0x1.fd8d38d2bafddp-46},
              {0x1.323e34a2b10bfp-1, 0x1.0723e5c1cep-1, -0x1.7f6350d38edddp-46},
              {0x1.2f684bda12f68p-1, 0x1.0be72e42528p-1, 0x1.415b4c4bdd99fp-44},
              {0x1.2c9fb4d812cap-1, 0x1.109f39e2d5p-1, -0x1.b4810e09b27a4p-44},
              {0x1.29e4129e4129ep-1, 0x1.154c3d2f4d8p-1, -0x1.0b2b38662e34dp-44},
              {0x1.27350b8812735p-1, 0x1.19ee6b467c8p-1, 0x1.6ecc5cbdd7782p-45},
              {0x1.2492492492492p-1, 0x1.1e85f5e704p-1, 0x1.a07bd8b34be7cp-46},
              {0x1.21fb78121fb78p-1, 0x1.23130d7becp-1, -0x1.7afa4392f1ba7p-46},
              {0x1.1f7047dc11f7p-1, 0x1.2795e1289bp-1, 0x1.1aeb783f3db97p-45},
              {0x1.1cf06ada2811dp-1, 0x1.2c0e9ed449p-1, -0x1.74468563ce45dp-45},
              {0x1.1a7b9611a7b96p-1, 0x1.307d7334f1p-1, 0x1.7c3f6b2143eadp-46},
              {0x1.1811811811812p-1, 0x1.34e289d9cep-1, 0x1.d316eb92d885dp-45},
              {0x1.15b1e5f75270dp-1, 0x1.393e0d35628p-1, 0x1.0cd4e221301b7p-44},
              {0x1.135c81135c811p-1, 0x1.3d9026a7158p-1, -0x1.055bfbd9c2f53p-45},
              {0x1.1111111111111p-1, 0x1.41d8fe8467p-1, 0x1.5732325e617a3p-44},
              {0x1.0ecf56be69c9p-1, 0x1.4618bc21c6p-1, -0x1.3d82f484c84ccp-45},
              {0x1.0c9714fbcda3bp-1, 0x1.4a4f85db04p-1, -0x1.44fdd840b8591p-45},
              {0x1.0a6810a6810a7p-1, 0x1.4e7d811b758p-1, 0x1.d84e584c2b22cp-44},
              {0x1.0842108421084p-1, 0x1.52a2d265bc8p-1, -0x1.2a88c41ba8752p-44},
              {0x1.0624dd2f1a9fcp-1, 0x1.56bf9d5b3fp-1, 0x1.cca08e310b9b2p-44},
              {0x1.041041041041p-1, 0x1.5ad404c35ap-1, -0x1.a609acaab41fcp-46},
              {0x1.0204081020408p-1, 0x1.5ee02a92418p-1, -0x1.8a8f29f6a02dcp-45},
              {0x1p-1, 0x1.62e42fefa38p-1, 0x1.ef35793c7673p-45}};

#define LN2_HI      0x1.62e42fefa38p-1
#define LN2_LO      0x1.ef35793c7673p-45
#define INV_LN2_HI  0x1.71547652b82fep+0
#define INV_LN2_LO  0x1.777d0ffda0d24p-56
#define INV_LN10_HI 0x1.bcb7b1526e50ep-2
#define INV_LN10_LO 0x1.95355baaafad3p-57
#define LARGEST     710.0 /* as exponents of e: beyond it infinite, below the next 0 */
#define SMALLEST    (-746.0)

/* log(x + lo) to 64 digits; x > 0 is finite, |lo| at most half a unit of its last place.
 *
 * x = 2^k·m, m = F(1 + r): log x = k ln 2 + log F + r − r²/2 + r³/3 − ... with |r| <= 2^-7. The
 * first digits of r are few enough for r·F and r² to be exact; of r³ and on a double is enough. */
static struct pair pair_log(double x, double lo)
{
    int k = 0;
    if (x < 0x1p-1022)
        x *= 0x1p54, k = -54;
    uint64_t bits = bits_of(x);
    int e = (int)(bits >> 52) - 1023;
    double m = from_bits((bits & 0xfffffffffffffu) | 0x3ff0000000000000u);
    lo = lo != 0 && e < 60 ? lo * power_of_two(-e) : 0;
    int j = (int)((m - 1) * 64 + 0.5);
    double F = 1 + j / 64.0, f = m - F, inverse = grid[j].inverse;
    double r = (f + lo) * inverse, r1 = upper(r), r2 = ((f - r1 * F) + lo) * inverse, rr = r * r;
    double series = (1.0 / 3 - r * (1.0 / 4)) +
                    rr * ((1.0 / 5 - r * (1.0 / 6)) +
                          rr * ((1.0 / 7 - r * (1.0 / 8)) + rr * (1.0 / 9 - r * (1.0 / 10))));
    double whole = k + e;
    struct pair s = pair_sum(whole * LN2_HI + grid[j].log_hi, r1),
                t = pair_sum(s.hi, -0.5 * r1 * r1);
    double tail = whole * LN2_LO + grid[j].log_lo;
    return pair_quick_sum(t.hi,
                          s.lo + t.lo + (tail + (r2 - r2 * (r1 + 0.5 * r2) + r * rr * series)));
}

/* What has no logarithm, or none that is finite: true, and it is in *out. */
static bool log_special(double x, double *out)
{
    if (x > 0 && x <= 0x1.fffffffffffffp1023)
        return false;
    *out = x == 0 ? -INFINITY : x > 0 ? x : NAN; /* infinity is its own */
    return true;
}

double fn_log(double x)
{
    double out;
    if (log_special(x, &out))
        return out;
    struct pair l = pair_log(x, 0);
    return l.hi + l.lo;
}

static double log_by(double x, double hi, double lo)
{
    double out;
    if (log_special(x, &out))
        return out;
    struct pair l = pair_log(x, 0), p = pair_product(l.hi, hi);
    return p.hi + (p.lo + (l.hi * lo + l.lo * hi));
}

double fn_log2(double x)
{
    return log_by(x, INV_LN2_HI, INV_LN2_LO);
}

double fn_log10(double x)
{
    return log_by(x, INV_LN10_HI, INV_LN10_LO);
}

double fn_log1p(double x)
{
    double out;
    if (fabs(x) < 0x1p-54)
        return x; /* with the sign of a zero */
    if (log_special(1 + x, &out))
        return out;
    struct pair one = pair_sum(1, x), l = pair_log(one.hi, one.lo);
    return l.hi + l.lo;
}

/* Whether y is a whole number, and an odd one. */
static bool is_whole(double y)
{
    return y == floor(y);
}

static bool is_odd(double y)
{
    return is_whole(y) && fmod(y, 2) != 0;
}

/* x^y where x or y is 0, 1, infinite or NaN: C17 F.10.4.4. */
static bool pow_special(double x, double y, double *out)
{
    if (y == 0 || x == 1)
        *out = 1;
    else if (isnan(x) || isnan(y))
        *out = x + y;
    else if (isinf(y))
        *out = fabs(x) == 1 ? 1 : (fabs(x) > 1) == (y > 0) ? INFINITY : 0;
    else if (x == 0 || isinf(x))
        *out = copysign((x == 0) == (y > 0) ? 0 : INFINITY, is_odd(y) ? x : 1);
    else if (x < 0 && !is_whole(y))
        *out = NAN;
    else
        return false;
    return true;
}

double fn_pow(double x, double y)
{
    double out;
    if (pow_special(x, y, &out))
        return out;
    double sign = x < 0 && is_odd(y) ? -1 : 1;
    struct pair l = pair_log(fabs(x), 0);
    double about = y * l.hi;
    if (!(about < LARGEST))
        return sign * INFINITY;
    if (about < SMALLEST)
        return sign * 0.0;
    if (fabs(about) < 0x1p-60)
        return sign; /* and y may be too small for a product of digits */
    int k;
    struct pair p = pair_product(y, l.hi), e = pair_exp(p.hi, p.lo + y * l.lo, &k);
    return sign * pair_scaled(e, k);
}
