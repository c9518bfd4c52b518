/* y = w∘x̂ + b with x̂ = (x − μ) r, r = 1/√(var + ε), per row (Ba, Kiros, Hinton 2016). */
#include "net/op.h"
#include "net/row.h"

#define EPSILON ((real)1e-5) /* torch's default */

static bool norm_shape(const struct shape *in, int n_in, UNUSED const int *arg, struct shape *out)
{
    for (int i = 1; i < n_in; i++)
        if (in[i].per_sample || in[i].rows != 1 || in[i].cols != in[0].cols)
            return false;
    *out = in[0];
    return n_in == 3;
}

/* Kept: x̂ and its tangent, entry by entry; r and q = ṙ/r, row by row. */
struct kept {
    real *hat, *t_hat, *r, *q;
};

static size_t norm_keep(const struct shape *in, int samples)
{
    size_t rows = (size_t)in[0].rows * (in[0].per_sample ? (size_t)samples : 1);
    return rows * (2 * (size_t)in[0].cols + 2);
}

static struct kept kept_of(const struct op_call *c)
{
    size_t n = tensor_size(&c->out);
    struct kept k = {.hat = c->keep, .t_hat = c->keep + n, .r = c->keep + 2 * n};
    k.q = k.r + c->out.rows;
    return k;
}

static real mean_of(const real *v, int n)
{
    return row_sum(v, n) / (real)n;
}

static real mean_product(const real *v, const real *w, int n)
{
    return row_dot(v, w, n) / (real)n;
}

static void layer_norm_forward(const struct op_call *c)
{
    struct kept k = kept_of(c);
    int n = c->out.cols;
    const real *w = c->in[1].v, *b = c->in[2].v;
    for (int i = 0; i < c->out.rows; i++) {
        const real *x = c->in[0].v + (size_t)i * (size_t)n;
        real *y = c->out.v + (size_t)i * (size_t)n, *hat = k.hat + (size_t)i * (size_t)n;
        real mean = mean_of(x, n);
        for (int j = 0; j < n; j++)
            hat[j] = x[j] - mean;
        real r = 1 / real_sqrt(mean_product(hat, hat, n) + EPSILON);
        for (int j = 0; j < n; j++) {
            hat[j] *= r;
            y[j] = w[j] * hat[j] + b[j];
        }
        k.r[i] = r;
    }
}

/* With a = w∘dy: dx = r (a − mean a − x̂ mean(a∘x̂)). */
static void layer_norm_backward(const struct op_call *c)
{
    struct kept k = kept_of(c);
    int n = c->out.cols;
    const struct tensor *x = &c->in[0], *w = &c->in[1], *b = &c->in[2];
    for (int i = 0; i < c->out.rows; i++) {
        size_t row = (size_t)i * (size_t)n;
        const real *dy = c->out.d + row, *hat = k.hat + row;
        real *a = k.t_hat + row; /* of no use before tangents */
        for (int j = 0; j < n; j++)
            a[j] = w->v[j] * dy[j];
        real m = mean_of(a, n), mh = mean_product(a, hat, n), r = k.r[i];
        for (int j = 0; x->d && j < n; j++)
            give(x, x->d, row + (size_t)j, r * (a[j] - m - hat[j] * mh));
        for (int j = 0; w->d && j < n; j++)
            w->d[j] = (i > 0 || w->add ? w->d[j] : 0) + dy[j] * hat[j];
        for (int j = 0; b->d && j < n; j++)
            b->d[j] = (i > 0 || b->add ? b->d[j] : 0) + dy[j];
    }
}

/* The tangent of x̂: r (ċ − x̂ mean(x̂∘ċ)) with ċ = ẋ − mean ẋ; that of r: −r² mean(x̂∘ċ). */
static void layer_norm_tangent_forward(const struct op_call *c)
{
    struct kept k = kept_of(c);
    int n = c->out.cols;
    const struct tensor *x = &c->in[0], *w = &c->in[1], *b = &c->in[2];
    for (int i = 0; i < c->out.rows; i++) {
        size_t row = (size_t)i * (size_t)n;
        const real *hat = k.hat + row;
        real *t_hat = k.t_hat + row, *ty = c->out.tv + row, r = k.r[i];
        real mean = x->tv ? mean_of(x->tv + row, n) : 0;
        for (int j = 0; j < n; j++)
            t_hat[j] = (x->tv ? x->tv[row + (size_t)j] : 0) - mean;
        real turn = mean_product(hat, t_hat, n);
        for (int j = 0; j < n; j++) {
            t_hat[j] = r * (t_hat[j] - hat[j] * turn);
            ty[j] = w->v[j] * t_hat[j];
        }
        for (int j = 0; w->tv && j < n; j++)
            ty[j] += w->tv[j] * hat[j];
        for (int j = 0; b->tv && j < n; j++)
            ty[j] += b->tv[j];
        k.q[i] = -r * turn;
    }
}

/* The tangent of r A, A = a − mean a − x̂ mean(a∘x̂): r (q A + Ȧ). */
static void layer_norm_tangent_backward(const struct op_call *c)
{
    struct kept k = kept_of(c);
    int n = c->out.cols;
    const struct tensor *x = &c->in[0], *w = &c->in[1], *b = &c->in[2];
    for (int i = 0; i < c->out.rows; i++) {
        size_t row = (size_t)i * (size_t)n;
        const real *dy = c->out.d + row, *tdy = c->out.td + row;
        const real *hat = k.hat + row, *t_hat = k.t_hat + row;
        real m = 0, mh = 0, tm = 0, tmh = 0;
        for (int j = 0; j < n; j++) {
            real a = w->v[j] * dy[j];
            real ta = w->v[j] * tdy[j] + (w->tv ? w->tv[j] * dy[j] : 0);
            m += a, mh += a * hat[j];
            tm += ta, tmh += ta * hat[j] + a * t_hat[j];
        }
        m /= (real)n, mh /= (real)n, tm /= (real)n, tmh /= (real)n;
        for (int j = 0; x->td && j < n; j++) {
            real a = w->v[j] * dy[j];
            real ta = w->v[j] * tdy[j] + (w->tv ? w->tv[j] * dy[j] : 0);
            real whole = a - m - hat[j] * mh;
            real t_whole = ta - tm - t_hat[j] * mh - hat[j] * tmh;
            give(x, x->td, row + (size_t)j, k.r[i] * (k.q[i] * whole + t_whole));
        }
        for (int j = 0; w->td && j < n; j++)
            w->td[j] = (i > 0 || w->add ? w->td[j] : 0) + tdy[j] * hat[j] + dy[j] * t_hat[j];
        for (int j = 0; b->td && j < n; j++)
            b->td[j] = (i > 0 || b->add ? b->td[j] : 0) + tdy[j];
    }
}

const struct op OP(layer_norm) = {
    OP_PASSES(layer_norm),
    .name = "layer norm",
    .shape = norm_shape,
    .keep = norm_keep,
};
