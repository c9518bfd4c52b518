#include "clip/draw.h"

static const struct param params[DRAW_PARAMS] = {
    [DRAW_GAMMA] = CLIP_GAMMA("what the sum so far is clipped to after every micro-batch"),
    [DRAW_PARTS] = CLIP_DRAW_PARTS("micro-batches that a step accumulates"),
};

/* The framework's call clips what has been accumulated, so that it is not each micro-batch that is
 * cut, but the sum up to it: the later one comes, the less of it is lost. */
static double apply(const double *par, UNUSED double *state, const struct clip_call *c)
{
    double gamma = par[DRAW_GAMMA];
    int k = (int)par[DRAW_PARTS];
    bool cut = false;
    if (!c->part)
        return clip_scale(c, factor_hard(gamma, c->norm));
    for (int j = 0; j < c->dim; j++)
        c->out[j] = 0;
    for (int i = 0; i < k; i++) {
        double weight = c->part(c->ctx, i, k, c->spare);
        if (!(weight > 0))
            continue;
        vec_add_scaled(c->out, c->out, weight, c->spare, c->dim);
        vec_scale(c->out, draw_factor(gamma, c->out, c->dim, &cut), c->out, c->dim);
    }
    return draw_seen(c, cut);
}

const struct clip_kind clip_each_micro_batch = {
    .name = "each-micro-batch",
    .title = "a mistake: clipped after every micro-batch, not once they are all there",
    .formula = "a ← (a + g_i/k)·min(1, γ/‖a + g_i/k‖) for each i in turn",
    .source = "what clip_grad_norm_ inside the loop over micro-batches does: huggingface/"
              "transformers issue 1563",
    PARAM_TABLE(params),
    .uses_parts = true,
    .gamma_of = "each micro-batch",
    .turns = true,
    .parts = "micro-batches",
    .cut = "after each micro-batch",
    .apply = apply,
};
