#include "clip/draw.h"

enum { MIX_GRADIENT = DRAW_PARAMS, MIX_SHIFT };
enum { WORKERS_MOST = 4 };

#define MIX_PARAM(key, letter, words) PARAM_LINEAR(key, letter, words, 1, 1)

static const struct param params[] = {
    [DRAW_GAMMA] = CLIP_GAMMA("what the news of each worker is clipped to"),
    [DRAW_PARTS] =
        PARAM_MANY("parts", "k", "workers that share the draw", WORKERS_MOST, 1, WORKERS_MOST),
    [MIX_GRADIENT] =
        MIX_PARAM("mix-gradient", "β₁", "share of a worker's new gradient in its mean"),
    [MIX_SHIFT] = MIX_PARAM("mix-shift", "β₂", "share of the clipped news that is taken over"),
};

/* Worker i with gradient g: its v and shift are brought up to date. Returns whether it was cut. */
static bool worker(const double *par, double *v, double *shift, const double *g, int n)
{
    bool cut = false;
    double news = 0;
    for (int j = 0; j < n; j++)
        v[j] += par[MIX_GRADIENT] * (g[j] - v[j]);
    news = vec_distance(v, shift, n);
    double factor = news < INFINITY ? factor_hard(par[DRAW_GAMMA], news) : NAN;
    cut = factor != 1;
    for (int j = 0; j < n; j++) {
        double taken = par[MIX_SHIFT] * factor * (v[j] - shift[j]);
        /* All of it: to the last digit, and not to rounding. */
        shift[j] = !cut && par[MIX_SHIFT] == 1 ? v[j] : shift[j] + taken;
    }
    return cut;
}

static double apply(const double *par, double *state, const struct clip_call *c)
{
    int k = c->part ? (int)par[DRAW_PARTS] : 1;
    size_t dim = (size_t)c->dim;
    bool cut = par[MIX_GRADIENT] != 1 || par[MIX_SHIFT] != 1;
    double share[WORKERS_MOST] = {1};
    for (int i = 0; i < k; i++) {
        double *v = state + 2 * (size_t)i * dim;
        share[i] = c->part ? c->part(c->ctx, i, k, c->spare) : 1;
        if (share[i] > 0)
            cut |= worker(par, v, v + dim, c->part ? c->spare : c->g, c->dim);
    }
    for (int j = 0; j < c->dim; j++)
        c->out[j] = 0;
    for (int i = 0; i < k; i++)
        vec_add_scaled(c->out, c->out, share[i], state + (2 * (size_t)i + 1) * dim, c->dim);
    return draw_seen(c, cut);
}

const struct clip_kind clip_clip21 = {
    .name = "clip21",
    .title = "each worker sends its clipped news: the bias of clipping dies out",
    .formula = "mean of s_i, s_i ← s_i + β₂·clip_γ(v_i − s_i), v_i the mean of g_i with share β₁",
    .source =
        "Clip21-SGD2M, 2025 (arXiv 2502.11682); with β₁ = β₂ = 1 Clip21, Khirirat et al. 2023",
    PARAM_TABLE(params),
    .uses_parts = true,
    .gamma_of = "each worker's correction",
    .turns = true,
    .adds = true,
    .state = {.each = 2 * WORKERS_MOST}, /* each worker's v_i and s_i, both zero at first */
    .apply = apply,
};
