/* What is done to a gradient before it is used. Knows nothing of the loss.
 * One file a rule, each ending in one struct clip_kind, listed in registry.c. */
#ifndef CLIP_CLIP_H
#define CLIP_CLIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/param.h"
#include "base/unused.h"

struct clip_block { /* parameters first .. first+count-1: one layer, or one tensor of it */
    int first, count;
    int units; /* equal parts of it, one after the other, as the rows of a weight matrix; 0: one */
};

/* Rules that remember a number for each tensor have room for so many; the last is shared by any
 * beyond. Networks have fewer. */
enum { TENSORS_MOST = 256 };

struct clip_call {
    int dim;
    const double *x; /* parameters */
    const double *g; /* raw gradient */
    double norm;     /* ‖g‖ */
    double *out;     /* clipped gradient goes here; may be g itself: entry by entry only; NULL: a
                        rule that is `common` leaves it to the caller */
    uint64_t step;   /* 0 at the first update */
    double *lr; /* a rule that works out the learning rate writes it here; NULL: the optimizer has
                   none */
    double curvature; /* newest measured curvature of the run, NAN if none */
    int n_blocks;
    const struct clip_block *blocks;
    int n_tensors; /* weight matrices and bias vectors of the layers, in order; 0: those are blocks
                    */
    const struct clip_block *tensors; /* units: rows */
    double loss;                      /* at x */
    uint64_t seed; /* of random numbers; those of a step are the same for every run */
    const struct clip_kind *kind; /* the rule that is called: for those made of others */
    /* Writes the gradient of part i of the k that a draw is cut into, a micro-batch or a worker's
     * share, into out (dim) and returns its weight: Σ weight·part is g, the weights are 1 together;
     * 0: nothing left for it, out untouched. NULL: g is not made of parts, or not asked for. */
    double (*part)(void *ctx, int i, int k, double *out);
    void *ctx;
    double *spare;     /* dim entries to put a part into; NULL where part is */
    double *threshold; /* a rule that works out its γ leaves it here (INFINITY: none yet); may be
                          NULL. Untouched: the knob "gamma" is what holds */
    double *radii; /* [n_blocks] a rule that clips each layer, or each part of one, by a threshold
                      of its own leaves here the longest that each layer's gradient may be (of
                      smaller parts the root of the sum of squares); NULL: not asked for */
    bool *skipped; /* a rule that wants no step made of this gradient sets it, fills out with 0 and
                      returns 0; may be NULL. The parameters and the optimizer's state then stay as
                      they are, the rule's own state goes on. A skipped step is not a clipped one */
};

/* What a rule is in a comparison: pictures give each of these a colour and a marker of its own. */
enum clip_family { CLIP_OTHER, CLIP_NONE, CLIP_HARD, CLIP_SOFT, CLIP_FAMILIES };

/* What a rule gets wrong by its nature; captions catch it at it. */
enum clip_mistake {
    CLIP_RIGHT,
    CLIP_TOO_LATE,
    CLIP_IN_SINGLE,
    CLIP_SOME_ONLY,    /* the other layers keep their gradient */
    CLIP_COUNTS_AGAIN, /* parts of the gradient are in its norm `copies` times */
};

struct clip_kind {
    const char *name, *title;
    enum clip_family family;
    const char *formula; /* what is shown: "g·min(1, γ/‖g‖)" */
    const char *source;
    const struct param *params; /* one named "gamma" where there is a threshold */
    int n_params;
    bool uses_curvature; /* without curvature measured it is another rule */
    bool sets_lr;        /* it may work out the learning rate: clip_call.lr */
    bool uses_parts;     /* it looks at parts of the draw; its parameter "parts" says how many */
    const char *parts, *cut; /* where cutting each is a mistake: what they are, and when that is
                                done, "micro-batches", "after each micro-batch"; else NULL */
    bool finds_gamma;        /* it works γ out by itself; a parameter "gamma" is where it begins */
    const char *gamma_of; /* what γ limits, where that is not the whole gradient: "each layer" */
    bool by_layer;        /* each layer, or player of a game, by its own norm */
    bool turns;           /* components by different factors: the direction changes */
    bool keeps;           /* the gradient as it is: where out is g there is nothing to write */
    bool common; /* out is g times what is returned, whatever it is, and all there is to do:
                    where out is NULL it is the caller who multiplies */
    bool skips;  /* it may skip a step: clip_call.skipped */
    /* Optional: what the loss of the coming step is multiplied with, so that gradients fit into
     * half precision. */
    double (*loss_scale)(const double *par, const double *state);
    bool adds; /* noise, or what it kept from before: a zero gradient may move */
    const struct clip_kind *first, *second; /* a rule made of two: see clip_pair; NULL */
    enum clip_mistake mistake;
    bool always; /* every gradient is shortened, however short: the factor is never 1 */
    const char *factor; /* of the whole gradient, "min(1, γ/‖∇f‖)": where γ and ‖∇f‖ are all it is
                           made of, so that this step's numbers can stand for them; else NULL */
    /* On |θ|^p with p > 2, by gradient descent with lr and a constant γ: the longest step of any θ,
     * over |θ|. Up to 2 every start converges, beyond some cycle; at most 1: no step overshoots.
     * NULL: not known. */
    double (*reach)(double p, double lr, double gamma);
    struct doubles state; /* all zero at first */
    /* Fills c->out and returns what multiplied the gradient: the common factor, or ‖out‖/‖g‖ where
     * components differ (1 for a zero gradient). par is parallel to params. Must not allocate.
     * A NaN in g comes through as NaN or infinity, or the step is skipped. So does an infinite
     * norm, but where the rule's source makes a number of it (0 of a norm that alone is infinite, γ
     * of an infinite component). */
    double (*apply)(const double *par, double *state, const struct clip_call *c);
};

/* No step of this gradient; what apply returns then. */
static inline double clip_skip(const struct clip_call *c)
{
    for (int i = 0; i < c->dim; i++)
        c->out[i] = 0;
    if (c->skipped)
        *c->skipped = true;
    return 0;
}

/* The γ at which the rule's reach is 2, so the largest that converges from everywhere on |θ|^p;
 * NAN where its reach is not known. On θ⁴ this is η³γ² = 2 for the hard clip, 27/2 for the soft. */
double clip_edge(const struct clip_kind *kind, double p, double lr);

extern const struct clip_kind *const clip_kinds[]; /* NULL-ended */

/* The rule of that name, or the two of "[per-layer, hard]" in sequence (pair.c); NULL: none. */
const struct clip_kind *clip_find(const char *name);

/* The rule "[first, second]", whose parameters are those of both, the second's called then-NAME
 * where the first has one of that name; the same pointer at every call. NULL: the two cannot be
 * combined, and *why says so. From one thread at a time. */
const struct clip_kind *clip_pair(const struct clip_kind *first, const struct clip_kind *second,
                                  const char **why);

#endif
