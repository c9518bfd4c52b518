/* The single-precision pieces of networks. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/rng.h"
#include "base/vec.h"
#include "check.h"
#include "net/graph.h"
#include "net/real_math.h"
#include "net/row.h"
#include "net/turn.h"

typedef void many(real *y, const real *x, int n);

static float one(many *f, float x)
{
    float y;
    f(&y, &x, 1);
    return y;
}

static float tanh_of(float x)
{
    return one(real_tanh, x);
}

/* Error in units of the last place of the true value. */
static double error_at(many *f, double (*truth)(double), float x)
{
    double y = truth((double)x), a = fabs(y);
    double unit = (double)nextafterf((float)a, INFINITY) - (double)(float)a;
    return fabs((double)one(f, x) - y) / unit;
}

static void check_within(const char *name, many *f, double (*truth)(double), float lo, float hi,
                         double most)
{
    double worst = 0;
    for (float x = 1e-30f; x < hi; x *= 1.0003f) {
        worst = fmax(worst, error_at(f, truth, x));
        if (-x > lo)
            worst = fmax(worst, error_at(f, truth, -x));
    }
    for (int i = 1; i < 100000; i++)
        worst = fmax(worst, error_at(f, truth, lo + (hi - lo) * 1e-5f * (float)i));
    CU_ASSERT(worst <= most);
    if (!(worst <= most))
        printf("%s is off by %g units in the last place\n", name, worst);
}

static void check_error(const char *name, many *f, double (*truth)(double), float lo, float hi)
{
    check_within(name, f, truth, lo, hi, 3);
}

/* What operations call entry by entry. */
static void many_cumulative(real *y, const real *x, int n)
{
    real density;
    for (int i = 0; i < n; i++)
        normal_one(x[i], &y[i], &density);
}

static void many_density(real *y, const real *x, int n)
{
    real cumulative;
    for (int i = 0; i < n; i++)
        normal_one(x[i], &cumulative, &y[i]);
}

static double true_sigmoid(double x)
{
    return 1 / (1 + exp(-x));
}

static double true_cumulative(double x)
{
    return erfc(-x * 0.70710678118654752440) / 2;
}

static double true_density(double x)
{
    return 0.39894228040143267794 * exp(-x * x / 2);
}

static void test_errors(void)
{
    check_error("tanh", real_tanh, tanh, -20, 20);
    check_error("exp", real_exp, exp, -103, 88);
    check_error("log1p", real_log1p, log1p, -0.9f, 1e4f);
    check_error("log1p", real_log1p, log1p, -0.9f, 1e37f);
    check_error("sigmoid", real_sigmoid, true_sigmoid, -87, 87);
    check_within("the normal distribution", many_cumulative, true_cumulative, -13, 13, 6);
    check_within("its density", many_density, true_density, -13, 13, 4);
}

/* Worked out to 100 digits. */
static void test_known_values(void)
{
    static const struct {
        float x, sigmoid, cumulative, density;
    } known[] = {
        {-12.5f, 3.72663928e-06f, 3.7325643e-36f, 4.69519536e-35f},
        {-9.0f, 0.000123394576f, 1.12858841e-19f, 1.02797736e-18f},
        {-6.0625f, 0.00232316252f, 6.70109042e-10f, 4.16774107e-09f},
        {-3.5f, 0.0293122308f, 0.000232629079f, 0.000872682695f},
        {-2.0f, 0.119202922f, 0.0227501319f, 0.0539909665f},
        {-1.0f, 0.268941421f, 0.158655254f, 0.241970725f},
        {-0.75f, 0.320821301f, 0.226627352f, 0.301137432f},
        {-0.3125f, 0.422504635f, 0.377330282f, 0.379930606f},
        {-0.0010000000474974513f, 0.49975f, 0.499601058f, 0.398942081f},
        {0.0010000000474974513f, 0.50025f, 0.500398942f, 0.398942081f},
        {0.5f, 0.622459331f, 0.691462461f, 0.352065327f},
        {1.0f, 0.731058579f, 0.841344746f, 0.241970725f},
        {1.75f, 0.851952802f, 0.959940843f, 0.0862773188f},
        {3.0f, 0.952574127f, 0.998650102f, 0.00443184841f},
        {5.0f, 0.993307149f, 0.999999713f, 1.48671951e-06f},
        {8.5f, 0.999796573f, 1, 8.16623563e-17f},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        float x = known[i].x, unit = 0x1p-23f;
        CU_ASSERT(fabsf(one(real_sigmoid, x) - known[i].sigmoid) <= 3 * unit * known[i].sigmoid);
        CU_ASSERT(fabsf(one(many_cumulative, x) - known[i].cumulative) <=
                  6 * unit * known[i].cumulative);
        CU_ASSERT(fabsf(one(many_density, x) - known[i].density) <= 4 * unit * known[i].density);
    }
}

static void test_bounded_ends(void)
{
    CU_ASSERT(one(real_sigmoid, INFINITY) == 1 && one(real_sigmoid, 0) == 0.5f);
    CU_ASSERT(one(real_sigmoid, -INFINITY) < 2e-38f && one(real_sigmoid, -INFINITY) >= 0);
    CU_ASSERT(one(many_cumulative, INFINITY) == 1 && one(many_cumulative, -INFINITY) == 0);
    CU_ASSERT(one(many_cumulative, 0) == 0.5f && one(many_density, -20) == 0);
    CU_ASSERT(isnan(one(real_sigmoid, NAN)) && isnan(one(many_cumulative, NAN)));
    CU_ASSERT(isnan(one(many_density, NAN)));
}

static void test_exp_ends(void)
{
    CU_ASSERT(one(real_exp, 0) == 1 && one(real_exp, -0.0f) == 1 && one(real_exp, 1e-30f) == 1);
    CU_ASSERT(one(real_exp, INFINITY) == INFINITY && one(real_exp, 88.73f) == INFINITY);
    CU_ASSERT(one(real_exp, -INFINITY) == 0 && one(real_exp, -104) == 0);
    CU_ASSERT(one(real_exp, -103) == 0x1p-149f); /* the least number there is */
    CU_ASSERT(isnan(one(real_exp, NAN)) && isnan(one(real_log1p, NAN)));
    CU_ASSERT(one(real_log1p, 0) == 0 && one(real_log1p, 1e-30f) == 1e-30f);
}

/* FNV-1a over the bits of results, the same on every machine, however many it makes at once. */
static uint64_t digest_of(many *f, float lo, float hi)
{
    enum { N = 4099 };
    static float x[N], y[N];
    for (int i = 0; i < N; i++)
        x[i] = lo + (hi - lo) * ((float)i / N);
    f(y, x, N);
    uint64_t hash = 0xcbf29ce484222325u;
    for (int i = 0; i < N; i++) {
        uint32_t bits;
        memcpy(&bits, &y[i], sizeof bits);
        for (int k = 0; k < 4; k++)
            hash = (hash ^ (bits >> 8 * k & 0xff)) * 0x100000001b3u;
    }
    return hash;
}

static void test_same_bits(void)
{
    CU_ASSERT_EQUAL(digest_of(real_tanh, -11, 11), 0xd0bb0fe747c38a9b);
    CU_ASSERT_EQUAL(digest_of(real_exp, -106, 91), 0xe917ae473e897578);
    CU_ASSERT_EQUAL(digest_of(real_log1p, 0, 30), 0xd330a870e69e4110);
    CU_ASSERT_EQUAL(digest_of(real_sigmoid, -90, 90), 0x1126284b08f258c);
    CU_ASSERT_EQUAL(digest_of(many_cumulative, -15, 15), 0xa669fbbe54cbf05d);
    CU_ASSERT_EQUAL(digest_of(many_density, -15, 15), 0xdbaef8d4ae56f09b);
}

static void test_tanh_ends(void)
{
    CU_ASSERT(tanh_of(INFINITY) == 1 && tanh_of(-INFINITY) == -1);
    CU_ASSERT(tanh_of(0) == 0 && signbit(tanh_of(-0.0f)) && !signbit(tanh_of(0)));
    CU_ASSERT(isnan(tanh_of(NAN)) && isnan(tanh_of(-NAN)));
    CU_ASSERT(tanh_of(1e30f) == 1 && tanh_of(9.9f) == 1);
    float all[23];
    for (int i = 0; i < 23; i++)
        all[i] = 0.37f * (float)(i - 11);
    float some[23];
    real_tanh(some, all, 23); /* vectors and the rest after them agree with one by one */
    for (int i = 0; i < 23; i++)
        CU_ASSERT(some[i] == tanh_of(all[i]));
}

/* A NaN parameter must be seen in the loss and the gradient of every kind of network. */
static void test_nan_is_seen(void)
{
    static const struct op *const bends[] = {&op_relu, &op_tanh, &op_gelu, &op_softmax};
    for (int k = 0; k < 4; k++) {
        struct graph g;
        graph_init(&g);
        int x = graph_input(&g, 1, 3), y = graph_input(&g, 1, 1);
        int z = graph_op2(&g, &op_linear, x, graph_param(&g, "w", 3, 3));
        int logits = graph_op1(&g, bends[k], z);
        int loss = graph_op2(&g, &op_cross_entropy, logits, y);
        struct pass *p = pass_new(&g, 5);
        double theta[9] = {1, -1, 0.5, NAN, 1, 2, 3, 4, 5}, grad[9];
        for (int i = 0; i < 15; i++)
            pass_value(p, x)[i] = (real)(i + 1);
        for (int after = 0; after < 2; after++) {
            pass_params(p, theta);
            pass_forward(p, loss);
            pass_backward(p, loss, 1);
            pass_gradient(p, grad, false);
            bool seen = isnan(pass_value(p, loss)[0]), in_gradient = false;
            for (int i = 0; i < 9; i++)
                in_gradient |= isnan(grad[i]);
            CU_ASSERT(seen == !after && in_gradient == !after); /* and is not carried over */
            theta[3] = 0.25;
        }
        pass_free(p);
    }
}

/* Of a long gradient the norm comes with it, to the bit; of a short one, and of one that has a
 * parameter the loss knows nothing of, it does not. */
static void test_norm_comes_along(void)
{
    enum { WIDE = 69, DIM_MAX = WIDE * WIDE + 3 };
    static double theta[DIM_MAX], grad[DIM_MAX];
    for (int k = 0; k < 3; k++) {
        struct graph g;
        graph_init(&g);
        int width = k == 1 ? 9 : WIDE;
        int x = graph_input(&g, 1, width), y = graph_input(&g, 1, 1);
        int w = graph_param(&g, "w", width, width);
        if (k == 2)
            graph_param(&g, "alone", 1, 3);
        int loss = graph_op2(&g, &op_cross_entropy, graph_op2(&g, &op_linear, x, w), y);
        struct pass *p = pass_new(&g, 2);
        for (int i = 0; i < g.dim; i++)
            theta[i] = fn_sin(i);
        pass_params(p, theta);
        for (int i = 0; i < 2 * width; i++)
            pass_value(p, x)[i] = (real)fn_cos(i);
        pass_forward(p, loss);
        pass_backward(p, loss, 1);
        for (int add = 0; add < 2; add++) {
            double norm = pass_gradient(p, grad, add);
            CU_ASSERT(k == 0 ? norm == vec_norm(grad, g.dim) && norm > 0 : isnan(norm));
        }
        pass_free(p);
    }
}

/* Losses near 0 and logits near the end of floats keep their digits. */
static void test_cross_entropy_ends(void)
{
    struct graph g;
    graph_init(&g);
    int x = graph_input(&g, 1, 2), y = graph_input(&g, 1, 1);
    int w = graph_param(&g, "w", 2, 2), z = graph_op2(&g, &op_linear, x, w);
    int loss = graph_op2(&g, &op_cross_entropy, z, y);
    struct pass *p = pass_new(&g, 1);
    double theta[4] = {1, 0, 0, 1}, grad[4];
    static const struct {
        float first, second;
        double loss;
    } cases[] = {{30, 0, 9.3576229688e-14},
                 {0, 30, 30},
                 {1e30f, 0, 0},
                 {0, 1e30f, 1e30},
                 {88, 89, 1.3132616875}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        pass_params(p, theta);
        pass_value(p, x)[0] = cases[i].first;
        pass_value(p, x)[1] = cases[i].second;
        pass_value(p, y)[0] = 0;
        pass_forward(p, loss);
        double got = (double)pass_value(p, loss)[0];
        CU_ASSERT(fabs(got - cases[i].loss) <= 1e-6 * cases[i].loss);
        pass_backward(p, loss, 1);
        pass_gradient(p, grad, false);
        for (int k = 0; k < 4; k++)
            CU_ASSERT(isfinite(grad[k]));
    }
    pass_free(p);
}

/* Rows of every length up to 20, of few values, so that many are equal, NaN or infinite. */
static void test_rows(void)
{
    static const real values[] = {0, 1, 2, -1, -INFINITY, INFINITY, NAN, 1};
    struct rng rng;
    rng_seed(&rng, 5);
    int ties = 0, nothing = 0;
    for (int k = 0; k < 20000; k++) {
        int n = 1 + k % 20, kinds = 1 + (int)rng_below(&rng, 8), best = -1;
        int from = (int)rng_below(&rng, 8);
        real v[20], rest[20];
        for (int i = 0; i < n; i++) {
            v[i] = values[(from + (int)rng_below(&rng, (uint64_t)kinds)) % 8];
            ties += best >= 0 && v[i] == v[best];
            best = !isnan(v[i]) && (best < 0 || v[i] > v[best]) ? i : best;
        }
        nothing += best < 0;
        best = best < 0 ? 0 : best;
        CU_ASSERT_EQUAL(row_best(v, n), best);
        for (int i = 0; i < n; i++) {
            CU_ASSERT_EQUAL(row_is_best(v, n, i), i == best);
            memcpy(rest, v, sizeof v);
            rest[i] = 0;
            real sum = row_sum(rest, n), but = row_sum_but(v, n, i);
            CU_ASSERT(sum == but || (isnan(sum) && isnan(but)));
        }
    }
    CU_ASSERT(ties > 1000 && nothing > 100);
}

static void test_turn(void)
{
    real from[11 * 13], to[11 * 13];
    for (size_t rows = 1; rows <= 11; rows++)
        for (size_t cols = 1; cols <= 11; cols++) {
            for (int i = 0; i < 11 * 13; i++)
                from[i] = (real)i, to[i] = -1;
            turn(from, 13, rows, cols, to, 13);
            for (size_t i = 0; i < 11; i++)
                for (size_t j = 0; j < 13; j++)
                    CU_ASSERT(to[i * 13 + j] == (i < cols && j < rows ? from[j * 13 + i] : -1));
        }
}

int main(void)
{
    static const struct check checks[] = {
        {"to some units in the last place", test_errors},
        {"known values", test_known_values},
        {"sigmoid and the normal distribution at their ends", test_bounded_ends},
        {"exp and log1p at their ends", test_exp_ends},
        {"the same bits everywhere", test_same_bits},
        {"tanh at its ends", test_tanh_ends},
        {"norm comes along", test_norm_comes_along},
        {"the largest of a row, and its sum", test_rows},
        {"columns become rows", test_turn},
        {"NaN is seen", test_nan_is_seen},
        {"cross-entropy at its ends", test_cross_entropy_ends},
        {NULL, NULL},
    };
    return check_main("real", checks);
}
