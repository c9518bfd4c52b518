#include <stddef.h>

#include "base/vec.h"
#include "optimizer/optimizer.h"

enum { TURNS };

static const struct param params[] = {
    [TURNS] = PARAM_FEW("turns", "k", "moves of the first player before the others make theirs", 1,
                        1, 100),
};

/* The first player moves on from where it has come to. */
static void move_again(const struct optimizer_call *c, double *x, double *g)
{
    const struct optimizer_tensor *first = &c->blocks[0];
    for (int i = first->first; i < first->first + first->rows; i++)
        x[i] = c->x[i] + c->d[i];
    c->gradient(c->ctx, x, g);
    for (int i = first->first; i < first->first + first->rows; i++)
        c->d[i] -= c->lr * g[i];
}

/* One player, a layer, after the other: each sees where those before it have gone already. Alone,
 * or where no gradient can be asked for, this is gradient descent. */
static void step(const double *par, UNUSED double *state, const struct optimizer_call *c)
{
    double *x = c->scratch, *g = x ? x + c->dim : NULL;
    bool alone = c->n_blocks < 2 || !c->gradient || !x;
    for (int i = 0; i < c->dim; i++)
        c->d[i] = -(c->lr * c->g[i]);
    if (!alone)
        vec_copy(x, c->x, c->dim);
    for (int turn = 1; turn < (int)par[TURNS] && !alone; turn++)
        move_again(c, x, g);
    for (int b = 1; b < c->n_blocks && !alone; b++) {
        const struct optimizer_tensor *player = &c->blocks[b];
        const struct optimizer_tensor *before = &c->blocks[b - 1];
        for (int i = before->first; i < before->first + before->rows; i++)
            x[i] = c->x[i] + c->d[i];
        c->gradient(c->ctx, x, g);
        for (int i = player->first; i < player->first + player->rows; i++)
            c->d[i] = -(c->lr * g[i]);
    }
}

const struct optimizer_kind optimizer_alternating = {
    .name = "alternating",
    .title = "one player, or layer, after the other, each knowing the moves before its own",
    .formula = "θ ← θ − η g_θ(θ, ψ), then ψ ← ψ − η g_ψ(θ, ψ)",
    .source = "Mescheder, Geiger, Nowozin 2018 (arXiv 1801.04406), alternating gradient descent",
    PARAM_TABLE(params),
    .in_turn = true,
    .uses_lr = true,
    .scratch = {.each = 2}, /* the point so far, and the gradient there */
    .step = step,
};
