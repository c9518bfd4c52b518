#include "clip/part.h"

enum { SUM_GAMMA, COPIES, FROM, TO };

static const struct param params[] = {
    [SUM_GAMMA] = CLIP_GAMMA("the norm that counts each copy is compared with it"),
    [COPIES] =
        PARAM_MANY("copies", "k", "how often the norm counts the chosen layers", 8, 1, 65536),
    [FROM] = CLIP_LAYER("from-layer", "a", "the first layer that has copies, counted from 1"),
    [TO] = CLIP_LAYER("to-layer", "b", "the last layer that has copies"),
};

/* Every rank adds the squares of what it holds: sharded layers come once, replicated ones k times.
 */
static double apply(const double *par, UNUSED double *state, const struct clip_call *c)
{
    int first = 0, n = part_layers(c, par[FROM], par[TO], &first);
    double copies = sqrt(par[COPIES] - 1) * vec_norm(c->g + first, n);
    double sum = fn_hypot(c->norm, copies);
    return clip_scale(c, sum < INFINITY ? factor_hard(par[SUM_GAMMA], sum) : NAN);
}

const struct clip_kind clip_replicated_norm = {
    .name = "replicated-norm",
    .title = "a mistake: layers with k copies count k times in the norm",
    .formula = "g·min(1, γ/√(‖g‖² + (k − 1)‖g_R‖²)), g_R of the layers a to b",
    .source =
        "squares summed over ranks: pytorch/torchtitan issue 596, pytorch/pytorch issue 170862",
    PARAM_TABLE(params),
    .mistake = CLIP_COUNTS_AGAIN,
    .apply = apply,
};
