/* The single-precision pieces of networks. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/rng.h"
#include "check.h"
#include "net/graph.h"

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

static void check_error(const char *name, many *f, double (*truth)(double), float lo, float hi)
{
    double worst = 0;
    for (float x = 1e-30f; x < hi; x *= 1.0003f) {
        worst = fmax(worst, error_at(f, truth, x));
        if (-x > lo)
            worst = fmax(worst, error_at(f, truth, -x));
    }
    for (int i = 1; i < 100000; i++)
        worst = fmax(worst, error_at(f, truth, lo + (hi - lo) * 1e-5f * (float)i));
    CU_ASSERT(worst <= 3);
    if (!(worst <= 3))
        printf("%s is off by %g units in the last place\n", name, worst);
}

static void test_errors(void)
{
    check_error("tanh", real_tanh, tanh, -20, 20);
    check_error("exp", real_exp, exp, -103, 88);
    check_error("log1p", real_log1p, log1p, -0.9f, 1e4f);
    check_error("log1p", real_log1p, log1p, -0.9f, 1e37f);
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

int main(void)
{
    static const struct check checks[] = {
        {"to 3 units in the last place", test_errors},
        {"exp and log1p at their ends", test_exp_ends},
        {"the same bits everywhere", test_same_bits},
        {"tanh at its ends", test_tanh_ends},
        {"NaN is seen", test_nan_is_seen},
        {"cross-entropy at its ends", test_cross_entropy_ends},
        {NULL, NULL},
    };
    return check_main("real", checks);
}
