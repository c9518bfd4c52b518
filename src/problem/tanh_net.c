#include "problem/tanh_net.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/elementary.h"
#include "base/memory.h"
#include "base/rng.h"

enum { LAYERS = 3, TOGETHER = 8 /* sums that do not wait for each other */ };

struct tanh_pass {
    struct tanh_net net;
    int samples;
    const double *w, *x, *dy;
    /* h: values of the two hidden layers and the outputs; d: derivatives by what goes into tanh,
     * and by its value; t, td: their tangents. dx: derivatives by the inputs. */
    double *h[LAYERS], *d[2], *dh[2], *t[2], *td[2], *dx, *memory;
};

static int width_in(const struct tanh_net *n, int layer)
{
    return layer == 0 ? n->in : n->hidden;
}

static int width_out(const struct tanh_net *n, int layer)
{
    return layer == LAYERS - 1 ? n->out : n->hidden;
}

/* Where the weight of a layer begins; its bias follows it. */
static int first_of(const struct tanh_net *n, int layer)
{
    int first = 0;
    for (int l = 0; l < layer; l++)
        first += (width_in(n, l) + 1) * width_out(n, l);
    return first;
}

int tanh_net_dim(const struct tanh_net *n)
{
    return first_of(n, LAYERS);
}

void tanh_net_init(const struct tanh_net *n, uint64_t seed, double *w)
{
    struct rng rng;
    rng_seed(&rng, seed);
    for (int layer = 0; layer < LAYERS; layer++) {
        double bound = 1 / sqrt(width_in(n, layer));
        for (int i = 0; i < (width_in(n, layer) + 1) * width_out(n, layer); i++)
            *w++ = bound * (2 * rng_uniform(&rng) - 1);
    }
}

static size_t numbers(const struct tanh_net *n, int samples)
{
    return (size_t)samples * (size_t)(10 * n->hidden + n->out + n->in);
}

double tanh_pass_bytes(const struct tanh_net *n, int samples_max)
{
    return (double)numbers(n, samples_max) * sizeof(double);
}

struct tanh_pass *tanh_pass_new(const struct tanh_net *n, int samples_max)
{
    struct tanh_pass *p = mem_alloc(1, sizeof *p);
    size_t each = (size_t)samples_max * (size_t)n->hidden;
    double *at = p->memory = mem_alloc(numbers(n, samples_max), sizeof *at);
    double **const hidden[] = {&p->h[0],  &p->h[1], &p->d[0], &p->d[1],  &p->dh[0],
                               &p->dh[1], &p->t[0], &p->t[1], &p->td[0], &p->td[1]};
    p->net = *n;
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++, at += each)
        *hidden[i] = at;
    p->h[2] = at;
    p->dx = at + (size_t)samples_max * (size_t)n->out;
    return p;
}

void tanh_pass_free(struct tanh_pass *p)
{
    if (p)
        free(p->memory);
    free(p);
}

/* out[s] = W in[s] (+ bias where there is one); the sums in the order of the inputs. */
static void multiply(const double *in, const double *W, const double *bias, int samples, int n_in,
                     int n_out, double *out)
{
    for (int j = 0; j < n_out; j++)
        for (int s = 0; s < samples; s += TOGETHER) {
            double sum[TOGETHER];
            int n = samples - s < TOGETHER ? samples - s : TOGETHER;
            for (int i = 0; i < TOGETHER; i++)
                sum[i] = bias ? bias[j] : 0;
            for (int k = 0; k < n_in && n == TOGETHER; k++)
                for (int i = 0; i < TOGETHER; i++)
                    sum[i] += W[j * n_in + k] * in[(s + i) * n_in + k];
            for (int k = 0; k < n_in && n < TOGETHER; k++)
                for (int i = 0; i < n; i++)
                    sum[i] += W[j * n_in + k] * in[(s + i) * n_in + k];
            for (int i = 0; i < n; i++)
                out[(s + i) * n_out + j] = sum[i];
        }
}

/* out[s] = Wᵀ in[s]. */
static void multiply_back(const double *in, const double *W, int samples, int n_in, int n_out,
                          double *out)
{
    memset(out, 0, (size_t)samples * (size_t)n_out * sizeof *out);
    for (int s = 0; s < samples; s++)
        for (int j = 0; j < n_in; j++)
            for (int k = 0; k < n_out; k++)
                out[s * n_out + k] += W[j * n_out + k] * in[s * n_in + j];
}

/* gW += Σ d[s] ⊗ in[s]. */
static void outer(const double *d, const double *in, int samples, int n_out, int n_in, double *gW)
{
    for (int s = 0; s < samples; s++)
        for (int j = 0; j < n_out; j++)
            for (int k = 0; k < n_in; k++)
                gW[j * n_in + k] += d[s * n_out + j] * in[s * n_in + k];
}

static void sum_rows(const double *d, int samples, int n, double *g)
{
    for (int s = 0; s < samples; s++)
        for (int j = 0; j < n; j++)
            g[j] += d[s * n + j];
}

const double *tanh_forward(struct tanh_pass *p, const double *w, const double *x, int samples)
{
    const struct tanh_net *n = &p->net;
    p->w = w, p->x = x, p->samples = samples;
    for (int layer = 0; layer < LAYERS; layer++) {
        int in = width_in(n, layer), out = width_out(n, layer);
        const double *W = w + first_of(n, layer);
        multiply(layer ? p->h[layer - 1] : x, W, W + in * out, samples, in, out, p->h[layer]);
        for (int i = 0; i < samples * out && layer < LAYERS - 1; i++)
            p->h[layer][i] = fn_tanh(p->h[layer][i]);
    }
    return p->h[LAYERS - 1];
}

const double *tanh_backward(struct tanh_pass *p, const double *dy, double *g)
{
    const struct tanh_net *n = &p->net;
    p->dy = dy;
    for (int layer = LAYERS - 1; layer >= 0; layer--) {
        int in = width_in(n, layer), out = width_out(n, layer);
        const double *W = p->w + first_of(n, layer), *d = layer == LAYERS - 1 ? dy : p->d[layer];
        if (g) {
            outer(d, layer ? p->h[layer - 1] : p->x, p->samples, out, in, g + first_of(n, layer));
            sum_rows(d, p->samples, out, g + first_of(n, layer) + in * out);
        }
        multiply_back(d, W, p->samples, out, in, layer ? p->dh[layer - 1] : p->dx);
        for (int i = 0; i < p->samples * in && layer > 0; i++) {
            double h = p->h[layer - 1][i];
            p->d[layer - 1][i] = p->dh[layer - 1][i] * (1 - h * h);
        }
    }
    return p->dx;
}

void tanh_tangent(struct tanh_pass *p, const double *u, double *g)
{
    const struct tanh_net *n = &p->net;
    int H = n->hidden, samples = p->samples, all = samples * H;
    const double *W1 = p->w, *W2 = p->w + first_of(n, 1);
    multiply(u, W1, NULL, samples, n->in, H, p->t[0]);
    for (int i = 0; i < all; i++)
        p->t[0][i] *= 1 - p->h[0][i] * p->h[0][i];
    multiply(p->t[0], W2, NULL, samples, H, H, p->t[1]);
    for (int i = 0; i < all; i++)
        p->t[1][i] *= 1 - p->h[1][i] * p->h[1][i];
    outer(p->dy, p->t[1], samples, n->out, H, g + first_of(n, 2)); /* its bias knows no inputs */
    for (int i = 0; i < all; i++)
        p->td[1][i] = p->dh[1][i] * -2 * p->h[1][i] * p->t[1][i];
    outer(p->td[1], p->h[0], samples, H, H, g + first_of(n, 1));
    outer(p->d[1], p->t[0], samples, H, H, g + first_of(n, 1));
    sum_rows(p->td[1], samples, H, g + first_of(n, 1) + H * H);
    multiply_back(p->td[1], W2, samples, H, H, p->td[0]);
    for (int i = 0; i < all; i++) {
        double h = p->h[0][i];
        p->td[0][i] = p->td[0][i] * (1 - h * h) + p->dh[0][i] * -2 * h * p->t[0][i];
    }
    outer(p->td[0], p->x, samples, H, n->in, g);
    outer(p->d[0], u, samples, H, n->in, g);
    sum_rows(p->td[0], samples, H, g + n->in * H);
}
