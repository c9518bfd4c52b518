/* The elementary functions: against correctly rounded values, against the C library, and to the
 * bit. */
#include "base/elementary.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/rng.h"
#include "check.h"

/* One of them, the library's, its error in units of the last place, and where it is tried. */
struct function {
    const char *name;
    double (*own)(double), (*library)(double);
    double error, from, to;
    uint64_t digest; /* of its bits at many arguments, the same on every machine */
};

static const struct function functions[] = {
    {"exp", fn_exp, exp, 1, -746, 710, 0x35e241e5d2dc4502},
    {"expm1", fn_expm1, expm1, 1, -60, 710, 0x296e0b72187ddbff},
    {"sinh", fn_sinh, sinh, 1, -711, 711, 0x2cf604bee1375b26},
    {"cosh", fn_cosh, cosh, 1, -711, 711, 0x4d761da99ce80713},
    {"tanh", fn_tanh, tanh, 1, -30, 30, 0x0cdcdd1683517963},
    {"log", fn_log, log, 1, 0, INFINITY, 0x38c3f023c0ab3942},
    {"log2", fn_log2, log2, 1, 0, INFINITY, 0xe07c261137ccb3f4},
    {"log10", fn_log10, log10, 1, 0, INFINITY, 0x117704060892235e},
    {"log1p", fn_log1p, log1p, 1, -1, INFINITY, 0xf66dd1e1527d6cfd},
    {"sin", fn_sin, sin, 1, -INFINITY, INFINITY, 0xb608c21f68ed22a9},
    {"cos", fn_cos, cos, 1, -INFINITY, INFINITY, 0x644d1d2840146882},
    {"asin", fn_asin, asin, 1, -1, 1, 0x0cf9d46c00bdc12c},
    {"acos", fn_acos, acos, 1, -1, 1, 0xa827e09c51ffcfb9},
    {"erfc", fn_erfc, erfc, 8, -28, 28, 0x35872c36d8046971},
};
enum { FUNCTIONS = sizeof functions / sizeof functions[0], DRAWS = 20000 };

/* |a - b| in units of the last place of b; 0 where they are the same, NaN and the sign of a zero
 * too. */
static double units(double a, double b)
{
    if (isnan(a) || isnan(b) || a == b)
        return (isnan(a) && isnan(b)) || (a == b && signbit(a) == signbit(b)) ? 0 : INFINITY;
    if (isinf(a) || isinf(b))
        return INFINITY;
    int e;
    frexp(b, &e);
    return ldexp(fabs(a - b), e < -1021 ? 1074 : 53 - e);
}

static const struct function *function_find(const char *name)
{
    for (int i = 0; i < FUNCTIONS; i++)
        if (strcmp(functions[i].name, name) == 0)
            return &functions[i];
    return NULL;
}

static void tell(const char *name, double x, double y, double got, double truth)
{
    printf("\n%s(%a, %a) is %a, not %a\n", name, x, y, got, truth);
    CU_FAIL("a value is off");
}

static void correct_values(void)
{
    FILE *in = fopen("tests/base/elementary.txt", "r");
    CU_ASSERT_PTR_NOT_NULL_FATAL(in);
    char line[160], name[16];
    int n = 0;
    while (fgets(line, sizeof line, in)) {
        double a, b, c;
        int read = sscanf(line, "%15s %la %la %la", name, &a, &b, &c);
        const struct function *f = function_find(name);
        if (read < 3)
            continue;
        n++;
        double got = f                            ? f->own(a)
                     : strcmp(name, "pow") == 0   ? fn_pow(a, b)
                     : strcmp(name, "hypot") == 0 ? fn_hypot(a, b)
                                                  : -77;
        if (!(units(got, f ? b : c) <= (f ? f->error : 1)))
            tell(name, a, f ? NAN : b, got, f ? b : c);
    }
    fclose(in);
    CU_ASSERT(n > 500);
}

/* One draw a statement: in which order the arguments of a call are made is the compiler's. */
static double any_size(struct rng *r, uint64_t octaves)
{
    double x = 1 + rng_uniform(r);
    return ldexp(x, (int)rng_below(r, octaves) - (int)octaves / 2);
}

/* Arguments of all sizes within the range of f. */
static double argument(struct rng *r, const struct function *f)
{
    for (;;) {
        uint64_t bits = rng_next(r);
        double x;
        if (rng_below(r, 2) && isfinite(f->to))
            x = fmax(f->from, -1e3) + rng_uniform(r) * (f->to - fmax(f->from, -1e3));
        else if (rng_below(r, 2))
            x = any_size(r, 60) * (bits & 1 ? -1 : 1);
        else
            memcpy(&x, &bits, sizeof x);
        if (x > f->from && x < f->to)
            return x;
    }
}

/* Other libraries err by up to two units themselves. */
static void like_the_library(void)
{
    struct rng r;
    rng_seed(&r, 1);
    for (int i = 0; i < FUNCTIONS; i++)
        for (int k = 0; k < DRAWS; k++) {
            const struct function *f = &functions[i];
            double x = argument(&r, f), got = f->own(x), other = f->library(x);
            if (!(units(got, other) <= f->error + 3))
                tell(f->name, x, NAN, got, other);
        }
    for (int k = 0; k < DRAWS; k++) {
        double x = any_size(&r, 200);
        double y = 40 * rng_uniform(&r) - 20, got = fn_pow(x, y);
        if (!(units(got, pow(x, y)) <= 4))
            tell("pow", x, y, got, pow(x, y));
        got = fn_hypot(x, x * y);
        if (!(units(got, hypot(x, x * y)) <= 4))
            tell("hypot", x, x * y, got, hypot(x, x * y));
    }
}

/* FNV-1a over the bits of results; every NaN counts as the same. */
static uint64_t digest(uint64_t hash, double v)
{
    uint64_t bits = 0x7ff8000000000000u;
    if (!isnan(v))
        memcpy(&bits, &v, sizeof bits);
    for (int i = 0; i < 8; i++)
        hash = (hash ^ (bits >> 8 * i & 0xff)) * 0x100000001b3u;
    return hash;
}

static void same_bits(void)
{
    for (int i = 0; i < FUNCTIONS; i++) {
        struct rng r;
        rng_seed(&r, 2);
        uint64_t hash = 0xcbf29ce484222325u;
        for (int k = 0; k < DRAWS; k++)
            hash = digest(hash, functions[i].own(argument(&r, &functions[i])));
        if (hash != functions[i].digest) {
            printf("\n%s: 0x%016" PRIx64 "\n", functions[i].name, hash);
            CU_FAIL("other bits");
        }
    }
    struct rng r;
    rng_seed(&r, 3);
    uint64_t powers = 0xcbf29ce484222325u, norms = powers;
    for (int k = 0; k < DRAWS; k++) {
        double x = any_size(&r, 200);
        double y = 40 * rng_uniform(&r) - 20;
        powers = digest(powers, fn_pow(x, y));
        norms = digest(norms, fn_hypot(x, x * y));
    }
    CU_ASSERT_EQUAL(powers, 0x7364d496b0499a10);
    CU_ASSERT_EQUAL(norms, 0xec53edad0025e967);
}

int main(void)
{
    static const struct check checks[] = {
        {"correctly rounded values", correct_values},
        {"like the C library", like_the_library},
        {"the same bits everywhere", same_bits},
        {NULL, NULL},
    };
    return check_main("elementary", checks);
}
