/* The cliff of a one-neuron recurrent network, after Pascanu, Mikolov, Bengio 2013, figure 6:
 * x_t = w σ(x_{t−1}) + b, x_0 = 0.5, T = 50, f = (σ(x_50) − 0.7)². */
#include "problem/problem.h"
#include "problem/sigmoid.h"

enum { STEPS = 50 };
#define TARGET 0.7

/* Forward mode: the derivatives by w and b go along with the state. */
static double rnn_cliff_eval(const struct problem *p, void *work, const double *x, uint64_t draw,
                             double *g)
{
    (void)p, (void)work, (void)draw;
    double w = x[0], b = x[1], at = 0.5, at_w = 0, at_b = 0;
    for (int t = 0; t < STEPS; t++) {
        struct sigmoid out = sigmoid_at(at);
        at = w * out.s + b;
        at_w = out.s + w * out.s1 * at_w;
        at_b = 1 + w * out.s1 * at_b;
    }
    struct sigmoid out = sigmoid_at(at);
    double e = out.s - TARGET;
    if (g) {
        g[0] = 2 * e * out.s1 * at_w;
        g[1] = 2 * e * out.s1 * at_b;
    }
    return e * e;
}

/* The same loop differentiated once more along v: x_v is the derivative of x in that direction. */
static void rnn_cliff_hess_vec(const struct problem *p, void *work, const double *x, uint64_t draw,
                               const double *v, double *out)
{
    (void)p, (void)work, (void)draw;
    double w = x[0], b = x[1], w_v = v[0], b_v = v[1];
    double at = 0.5, at_w = 0, at_b = 0, at_v = 0, at_wv = 0, at_bv = 0;
    for (int t = 0; t < STEPS; t++) {
        struct sigmoid o = sigmoid_at(at);
        double d = w * o.s1, d_v = w_v * o.s1 + w * o.s2 * at_v;
        at_wv = o.s1 * at_v + d_v * at_w + d * at_wv;
        at_bv = d_v * at_b + d * at_bv;
        at_w = o.s + d * at_w;
        at_b = 1 + d * at_b;
        at_v = w_v * o.s + b_v + d * at_v;
        at = w * o.s + b;
    }
    struct sigmoid o = sigmoid_at(at);
    double e = o.s - TARGET;
    double d = 2 * e * o.s1, d_v = 2 * (o.s1 * o.s1 + e * o.s2) * at_v;
    out[0] = d_v * at_w + d * at_wv;
    out[1] = d_v * at_b + d * at_bv;
}

const struct problem_kind problem_rnn_cliff = {
    .name = "rnn-cliff",
    .title = "the cliff of a recurrent neuron over 50 steps",
    .formula = "f(w,b) = (σ(x₅₀) − 0.7)², x_t = wσ(x_{t−1}) + b",
    .source = "after Pascanu, Mikolov, Bengio 2013, figure 6",
    .dim = 2,
    .start = {5, -2.2},
    .home = {2, 8, -5, 0},
    .infimum = 0,
    .eval = rnn_cliff_eval,
    .hess_vec = rnn_cliff_hess_vec,
};
