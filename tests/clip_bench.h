/* A clip rule being called step after step, for the tests of the rules. */
#ifndef TESTS_CLIP_BENCH_H
#define TESTS_CLIP_BENCH_H

#include "check.h"
#include "clip/clip.h"

enum { DIM = 4, STATE_MAX = 4096 };

/* A rule being called step after step, with its defaults but for what a test sets. */
struct bench {
    const struct clip_kind *kind;
    double par[PARAMS_MAX], state[STATE_MAX], out[DIM], gamma, lr;
    struct clip_block blocks[2];
    struct clip_call call;
};
static struct bench b;

static inline void begin(const char *name)
{
    b = (struct bench){.kind = clip_find(name), .blocks = {{0, 2, 0}, {2, 2, 0}}};
    CU_ASSERT_FATAL(b.kind != NULL);
    for (int i = 0; i < b.kind->n_params; i++)
        b.par[i] = b.kind->params[i].def;
    CU_ASSERT_FATAL(doubles_for(b.kind->state, DIM) <= STATE_MAX);
    b.call = (struct clip_call){.lr = &b.lr, .curvature = NAN, .n_blocks = 2, .kind = b.kind};
}

static inline void set(const char *name, double value)
{
    const struct param *p = param_find(b.kind->params, b.kind->n_params, name);
    CU_ASSERT_FATAL(p != NULL);
    b.par[p - b.kind->params] = value;
}

/* One call with gradient g and weights x; what multiplied it. */
static inline double clip_at(const double *g, const double *x, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += g[i] * g[i];
    b.call.dim = n;
    b.call.x = x;
    b.call.g = g;
    b.call.norm = n == 1 ? fabs(g[0]) : sqrt(sum);
    b.call.out = b.out;
    b.call.blocks = n == DIM ? b.blocks : (struct clip_block[]){{0, n, 0}};
    b.call.n_blocks = n == DIM ? 2 : 1;
    b.call.threshold = &b.gamma;
    b.gamma = -1;
    b.lr = 0.1;
    double factor = b.kind->apply(b.par, b.state, &b.call);
    b.call.step++;
    return factor;
}

/* A gradient of one component, a call of its own. */
static inline double clip_one(double g)
{
    double x = 0;
    return clip_at(&g, &x, 1);
}

#endif
