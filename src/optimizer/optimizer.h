/* How a (clipped) gradient moves the parameters. Knows nothing of clipping.
 * One file a rule, each ending in one struct optimizer_kind, listed in registry.c. */
#ifndef OPTIMIZER_OPTIMIZER_H
#define OPTIMIZER_OPTIMIZER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/param.h"
#include "base/unused.h"

struct optimizer_tensor {  /* parameters first .. : rows × cols, one row after the other */
    int first, rows, cols; /* a vector is one column */
};

struct optimizer_call {
    int dim;
    const double *x;
    const double *g; /* the gradient to use, clipped or not */
    double norm;     /* ‖g‖ of the raw gradient */
    double loss, infimum;
    double lr;
    uint64_t step; /* 0 at the first update */
    double *d;     /* the displacement goes here: x becomes x + d */
    /* ∇²f(x)·v for rules that need it (Newton); ctx is the run's. NULL if missing. */
    void (*hess_vec)(void *ctx, const double *v, double *out);
    void *ctx;
    int n_tensors; /* that all parameters make up, in order; 0: one vector of all */
    const struct optimizer_tensor *tensors;
    int n_blocks; /* layers, or players of a game; each as one column */
    const struct optimizer_tensor *blocks;
    /* The gradient at another point of this step's draw, clipped as the rule does, into out. NULL
     * if missing. */
    void (*gradient)(void *ctx, const double *x, double *out);
    double *scratch; /* as many as the rule asks for; holds nothing from before */
};

/* What a framework computes under the same name, from the same values, where that is something
 * else. */
struct optimizer_elsewhere {
    const char *who, *differs; /* "Keras", what it does, in plain words */
    void (*step)(const double *par, double *state, const struct optimizer_call *c); /* as there */
};

/* In a rule's struct: what frameworks compute. */
#define ELSEWHERE(...)                                                                             \
    .elsewhere = (const struct optimizer_elsewhere[])                                              \
    {                                                                                              \
        __VA_ARGS__,                                                                               \
        {                                                                                          \
            .who = NULL                                                                            \
        }                                                                                          \
    }

struct optimizer_kind {
    const char *name, *title;
    const char *formula; /* "θ − η g" */
    const char *source;
    const struct param *params; /* besides lr */
    int n_params;
    bool along;  /* d is a number times g (and one times x), and there is no state: of some of the
                    entries, with all else the same, d is that of these entries */
    bool coasts; /* it has velocity: where the gradient is 0 it goes on */
    bool waits;  /* the first step makes no move: it begins the rule's means */
    bool plain;  /* d is −lr·g: what closed forms are about, and what can be said of other clip
                    factors from the gradient alone */
    bool soft_rate; /* its rate is 1/(L0 + L1‖g‖), of parameters L0 and L1: what soft clipping does
                       with lr = 1/L0 and γ = L0/L1 */
    bool soft_eps;    /* without its memory d is −lr·g/(|g| + eps), component by component */
    bool cuts_update; /* its parameter `longest` times lr is the most that d is long */
    bool in_turn;     /* one layer, or player of a game, moves after the other */
    bool looks_ahead; /* d is by the gradient where a step of gradient descent would lead */
    bool cancels;     /* a factor on g leaves d as it was: what a clip does is taken out again */
    bool divides; /* by the size of the gradients: a common factor on all of them cancels, if not
                     at once */
    bool uses_lr; /* false: lr is no knob of this rule and is shown as – */
    bool uses_hessian;                           /* it asks for hess_vec */
    const struct optimizer_elsewhere *elsewhere; /* ended by a NULL who; NULL: none known */
    int max_dim;                                 /* most parameters it can take; 0: any */
    /* What η·factor·λ has to be under on a quadratic; NAN where these values do not tell. NULL: 2
     * of a plain rule, of others not known. */
    double (*limit)(const double *par);
    struct doubles state, scratch; /* of state all zero at first */
    void (*step)(const double *par, double *state, const struct optimizer_call *c);
};

extern const struct optimizer_kind *const optimizer_kinds[]; /* NULL-ended */
const struct optimizer_kind *optimizer_find(const char *name);

#endif
