/* h_t = tanh(a_t + h_{t−1} Wᵀ) from h_0 = 0. With s = 1 − h²:
 *   forward   ḣ_t = s (ȧ_t + ḣ_{t−1} Wᵀ + h_{t−1} Ẇᵀ)
 *   backward  δ_t = s (dh_t + e_t), e_{t−1} = δ_t W, dW = Σ δ_tᵀ h_{t−1}
 *   and its tangent  δ̇_t = s (dḣ_t + ė_t) − 2 h ḣ (dh_t + e_t), ė_{t−1} = δ̇_t W + δ_t Ẇ,
 *   dẆ = Σ δ̇_tᵀ h_{t−1} + δ_tᵀ ḣ_{t−1}. */
#include "net/real_math.h"
#include "net/recurrence.h"

/* What is kept, ordered by time: states from h_0 on and their tangents, δ and δ̇, dh + e, W and Ẇ
 * turned. */
struct kept {
    real *h, *th;   /* (T+1)·n × H */
    real *d, *td;   /* T·n × H: first what comes to h from outside, then δ, δ̇ */
    real *came;     /* T·n × H: dh + e */
    real *wt, *twt; /* H × H */
    real *e, *te;   /* n × H */
    int n, T, H;
    size_t block; /* n·H */
};

static size_t rnn_keep(const struct shape *in, int samples)
{
    size_t T = (size_t)in[0].rows, H = (size_t)in[0].cols, block = (size_t)samples * H;
    return 2 * (T + 1) * block + 3 * T * block + 2 * block + 2 * H * H;
}

static struct kept kept_of(const struct op_call *c)
{
    struct kept k = {.n = c->samples, .T = c->out.rows / c->samples, .H = c->out.cols};
    size_t T = (size_t)k.T, H = (size_t)k.H;
    k.block = (size_t)k.n * H;
    k.wt = c->keep;
    k.twt = k.wt + H * H;
    k.h = k.twt + H * H;
    k.th = k.h + (T + 1) * k.block;
    k.d = k.th + (T + 1) * k.block;
    k.td = k.d + T * k.block;
    k.came = k.td + T * k.block;
    k.e = k.came + T * k.block;
    k.te = k.e + k.block;
    return k;
}

static bool rnn_shape(const struct shape *in, int n_in, UNUSED const int *arg, struct shape *out)
{
    return recurrence_shape(in, n_in, 1, out);
}

/* A sample's step: h, which holds h_{t−1} Wᵀ. */
static void step(const struct op_call *c, const struct kept *k, int t, int s)
{
    size_t H = (size_t)k->H, row = (size_t)(s * k->T + t) * H;
    const real *a = c->in[0].v + row;
    real *h = k->h + (size_t)(t + 1) * k->block + (size_t)s * H, *out = c->out.v + row;
    APART
    for (size_t j = 0; j < H; j++)
        out[j] = h[j] = tanh_one(a[j] + h[j]);
}

static void rnn_forward(const struct op_call *c)
{
    struct kept k = kept_of(c);
    memset(k.h, 0, k.block * sizeof *k.h);
    memset(k.h + k.block, 0, k.block * sizeof *k.h); /* of h_0 */
    turn_weight(k.wt, c->in[1].v, k.H, k.H);
    for (int t = 0; t < k.T; t++) {
        real *before = k.h + (size_t)t * k.block, *h = before + k.block;
        if (t > 0)
            step_on(h, before, k.wt, k.n, k.H, k.H, false);
        for (int s = 0; s < k.n; s++)
            step(c, &k, t, s);
    }
}

static void rnn_tangent_forward(const struct op_call *c)
{
    struct kept k = kept_of(c);
    memset(k.th, 0, k.block * sizeof *k.th);
    if (c->in[0].tv)
        by_time(k.th + k.block, c->in[0].tv, k.n, k.T, k.H);
    else
        memset(k.th + k.block, 0, (size_t)k.T * k.block * sizeof *k.th);
    if (c->in[1].tv)
        turn_weight(k.twt, c->in[1].tv, k.H, k.H);
    for (int t = 0; t < k.T; t++) {
        real *before = k.th + (size_t)t * k.block, *th = before + k.block;
        const real *h = k.h + (size_t)(t + 1) * k.block;
        step_on(th, before, k.wt, k.n, k.H, k.H, true);
        if (c->in[1].tv)
            step_on(th, h - k.block, k.twt, k.n, k.H, k.H, true);
        for (size_t i = 0; i < k.block; i++)
            th[i] *= 1 - h[i] * h[i];
    }
    by_sample(c->out.tv, k.th + k.block, k.n, k.T, k.H);
}

/* A sample's step back, e from the step after. */
static void back_step(const struct op_call *c, const struct kept *k, int t, int s)
{
    size_t H = (size_t)k->H, in = (size_t)s * H, at = (size_t)t * k->block + in;
    const real *from = c->out.d + (size_t)(s * k->T + t) * H, *e = k->e + in;
    const real *h = k->h + at + k->block;
    real *d = k->d + at, *came = k->came + at;
    APART
    for (size_t j = 0; j < H; j++) {
        came[j] = from[j] + e[j];
        d[j] = came[j] * (1 - h[j] * h[j]);
    }
}

static void rnn_backward(const struct op_call *c)
{
    struct kept k = kept_of(c);
    memset(k.e, 0, k.block * sizeof *k.e);
    for (int t = k.T - 1; t >= 0; t--) {
        for (int s = 0; s < k.n; s++)
            back_step(c, &k, t, s);
        if (t > 0)
            step_back(k.e, k.d + (size_t)t * k.block, c->in[1].v, k.n, k.H, k.H, false);
    }
    if (c->in[0].d)
        give_by_sample(&c->in[0], c->in[0].d, k.d, k.n, k.T);
    if (c->in[1].d)
        give_weight(c->in[1].d, k.d, k.h, k.T * k.n, k.H, k.H, c->in[1].add);
}

static void rnn_tangent_backward(const struct op_call *c)
{
    struct kept k = kept_of(c);
    by_time(k.td, c->out.td, k.n, k.T, k.H);
    for (int t = k.T - 1; t >= 0; t--) {
        size_t at = (size_t)t * k.block;
        real *td = k.td + at;
        const real *came = k.came + at, *h = k.h + at + k.block, *th = k.th + at + k.block;
        for (size_t i = 0; i < k.block; i++) {
            real tcame = t < k.T - 1 ? td[i] + k.te[i] : td[i];
            td[i] = tcame * (1 - h[i] * h[i]) - 2 * h[i] * th[i] * came[i];
        }
        if (t > 0)
            step_back(k.te, td, c->in[1].v, k.n, k.H, k.H, false);
        if (t > 0 && c->in[1].tv)
            step_back(k.te, k.d + at, c->in[1].tv, k.n, k.H, k.H, true);
    }
    if (c->in[0].td)
        give_by_sample(&c->in[0], c->in[0].td, k.td, k.n, k.T);
    if (c->in[1].td) {
        give_weight(c->in[1].td, k.td, k.h, k.T * k.n, k.H, k.H, c->in[1].add);
        give_weight(c->in[1].td, k.d, k.th, k.T * k.n, k.H, k.H, true);
    }
}

const struct op OP(rnn) = {
    OP_PASSES(rnn),
    .name = "recurrence",
    .shape = rnn_shape,
    .keep = rnn_keep,
};
