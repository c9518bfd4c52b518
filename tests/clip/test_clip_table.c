/* Every clip rule, written out here a second time, on gradients that are zero, tiny, short, long,
 * huge, infinite and no number. A rule without a row here is a failure. */
#include <string.h>

#include "clip_bench.h"

#define GAMMA 2.6

static const double weights[DIM] = {3, 4, 0, 0}; /* for agc: units (3, 4) and (0, 0) */

static const double gradients[][DIM] = {
    {0, 0, 0, 0},
    {3e-300, 4e-300, 0, -12e-300},
    {3e-30, 4e-30, 0, -12e-30},
    {0.03, 0.04, 0, -0.12},
    {3, 4, 0, -12}, /* of norm 13 */
    {0.5, -0.25, 2, 0},
    {1e-8, -1e20, 0, 3},
    {3e20, 4e20, 0, -12e20},
    {3e200, 4e200, 0, -12e200},
    {INFINITY, 1, 0, -3},
    {1, 0, -INFINITY, 3},
    {1, NAN, 0, 2},
};

static long double norm_of(const double *g, int n)
{
    long double sum = 0; /* squares of doubles do not leave the range of a long double here */
    for (int i = 0; i < n; i++)
        sum = hypotl(sum, g[i]);
    for (int i = 0; i < n; i++)
        if (isnan(g[i]))
            return NAN; /* hypot of infinity and NaN is infinity */
    return sum;
}

static void times(const double *g, long double factor, int n, double *out)
{
    for (int i = 0; i < n; i++)
        out[i] = (double)(factor * g[i]);
}

/* NaN where there is no norm. */
static long double min1(long double ratio, long double norm)
{
    return isfinite(norm) ? (ratio < 1 ? ratio : 1) : NAN;
}

static void want_g(const double *g, double *out)
{
    times(g, 1, DIM, out);
}

/* Rules that have seen nothing yet cut nothing, but do not let infinity pass for a number. */
static void want_g_if_finite(const double *g, double *out)
{
    times(g, isfinite(norm_of(g, DIM)) ? 1 : NAN, DIM, out);
}

static void want_hard(const double *g, double *out)
{
    long double n = norm_of(g, DIM);
    times(g, min1(GAMMA / n, n), DIM, out);
}

static void want_soft(const double *g, double *out)
{
    long double n = norm_of(g, DIM);
    times(g, isfinite(n) ? GAMMA / (n + GAMMA) : NAN, DIM, out);
}

static void want_torch(const double *g, double *out)
{
    long double n = norm_of(g, DIM), f = GAMMA / (n + 1e-6L);
    times(g, isnan(f) ? NAN : f < 1 ? f : 1, DIM, out);
}

static void want_guarded(const double *g, double *out)
{
    long double n = norm_of(g, DIM);
    times(g, min1(GAMMA / (n + 1e-6L), n), DIM, out);
}

static void want_optax(const double *g, double *out)
{
    long double n = norm_of(g, DIM);
    times(g, n < GAMMA ? 1 : GAMMA / n, DIM, out);
}

static void want_normalized(const double *g, double *out)
{
    long double n = norm_of(g, DIM);
    times(g, isfinite(n) ? 1 / (n + 0.5L) : NAN, DIM, out);
}

static void want_by_value(const double *g, double *out)
{
    for (int i = 0; i < DIM; i++)
        out[i] = isnan(g[i]) ? NAN : g[i] > GAMMA ? GAMMA : g[i] < -GAMMA ? -GAMMA : g[i];
}

static void want_soft_component(const double *g, double *out)
{
    for (int i = 0; i < DIM; i++)
        out[i] = isfinite(g[i]) ? (double)(g[i] * (GAMMA / (fabsl(g[i]) + GAMMA))) : NAN;
}

static void want_two_blocks(const double *g, double *out)
{
    for (int i = 0; i < DIM; i += 2) {
        long double n = norm_of(g + i, 2);
        times(g + i, min1(GAMMA / n, n), 2, out + i);
    }
}

static void want_two_blocks_torch(const double *g, double *out)
{
    for (int i = 0; i < DIM; i += 2) {
        long double n = norm_of(g + i, 2);
        times(g + i, min1(GAMMA / (n + 1e-6L), n), 2, out + i);
    }
}

/* The second block keeps its gradient, finite or not. */
static void want_first_block(const double *g, double *out)
{
    long double n = norm_of(g, 2);
    times(g, min1(GAMMA / n, n), 2, out);
    times(g + 2, 1, 2, out + 2);
}

/* The first block is on eight ranks. */
static void want_first_eight_times(const double *g, double *out)
{
    long double one = norm_of(g, 2), two = norm_of(g + 2, 2), n = sqrtl(8 * one * one + two * two);
    times(g, min1(GAMMA / n, n), DIM, out);
}

static void want_g_or_nothing(const double *g, double *out)
{
    long double n = norm_of(g, DIM);
    for (int i = 0; i < DIM; i++)
        out[i] = n <= GAMMA ? g[i] : 0; /* skipped */
}

static void want_auto_s(const double *g, double *out)
{
    long double n = norm_of(g, DIM);
    times(g, !isfinite(n) ? NAN : n == 0 ? 1 : GAMMA / (n + 0.5L), DIM, out);
}

/* λ = 0.1: limits 0.5 and, of the weights that are 0, 1e-4. */
static void want_agc(const double *g, double *out)
{
    for (int i = 0; i < DIM; i += 2) {
        long double n = norm_of(g + i, 2), most = i ? 1e-4L : 0.5L;
        times(g + i, min1(most / (n > 1e-6L ? n : 1e-6L), n), 2, out + i);
    }
}

/* S = 1: what a half holds of these gradients is all, nothing, or too much. */
static void want_mixed(const double *g, double *out)
{
    long double n = norm_of(g, DIM);
    bool nothing = n<1e-20L, too_much = n> 1e10L;
    for (int i = 0; i < DIM && !isfinite(n); i++)
        out[i] = 0; /* skipped */
    if (isfinite(n) && (nothing || too_much))
        times(g, 0, DIM, out);
    else if (isfinite(n))
        want_hard(g, out);
}

static void want_single(const double *g, double *out)
{
    long double n = norm_of(g, DIM);
    if (isnan(n) || n < 1.8e19L)
        want_torch(g, out);
    else
        times(g, 0, DIM, out); /* and 0·∞ is no number */
}

/* 0.03, 0.04 and 0.12 have no exact half: 2^-11 of each is what rounding may do. */
static const struct row {
    const char *name;
    void (*want)(const double *g, double *out);
    double tolerance;
    const char *set;
    double to;
} rows[] = {
    {"none", want_g, 0, NULL, 0},
    {"per-tensor", want_two_blocks, 1e-15, NULL, 0},
    {"per-variable", want_two_blocks_torch, 1e-15, NULL, 0},
    {"some-layers", want_first_block, 1e-15, NULL, 0},
    {"replicated-norm", want_first_eight_times, 1e-15, NULL, 0},
    {"adagc", want_hard, 1e-15, NULL, 0},
    {"spam", want_g_if_finite, 0, NULL, 0},
    {"u-clip", want_hard, 1e-15, NULL, 0},
    {"scaled-median", want_g_if_finite, 0, NULL, 0},
    {"skip-over", want_g_or_nothing, 0, NULL, 0},
    {"skip-sigma", want_g_if_finite, 0, NULL, 0},
    {"dp", want_hard, 1e-15, "noise-multiplier", 0},
    {"auto-s", want_auto_s, 1e-15, "stability", 0.5},
    {"clip21", want_hard, 1e-15, NULL, 0},
    {"hard", want_hard, 1e-15, NULL, 0},
    {"soft", want_soft, 1e-15, NULL, 0},
    {"torch", want_torch, 1e-15, NULL, 0},
    {"optax", want_optax, 1e-15, NULL, 0},
    {"tensorflow", want_hard, 1e-15, NULL, 0},
    {"guarded", want_guarded, 1e-15, NULL, 0},
    {"by-value", want_by_value, 0, NULL, 0},
    {"soft-component", want_soft_component, 1e-15, NULL, 0},
    {"per-layer", want_two_blocks, 1e-15, NULL, 0},
    {"agc", want_agc, 1e-15, "ratio", 0.1},
    {"autoclip", want_g_if_finite, 1e-15, NULL, 0},
    {"half-g99", want_g_if_finite, 1e-15, "gamma", INFINITY},
    {"zclip", want_g_if_finite, 1e-15, NULL, 0},
    {"normalized", want_normalized, 1e-15, "beta", 0.5},
    {"l0-over-l1", want_hard, 1e-15, NULL, 0},
    {"inverse-l1", want_hard, 1e-15, NULL, 0},
    {"mixed-precision", want_mixed, 0x1p-10, "scale", 1},
    {"after-step", want_g, 0, NULL, 0},
    {"each-micro-batch", want_hard, 1e-15, NULL, 0}, /* without parts */
    {"each-worker", want_hard, 1e-15, NULL, 0},
    {"each-shard", want_two_blocks, 1e-15, NULL, 0},
    {"float32-norm", want_single, 1e-6, NULL, 0},
};
enum { ROWS = sizeof rows / sizeof rows[0], GRADIENTS = sizeof gradients / sizeof gradients[0] };

/* Each gradient is the first of a run. */
static double call(const struct row *row, const double *g)
{
    begin(row->name);
    if (param_find(b.kind->params, b.kind->n_params, "gamma"))
        set("gamma", GAMMA);
    if (row->set)
        set(row->set, row->to);
    b.call.dim = DIM;
    b.call.x = weights;
    b.call.g = g;
    b.call.norm = (double)norm_of(g, DIM);
    b.call.out = b.out;
    b.call.blocks = b.blocks;
    return b.kind->apply(b.par, b.state, &b.call);
}

static bool near(double got, double want, double tolerance)
{
    return isnan(want)   ? isnan(got)
           : isinf(want) ? got == want
                         : fabs(got - want) <= tolerance * fabs(want);
}

static void by_hand(void)
{
    for (int r = 0; r < ROWS; r++)
        for (int k = 0; k < GRADIENTS; k++) {
            double want[DIM], factor = call(&rows[r], gradients[k]);
            bool good = true;
            rows[r].want(gradients[k], want);
            for (int i = 0; i < DIM; i++)
                good &= near(b.out[i], want[i], rows[r].tolerance);
            /* what it says of it: how much of the gradient is left */
            long double n = norm_of(gradients[k], DIM), left = norm_of(want, DIM);
            if (isfinite(n) && n > 0)
                good &= near(factor, (double)(left / n), fmax(rows[r].tolerance, 1e-14));
            else if (n == 0 && strcmp(rows[r].name, "normalized") != 0)
                good &= factor == 1;
            if (!good)
                printf(
                    "\n%s, gradient %d: (%g, %g, %g, %g), factor %g; expected (%g, %g, %g, %g)\n",
                    rows[r].name, k, b.out[0], b.out[1], b.out[2], b.out[3], factor, want[0],
                    want[1], want[2], want[3]);
            CU_ASSERT(good);
        }
}

static void every_rule_has_a_row(void)
{
    int kinds = 0;
    for (; clip_kinds[kinds]; kinds++) {
        int found = 0;
        for (int r = 0; r < ROWS; r++)
            found += strcmp(rows[r].name, clip_kinds[kinds]->name) == 0;
        if (found != 1)
            printf("\n%s has %d rows\n", clip_kinds[kinds]->name, found);
        CU_ASSERT(found == 1);
    }
    CU_ASSERT(kinds == ROWS);
}

static bool same(double got, double want)
{
    return got == want || (isnan(got) && isnan(want));
}

/* A rule that says so leaves the multiplying to its caller, whose product is the same to the bit.
 */
static void common_factors(void)
{
    int seen = 0;
    for (int r = 0; r < ROWS; r++)
        for (int k = 0; k < GRADIENTS; k++) {
            double factor = call(&rows[r], gradients[k]);
            if (!b.kind->common)
                continue;
            bool good = true;
            for (int i = 0; i < DIM; i++)
                good &= same(b.out[i], factor * gradients[k][i]);
            memset(b.state, 0, sizeof b.state);
            b.call.out = NULL;
            good &= same(b.kind->apply(b.par, b.state, &b.call), factor);
            if (!good)
                printf("\n%s, gradient %d, factor %g\n", rows[r].name, k, factor);
            CU_ASSERT(good);
            seen++;
        }
    CU_ASSERT(seen > GRADIENTS);
}

static const struct check checks[] = {
    {"by hand", by_hand},
    {"common factors", common_factors},
    {"every rule has a row", every_rule_has_a_row},
    {NULL, NULL},
};

int main(void)
{
    return check_main("clip table", checks);
}
