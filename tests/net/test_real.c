/* The single-precision pieces of networks. */
#include <stdlib.h>

#include "base/memory.h"
#include "base/rng.h"
#include "check.h"
#include "net/graph.h"

static float tanh_of(float x)
{
    float y;
    real_tanh(&y, &x, 1);
    return y;
}

/* Error in units of the last place of the true value. */
static double tanh_error(float x)
{
    double truth = tanh((double)x),
           ulp = (double)nextafterf((float)fabs(truth), 2) - fabs((double)(float)truth);
    return fabs((double)tanh_of(x) - truth) / ulp;
}

static void test_tanh_error(void)
{
    double worst = 0;
    for (float x = 1e-30f; x < 20; x *= 1.0003f)
        worst = fmax(worst, fmax(tanh_error(x), tanh_error(-x)));
    for (float x = 0.001f; x < 10; x += 0.00013f)
        worst = fmax(worst, tanh_error(x));
    CU_ASSERT(worst <= 3);
    if (!(worst <= 3))
        printf("tanh is off by %g units in the last place\n", worst);
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
        {"tanh to 3 units in the last place", test_tanh_error},
        {"tanh at its ends", test_tanh_ends},
        {"NaN is seen", test_nan_is_seen},
        {"cross-entropy at its ends", test_cross_entropy_ends},
        {NULL, NULL},
    };
    return check_main("real", checks);
}
