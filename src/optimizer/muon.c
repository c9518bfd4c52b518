#include <math.h>

#include "base/vec.h"
#include "optimizer/optimizer.h"

enum { MOMENTUM, ITERATIONS, DECAY };

static const struct param params[] = {
    [MOMENTUM] = PARAM_LINEAR(
        "momentum", "μ", "how much of the running mean of gradients a step keeps", 0.95, 0.999999),
    [ITERATIONS] =
        PARAM_FEW("iterations", "n",
                  "Newton-Schulz steps that make the singular values about equal", 5, 1, 20),
    [DECAY] = PARAM_FROM_ZERO("weight-decay", "λ",
                              "a step shrinks the parameters by this share of η, past the matrix",
                              0, 1e6),
};

/* to (n × n) = a aᵀ, a of n rows and m columns. */
static void gram(double *to, const double *a, int n, int m)
{
    for (int i = 0; i < n; i++)
        for (int j = 0; j <= i; j++)
            to[i * n + j] = to[j * n + i] = vec_dot(a + i * m, a + j * m, m);
}

/* to (n × m) = s a + b a, b of n × n. */
static void mix(double *to, double s, const double *a, const double *b, int n, int m)
{
    for (int i = 0; i < n; i++) {
        vec_scale(to + i * m, s, a + i * m, m);
        for (int k = 0; k < n; k++)
            vec_add_scaled(to + i * m, to + i * m, b[i * n + k], a + k * m, m);
    }
}

/* X ← aX + (bA + cA²)X with A = XXᵀ: each singular value s goes to as + bs³ + cs⁵. The authors'
 * numbers lift small ones fast and keep those near 1 between about 0.7 and 1.2. */
static double *newton_schulz(double *x, double *spare, int n, int m, int iterations)
{
    static const double a = 3.4445, b = -4.7750, c = 2.0315;
    double *square = spare + n * m, *twice = square + n * n;
    for (int k = 0; k < iterations; k++) {
        gram(square, x, n, m);
        gram(twice, square, n, n); /* A is its own transpose */
        for (int i = 0; i < n * n; i++)
            square[i] = b * square[i] + c * twice[i];
        mix(spare, a, x, square, n, m);
        vec_copy(x, spare, n * m);
    }
    return x;
}

/* A vector is a matrix of one column: it has one singular value, and that is made 1. */
static void move_vector(const double *v, int n, double scale, double *d)
{
    double norm = vec_norm(v, n);
    for (int i = 0; i < n; i++)
        d[i] = -(scale * (v[i] / (norm + 1e-7)));
}

static void move_matrix(const double *par, const struct optimizer_tensor *t, const double *v,
                        double scale, const struct optimizer_call *c)
{
    bool tall = t->rows > t->cols;
    int n = tall ? t->cols : t->rows, m = tall ? t->rows : t->cols;
    double *x = c->scratch, norm = vec_norm(v, n * m) + 1e-7;
    for (int i = 0; i < t->rows; i++)
        for (int j = 0; j < t->cols; j++)
            x[tall ? j * m + i : i * m + j] = v[i * t->cols + j] / norm;
    newton_schulz(x, x + n * m, n, m, (int)par[ITERATIONS]);
    for (int i = 0; i < t->rows; i++)
        for (int j = 0; j < t->cols; j++)
            c->d[t->first + i * t->cols + j] = -(scale * x[tall ? j * m + i : i * m + j]);
}

static void step(const double *par, double *state, const struct optimizer_call *c)
{
    const struct optimizer_tensor whole = {0, c->dim, 1};
    const struct optimizer_tensor *tensor = c->n_tensors > 0 ? c->tensors : &whole;
    int n = c->n_tensors > 0 ? c->n_tensors : 1;
    for (int i = 0; i < c->dim; i++)
        state[i] = par[MOMENTUM] * state[i] + c->g[i];
    for (int k = 0; k < n; k++) {
        const struct optimizer_tensor *t = &tensor[k];
        double scale = c->lr * sqrt(fmax(1, (double)t->rows / t->cols));
        if (t->cols > 1 && t->rows > 1)
            move_matrix(par, t, state + t->first, scale, c);
        else
            move_vector(state + t->first, t->rows * t->cols, scale, c->d + t->first);
    }
    for (int i = 0; i < c->dim && par[DECAY] > 0; i++)
        c->d[i] -= c->lr * par[DECAY] * c->x[i];
}

const struct optimizer_kind optimizer_muon = {
    .name = "muon",
    .title = "each weight matrix by a step whose singular values are about equal",
    .formula = "W − η √max(1, rows/cols)·NS(V), V ← μ V + G; a vector by V/‖V‖",
    .source = "Jordan et al. 2024, Muon: Newton-Schulz with a = 3.4445, b = −4.7750, c = 2.0315",
    PARAM_TABLE(params),
    .uses_lr = true,
    .coasts = true,
    .divides = true,
    .state = {.each = 1},
    .scratch = {.each = 4}, /* X, what is made of it, two squares of its height */
    .step = step,
};
