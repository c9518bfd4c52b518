/* Long short-term memory (Hochreiter, Schmidhuber 1997; with the forget gate of Gers et al. 2000).
 * From z_t = a_t + h_{t−1} Wᵀ, four parts i f g o a row: with σ of i, f and o and tanh of g,
 *   c_t = f c_{t−1} + i g, q_t = tanh c_t, h_t = o q_t, from h_0 = c_0 = 0. */
#include "net/real_math.h"
#include "net/recurrence.h"

/* What is kept, ordered by time, G = 4H. */
struct kept {
    real *gate, *tgate; /* T·4 × n·H: all of i, of f, of g and of o, after their functions */
    real *c, *tc;       /* (T+1)·n × H */
    real *q, *tq;       /* T·n × H */
    real *h, *th;       /* (T+1)·n × H */
    real *dh, *tdh;     /* T·n × H: what comes to h from outside */
    real *d, *td;       /* T·n × G: δ of z; until then z and ż */
    real *wt, *twt;     /* H × G */
    real *e, *te;       /* n × H: what comes back to h from the step after */
    real *dc, *tdc;     /* n × H: and to c */
    int n, T, H;
    size_t block; /* n·H */
};

static size_t lstm_keep(const struct shape *in, int samples)
{
    size_t T = (size_t)in[0].rows, H = (size_t)in[0].cols / 4, block = (size_t)samples * H;
    return 20 * T * block + 4 * (T + 1) * block + 4 * block + 8 * H * H;
}

static struct kept kept_of(const struct op_call *c)
{
    struct kept k = {.n = c->samples, .T = c->out.rows / c->samples, .H = c->out.cols};
    size_t T = (size_t)k.T, H = (size_t)k.H;
    k.block = (size_t)k.n * H;
    real *at = c->keep;
    struct {
        real **to;
        size_t size;
    } parts[] = {
        {&k.wt, 4 * H * H},
        {&k.twt, 4 * H * H},
        {&k.gate, 4 * T * k.block},
        {&k.tgate, 4 * T * k.block},
        {&k.d, 4 * T * k.block},
        {&k.td, 4 * T * k.block},
        {&k.q, T * k.block},
        {&k.tq, T * k.block},
        {&k.dh, T * k.block},
        {&k.tdh, T * k.block},
        {&k.c, (T + 1) * k.block},
        {&k.tc, (T + 1) * k.block},
        {&k.h, (T + 1) * k.block},
        {&k.th, (T + 1) * k.block},
        {&k.e, k.block},
        {&k.te, k.block},
        {&k.dc, k.block},
        {&k.tdc, k.block},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        *parts[i].to = at;
        at += parts[i].size;
    }
    return k;
}

static bool lstm_shape(const struct shape *in, int n_in, UNUSED const int *arg, struct shape *out)
{
    return recurrence_shape(in, n_in, 4, out);
}

/* Where step t begins: of G numbers a sample, of H, and a sample's row in both. */
static size_t wide(const struct kept *k, int t)
{
    return 4 * (size_t)t * k->block;
}

static size_t narrow(const struct kept *k, int t)
{
    return (size_t)t * k->block;
}

/* To z, which holds h_{t−1} Wᵀ, comes a; each gate by itself, so that its function goes over all
 * samples at once. */
static void gates(const struct op_call *call, const struct kept *k, int t)
{
    int H = k->H, block = (int)k->block;
    real *gate = k->gate + wide(k, t);
    for (int s = 0; s < k->n; s++) {
        const real *z = k->d + wide(k, t) + 4 * s * H;
        const real *a = call->in[0].v + 4 * (size_t)(s * k->T + t) * (size_t)H;
        for (int part = 0; part < 4; part++, a += H, z += H) {
            real *to = gate + part * block + s * H;
            APART
            for (int j = 0; j < H; j++)
                to[j] = a[j] + z[j];
        }
    }
    real_sigmoid(gate, gate, 2 * block);
    real_tanh(gate + 2 * block, gate + 2 * block, block);
    real_sigmoid(gate + 3 * block, gate + 3 * block, block);
}

static void states(const struct op_call *call, const struct kept *k, int t)
{
    int H = k->H, block = (int)k->block;
    const real *i = k->gate + wide(k, t), *f = i + block, *g = f + block, *o = g + block;
    const real *c = k->c + narrow(k, t);
    real *q = k->q + narrow(k, t), *c_next = k->c + narrow(k, t + 1), *h = k->h + narrow(k, t + 1);
    APART
    for (int j = 0; j < block; j++)
        c_next[j] = f[j] * c[j] + i[j] * g[j];
    real_tanh(q, c_next, block);
    APART
    for (int j = 0; j < block; j++)
        h[j] = o[j] * q[j];
    for (int s = 0; s < k->n; s++)
        memcpy(call->out.v + (size_t)(s * k->T + t) * (size_t)H, h + s * H, (size_t)H * sizeof *h);
}

static void lstm_forward(const struct op_call *call)
{
    struct kept k = kept_of(call);
    int H = k.H;
    memset(k.h, 0, k.block * sizeof *k.h);
    memset(k.c, 0, k.block * sizeof *k.c);
    memset(k.d, 0, 4 * k.block * sizeof *k.d); /* of h_0 */
    turn_weight(k.wt, call->in[1].v, 4 * H, H);
    for (int t = 0; t < k.T; t++) {
        if (t > 0)
            step_on(k.d + wide(&k, t), k.h + narrow(&k, t), k.wt, k.n, 4 * H, H, false);
        gates(call, &k, t);
        states(call, &k, t);
    }
}

/* A sample's step: the tangents of the gates from ż, then of c, q and h. */
static void tangent_step(const struct kept *k, int t, int s)
{
    int H = k->H;
    size_t at = narrow(k, t) + (size_t)(s * H), next = at + k->block, block = k->block;
    const real *z = k->td + wide(k, t) + 4 * s * H;
    const real *i = k->gate + wide(k, t) + s * H, *f = i + block, *g = f + block, *o = g + block;
    real *ti = k->tgate + wide(k, t) + s * H, *tf = ti + block, *tg = tf + block, *to = tg + block;
    APART
    for (int j = 0; j < H; j++) {
        size_t a = (size_t)j;
        ti[j] = z[j] * (i[j] * (1 - i[j]));
        tf[j] = z[H + j] * (f[j] * (1 - f[j]));
        tg[j] = z[2 * H + j] * (1 - g[j] * g[j]);
        to[j] = z[3 * H + j] * (o[j] * (1 - o[j]));
        real q = k->q[at + a];
        real tc = tf[j] * k->c[at + a] + f[j] * k->tc[at + a] + ti[j] * g[j] + i[j] * tg[j];
        k->tc[next + a] = tc;
        k->tq[at + a] = (1 - q * q) * tc;
        k->th[next + a] = to[j] * q + o[j] * k->tq[at + a];
    }
}

static void lstm_tangent_forward(const struct op_call *call)
{
    struct kept k = kept_of(call);
    int H = k.H;
    memset(k.th, 0, k.block * sizeof *k.th);
    memset(k.tc, 0, k.block * sizeof *k.tc);
    if (call->in[0].tv)
        by_time(k.td, call->in[0].tv, k.n, k.T, 4 * H);
    else
        memset(k.td, 0, 4 * (size_t)k.T * k.block * sizeof *k.td);
    if (call->in[1].tv)
        turn_weight(k.twt, call->in[1].tv, 4 * H, H);
    for (int t = 0; t < k.T; t++) {
        real *tz = k.td + wide(&k, t);
        step_on(tz, k.th + narrow(&k, t), k.wt, k.n, 4 * H, H, true);
        if (call->in[1].tv)
            step_on(tz, k.h + narrow(&k, t), k.twt, k.n, 4 * H, H, true);
        for (int s = 0; s < k.n; s++)
            tangent_step(&k, t, s);
    }
    by_sample(call->out.tv, k.th + k.block, k.n, k.T, H);
}

/* A sample's step back: dh is what comes to h, from outside and from the step after; dc is that of
 * c_t, and becomes that of c_{t−1}. */
static void back_step(const struct op_call *call, const struct kept *k, int t, int s)
{
    int H = k->H;
    size_t at = narrow(k, t) + (size_t)(s * H);
    const real *i = k->gate + wide(k, t) + s * H, *f = i + k->block, *g = f + k->block,
               *o = g + k->block;
    real *di = k->d + wide(k, t) + 4 * s * H, *df = di + H, *dg = df + H, *d_o = dg + H;
    real *dc = k->dc + s * H;
    const real *q = k->q + at, *c = k->c + at, *e = k->e + s * H;
    size_t row = (size_t)(s * k->T + t) * (size_t)H;
    const struct tensor *a = &call->in[0];
    const real *from = call->out.d + row;
    real *dh = k->dh + at, *to = a->d && !a->add ? a->d + 4 * row : di;
    APART
    for (int j = 0; j < H; j++) {
        dh[j] = from[j] + e[j];
        real sum = dc[j] + dh[j] * o[j] * (1 - q[j] * q[j]);
        to[j] = di[j] = sum * g[j] * i[j] * (1 - i[j]);
        to[H + j] = df[j] = sum * c[j] * f[j] * (1 - f[j]);
        to[2 * H + j] = dg[j] = sum * i[j] * (1 - g[j] * g[j]);
        to[3 * H + j] = d_o[j] = dh[j] * q[j] * o[j] * (1 - o[j]);
        dc[j] = sum * f[j];
    }
}

static void lstm_backward(const struct op_call *call)
{
    struct kept k = kept_of(call);
    int H = k.H;
    memset(k.dc, 0, k.block * sizeof *k.dc);
    memset(k.e, 0, k.block * sizeof *k.e);
    for (int t = k.T - 1; t >= 0; t--) {
        for (int s = 0; s < k.n; s++)
            back_step(call, &k, t, s);
        if (t > 0)
            step_back(k.e, k.d + wide(&k, t), call->in[1].v, k.n, 4 * H, H, false);
    }
    if (call->in[0].d && call->in[0].add)
        give_by_sample(&call->in[0], call->in[0].d, k.d, k.n, k.T);
    if (call->in[1].d)
        give_weight(call->in[1].d, k.d, k.h, k.T * k.n, 4 * H, H, call->in[1].add);
}

/* The tangent of back_step. dc is that of c_t again, which is why it is made anew here. */
static void tangent_back_step(const struct kept *k, int t, int s)
{
    int H = k->H;
    size_t at = narrow(k, t) + (size_t)(s * H), row = wide(k, t) + (size_t)(s * H);
    size_t block = k->block;
    const real *i = k->gate + row, *f = i + block, *g = f + block, *o = g + block;
    const real *ti = k->tgate + row, *tf = ti + block, *tg = tf + block, *to = tg + block;
    const real *q = k->q + at, *tq = k->tq + at, *c = k->c + at, *tc = k->tc + at;
    const real *dh = k->dh + at, *tdh = k->tdh + at;
    real *td = k->td + wide(k, t) + 4 * s * H, *dc = k->dc + s * H, *tdc = k->tdc + s * H;
    APART
    for (int j = 0; j < H; j++) {
        real slope = 1 - q[j] * q[j], sum = dc[j] + dh[j] * o[j] * slope;
        real tsum = tdc[j] + tdh[j] * o[j] * slope + dh[j] * to[j] * slope -
                    2 * dh[j] * o[j] * q[j] * tq[j];
        td[j] =
            (tsum * g[j] + sum * tg[j]) * i[j] * (1 - i[j]) + sum * g[j] * (1 - 2 * i[j]) * ti[j];
        td[H + j] =
            (tsum * c[j] + sum * tc[j]) * f[j] * (1 - f[j]) + sum * c[j] * (1 - 2 * f[j]) * tf[j];
        td[2 * H + j] =
            (tsum * i[j] + sum * ti[j]) * (1 - g[j] * g[j]) - 2 * sum * i[j] * g[j] * tg[j];
        td[3 * H + j] = (tdh[j] * q[j] + dh[j] * tq[j]) * o[j] * (1 - o[j]) +
                        dh[j] * q[j] * (1 - 2 * o[j]) * to[j];
        tdc[j] = tsum * f[j] + sum * tf[j];
        dc[j] = sum * f[j];
    }
}

static void lstm_tangent_backward(const struct op_call *call)
{
    struct kept k = kept_of(call);
    int H = k.H;
    const real *w = call->in[1].v, *tw = call->in[1].tv;
    by_time(k.tdh, call->out.td, k.n, k.T, H);
    memset(k.dc, 0, k.block * sizeof *k.dc);
    memset(k.tdc, 0, k.block * sizeof *k.tdc);
    for (int t = k.T - 1; t >= 0; t--) {
        real *tdh = k.tdh + narrow(&k, t);
        for (size_t i = 0; t < k.T - 1 && i < k.block; i++)
            tdh[i] += k.te[i];
        for (int s = 0; s < k.n; s++)
            tangent_back_step(&k, t, s);
        if (t > 0)
            step_back(k.te, k.td + wide(&k, t), w, k.n, 4 * H, H, false);
        if (t > 0 && tw)
            step_back(k.te, k.d + wide(&k, t), tw, k.n, 4 * H, H, true);
    }
    if (call->in[0].td)
        give_by_sample(&call->in[0], call->in[0].td, k.td, k.n, k.T);
    if (call->in[1].td) {
        give_weight(call->in[1].td, k.td, k.h, k.T * k.n, 4 * H, H, call->in[1].add);
        give_weight(call->in[1].td, k.d, k.th, k.T * k.n, 4 * H, H, true);
    }
}

const struct op OP(lstm) = {
    OP_PASSES(lstm),
    .name = "LSTM",
    .shape = lstm_shape,
    .keep = lstm_keep,
};
