#include "clip/part.h"

enum { SHARD_GAMMA, SHARDS };

static const struct param params[] = {
    [SHARD_GAMMA] = CLIP_GAMMA("the most that the norm of any shard may be"),
    [SHARDS] =
        PARAM_MANY("shards", "k", "workers among whom the parameters are cut up", 2, 1, 1024),
};

static double apply(const double *par, UNUSED double *state, const struct clip_call *c)
{
    int64_t k = (int64_t)par[SHARDS];
    for (int64_t i = 0; i < k; i++) {
        int first = (int)(c->dim * i / k), n = (int)(c->dim * (i + 1) / k) - first;
        double norm = vec_norm(c->g + first, n);
        part_scale(c, first, n, norm, factor_hard(par[SHARD_GAMMA], norm));
    }
    return part_factor(c);
}

const struct clip_kind clip_each_shard = {
    .name = "each-shard",
    .title = "a mistake: each worker's share of the parameters by its own norm",
    .formula = "g_s·min(1, γ/‖g_s‖) for each of k shards s",
    .source = "clip_grad_norm_ on what a sharded worker holds: pytorch/pytorch issue 72548",
    PARAM_TABLE(params),
    .gamma_of = "each shard",
    .turns = true,
    .apply = apply,
};
