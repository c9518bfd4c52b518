/* A network in -> hidden -> hidden -> out with tanh between, all in double, with derivatives by its
 * inputs too: what players of a game are made of. Parameters: W1 (hidden, in), b1, W2 (hidden,
 * hidden), b2, W3 (out, hidden), b3; rows one after the other.
 *
 * The gradient of a penalty on the slope by the input, φ = Σ λ(‖∇ₓD(x_i)‖ − 1)²/n, needs no second
 * backward pass: with u_i = ∂φ/∂s_i of the slopes s_i it is d/dε of the gradient of Σ D(x_i + ε
 * u_i) by the parameters, a tangent pass with x' = u (B. Pearlmutter, "Fast exact multiplication by
 * the Hessian", 1994). */
#ifndef PROBLEM_TANH_NET_H
#define PROBLEM_TANH_NET_H

#include <stdint.h>

struct tanh_net {
    int in, hidden, out;
};

int tanh_net_dim(const struct tanh_net *n);
/* Each weight and bias uniform within 1/√inputs, from the seed. */
void tanh_net_init(const struct tanh_net *n, uint64_t seed, double *w);

struct tanh_pass; /* room for up to so many samples */
struct tanh_pass *tanh_pass_new(const struct tanh_net *n, int samples_max);
void tanh_pass_free(struct tanh_pass *p);
double tanh_pass_bytes(const struct tanh_net *n, int samples_max);

/* The outputs (samples × out) of w at x (samples × in), which both are to stay until the other
 * passes are done. */
const double *tanh_forward(struct tanh_pass *p, const double *w, const double *x, int samples);
/* After forward, with dy (samples × out) the derivatives by the outputs: adds those by the
 * parameters to g (NULL: not wanted). Returns those by the inputs (samples × in). */
const double *tanh_backward(struct tanh_pass *p, const double *dy, double *g);
/* After backward: adds to g how what backward adds changes as the inputs move along u (samples ×
 * in), dy standing still. */
void tanh_tangent(struct tanh_pass *p, const double *u, double *g);

#endif
