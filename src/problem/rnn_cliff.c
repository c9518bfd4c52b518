/* The cliff of a one-neuron recurrent network, after Pascanu, Mikolov, Bengio 2013, figure 6:
 * x_t = w σ(x_{t−1}) + b, x_0 = 0.5, T = 50, f = (σ(x_50) − 0.7)². */
#include <math.h>

#include "problem/problem.h"

enum { STEPS = 50 };
#define TARGET 0.7

static double sigma(double z)
{
    return z >= 0 ? 1 / (1 + exp(-z)) : exp(z) / (1 + exp(z));
}

static bool rnn_cliff_open(struct problem *p, struct report *r, const char *file, int line)
{
    (void)r, (void)file, (void)line;
    p->infimum = 0;
    return true;
}

static double rnn_cliff_eval(const struct problem *p, void *work, const double *x, uint64_t draw,
                             double *g)
{
    (void)p, (void)work, (void)draw;
    double s, w = x[0], b = x[1], xw = 0, xb = 0, at = 0.5;
    for (int t = 0; t < STEPS; t++) { /* forward mode: the derivatives go along with the state */
        s = sigma(at);
        double d = w * s * (1 - s);
        xw = s + d * xw;
        xb = 1 + d * xb;
        at = w * s + b;
    }
    s = sigma(at);
    double e = s - TARGET, d = 2 * e * s * (1 - s);
    if (g) {
        g[0] = d * xw;
        g[1] = d * xb;
    }
    return e * e;
}

static void rnn_cliff_hess_vec(const struct problem *p, void *work, const double *x, uint64_t draw,
                               const double *v, double *out)
{
    (void)p, (void)work, (void)draw;
    /* Along direction v: first (dot) and mixed second derivatives of the state, carried forward. */
    double w = x[0], b = x[1], at = 0.5, xw = 0, xb = 0, dot = 0, dw = 0, db = 0;
    for (int t = 0; t < STEPS; t++) {
        double s = sigma(at), s1 = s * (1 - s), s2 = s1 * (1 - 2 * s);
        double d = w * s1, d_dot = v[0] * s1 + w * s2 * dot;
        dw = s1 * dot + d_dot * xw + d * dw;
        db = d_dot * xb + d * db;
        xw = s + d * xw;
        xb = 1 + d * xb;
        dot = v[0] * s + v[1] + d * dot;
        at = w * s + b;
    }
    double s = sigma(at), s1 = s * (1 - s), s2 = s1 * (1 - 2 * s), e = s - TARGET;
    double d = 2 * e * s1, d_dot = 2 * (s1 * s1 + e * s2) * dot;
    out[0] = d_dot * xw + d * dw;
    out[1] = d_dot * xb + d * db;
}

const struct problem_kind problem_rnn_cliff = {
    .name = "rnn-cliff",
    .title = "the cliff of a recurrent neuron over 50 steps",
    .formula = "f(w,b) = (σ(x₅₀) − 0.7)², x_t = wσ(x_{t−1}) + b",
    .source = "after Pascanu, Mikolov, Bengio 2013, figure 6",
    .dim = 2,
    .start = {5, -2.2},
    .home = {2, 8, -5, 0},
    .open = rnn_cliff_open,
    .eval = rnn_cliff_eval,
    .hess_vec = rnn_cliff_hess_vec,
};
