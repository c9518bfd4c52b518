#include "command/deck.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/rng.h"
#include "base/vec.h"

/* A 2 × 2 weight matrix and a bias of two: one layer each, and one tensor each. */
static const struct clip_block layers[] = {{0, 4, 2}, {4, 2, 0}};
static const struct optimizer_tensor shapes[] = {{0, 2, 2}, {4, 2, 1}},
                                     players[] = {{0, 4, 1}, {4, 2, 1}};

static void draw(struct deck *d)
{
    struct rng rng;
    rng_seed(&rng, 16);
    for (int t = 0; t < DECK_STEPS; t++) {
        double jump = rng_uniform(&rng) < 0.2 ? 30 : 1;
        d->rate[t] = t < DECK_SLOWER ? 0.1 : 0.05;
        for (int i = 0; i < DECK_DIM; i++) {
            d->x[t * DECK_DIM + i] = rng_normal(&rng);
            d->g[t * DECK_DIM + i] = t == DECK_ZERO ? 0 : jump * rng_normal(&rng);
        }
        if (d->optimizer) /* near ε, which each framework has in a place of its own */
            d->g[t * DECK_DIM + DECK_DIM - 1] *= 1e-7;
        for (int i = 0; i < DECK_DIM && t == DECK_HUGE; i++)
            d->g[t * DECK_DIM + i] *= 1e30;
    }
    d->g[DECK_INFINITE * DECK_DIM + 2] = INFINITY;
    d->g[DECK_NAN * DECK_DIM + 1] = NAN;
}

static void clip_row(struct deck *d, double *state, int t)
{
    double lr = d->rate[t], gamma;
    bool skipped = false;
    struct clip_call c = {.dim = DECK_DIM,
                          .x = d->x + t * DECK_DIM,
                          .g = d->g + t * DECK_DIM,
                          .norm = vec_norm(d->g + t * DECK_DIM, DECK_DIM),
                          .out = d->out + t * DECK_DIM,
                          .step = (uint64_t)t,
                          .lr = &lr,
                          .curvature = NAN,
                          .n_blocks = 2,
                          .blocks = layers,
                          .n_tensors = 2,
                          .tensors = layers,
                          .loss = 1,
                          .kind = d->clip,
                          .threshold = &gamma,
                          .skipped = &skipped};
    d->factor[t] = d->clip->apply(d->par, state, &c);
}

static void step_row(struct deck *d, double *state, int t, double *scratch,
                     const struct optimizer_elsewhere *form)
{
    struct optimizer_call c = {.dim = DECK_DIM,
                               .x = d->x + t * DECK_DIM,
                               .g = d->g + t * DECK_DIM,
                               .norm = vec_norm(d->g + t * DECK_DIM, DECK_DIM),
                               .loss = 1,
                               .infimum = 0,
                               .lr = d->rate[t],
                               .step = (uint64_t)t,
                               .d = d->out + t * DECK_DIM,
                               .n_tensors = 2,
                               .tensors = shapes,
                               .n_blocks = 2,
                               .blocks = players,
                               .scratch = scratch};
    (form ? form->step : d->optimizer->step)(d->par, state, &c);
    d->factor[t] = 1;
}

static void play(struct deck *d, const struct optimizer_elsewhere *form)
{
    const struct optimizer_kind *o = d->optimizer;
    for (int i = 0; i < d->n_params; i++)
        d->par[i] = d->params[i].def;
    d->n_state = doubles_for(d->clip ? d->clip->state : o->state, DECK_DIM);
    d->states = mem_alloc((DECK_STEPS + 1) * (d->n_state + 1), sizeof *d->states);
    size_t n_scratch = o ? doubles_for(o->scratch, DECK_DIM) : 0;
    double *scratch = mem_alloc(n_scratch + 1, sizeof *scratch);
    for (int t = 0; t < DECK_STEPS; t++) {
        double *state = d->states + (size_t)(t + 1) * d->n_state;
        memcpy(state, state - d->n_state, d->n_state * sizeof *state);
        if (d->clip)
            clip_row(d, state, t);
        else
            step_row(d, state, t, scratch, form);
    }
    free(scratch);
}

struct deck *deck_make(const struct clip_kind *clip, const struct optimizer_kind *optimizer,
                       const struct optimizer_elsewhere *form)
{
    struct deck *d = mem_alloc(1, sizeof *d);
    d->clip = clip;
    d->optimizer = optimizer;
    d->kind = clip ? "clip" : "optimizer";
    d->name = clip ? clip->name : optimizer->name;
    d->title = clip ? clip->title : optimizer->title;
    d->formula = clip ? clip->formula : optimizer->formula;
    d->source = clip ? clip->source : optimizer->source;
    d->params = clip ? clip->params : optimizer->params;
    d->n_params = clip ? clip->n_params : optimizer->n_params;
    draw(d);
    play(d, form);
    return d;
}

void deck_free(struct deck *d)
{
    free(d->states);
    free(d);
}
