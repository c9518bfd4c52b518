/* The losses: f(x), its gradient and Hessian-vector products. Knows nothing of how they are
 * minimised. One file a family, each ending in one struct problem_kind, listed in registry.c. */
#ifndef PROBLEM_PROBLEM_H
#define PROBLEM_PROBLEM_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/param.h"
#include "base/report.h"
#include "base/unused.h"
#include "problem/noise.h"

enum { PROBLEM_START_MAX = 8 }; /* most parameters a start can be typed for */

struct problem;
struct architecture; /* network_parts.h */

/* The data of a network: what it is trained on, and what is kept from it to test it. */
enum data_part { PART_TRAIN, PART_TEST };
struct measure { /* sums over `samples` samples */
    int samples;
    double loss;
    double correct; /* -1: the targets are no classes */
};

struct problem_kind {
    const char *name;           /* "power" */
    const char *title;          /* one line, no full stop */
    const char *formula;        /* "f(θ) = |θ|^p" */
    const char *source;         /* where formula and figures come from */
    const struct param *params; /* besides `start`, which every closed form has */
    int n_params;
    int dim;                         /* parameters; 0: open() tells */
    double start[PROBLEM_START_MAX]; /* where it starts if the scene says nothing */
    double home[4];    /* x_lo x_hi y_lo y_hi a picture shows first; y unused in 1-D */
    double infimum;    /* inf f; NAN if unknown, -INFINITY if unbounded */
    const char *typed; /* one of its parameters that may be typed in any scene, whose problem then
                          becomes of this kind; NULL: none */
    bool game; /* of several players, its blocks: g is no gradient but what the players descend
                  by, hess_vec is by its Jacobian, and f is the distance from an equilibrium */
    const char *value_name;  /* what f is called where it is no loss: "r"; NULL: it is one */
    const char *value_title; /* and over its curve: "r, distance from the equilibrium" */

    /* Sets p->dim, p->data, p->infimum, p->formula from p->values, where they are not the kind's.
     * Faults go to r (as file:line of place). NULL: nothing to do beyond the defaults. */
    bool (*open)(struct problem *p, struct report *r, const char *file, int line);
    void (*close)(struct problem *p);

    /* Scratch for one run, reader or thread, and its release; NULL where none is needed. What comes
     * of it never depends on what it was used for before. */
    void *(*work_new)(const struct problem *p);
    void (*work_free)(void *work);

    /* Bytes that a work takes, and multiplications that an evaluation with its gradient does,
     * about; NULL: both are little. */
    double (*work_bytes)(const struct problem *p);
    double (*eval_cost)(const struct problem *p);

    /* Loss at x (p->dim entries); the gradient into g unless g is NULL. `draw` numbers the
     * mini-batch (the step); closed forms ignore it. Outside the domain: INFINITY, g all NaN.
     * Must not allocate. */
    double (*eval)(const struct problem *p, void *work, const double *x, uint64_t draw, double *g);

    /* Optional. The gradient over part i of the k that the draw is cut into, in order, into g.
     * Returns the part's weight: the weights add up to 1, and Σ weight·part is what eval gives; 0,
     * and g untouched, where there are fewer samples than parts. Must not allocate. */
    double (*part)(const struct problem *p, void *work, const double *x, uint64_t draw, int i,
                   int k, double *g);

    /* out = ∇²f(x)·v, exact. NULL, of problems of many parameters alone: not known, and no λ. */
    void (*hess_vec)(const struct problem *p, void *work, const double *x, uint64_t draw,
                     const double *v, double *out);

    /* Optional, together, of problems whose evaluations take long: eval (v NULL; out is g) or
     * hess_vec in parts. After begin, more until it returns true, which leaves what eval returns in
     * *loss, and the norm of what was asked for in *norm, NAN where it is not known. Until then x,
     * v and out stay as they are, and work is asked for nothing else; to begin anew gives up what
     * was begun. Must not allocate. */
    void (*begin)(const struct problem *p, void *work, const double *x, uint64_t draw,
                  const double *v, double *out);
    bool (*more)(const struct problem *p, void *work, double *loss, double *norm);

    /* Where every run starts if nobody said (p->dim entries), from the seed; after open. NULL:
     * p->start. */
    void (*init)(const struct problem *p, double *x);

    /* Adds what samples first .. first+count-1 of a part of the data (fewer at its end) say at x to
     * *m: a piece at a time, so that a screen never waits. Returns how many samples the part has.
     * NULL: there are no data. Must not allocate. */
    int (*measure)(const struct problem *p, void *work, const double *x, enum data_part part,
                   int first, int count, struct measure *m);

    /* Optional: the share of right answers, [0, 1], in the mini-batch that eval was called with
     * last; NAN where the targets are no classes. Of problems that are `batched` alone. */
    double (*right)(const struct problem *p, void *work);

    /* Optional. Puts x back to where parameters may be, after each step. */
    void (*project)(const struct problem *p, double *x);

    /* Optional. The smallest L0 for which ‖∇²f‖ <= L0 + L1‖∇f‖ holds everywhere with this L1
     * (definition A of Zhang et al. 2020), INFINITY if none does. NULL: not known in closed form.
     */
    double (*frontier)(const struct problem *p, double L1); /* or problem_unbounded, below */

    /* Optional. Finds the points of the plane that a generator makes at x, and as many points of
     * the data, two numbers each. They hold until work is used again; the same x gives the same
     * points. Returns how many. Must not allocate. */
    int (*made)(const struct problem *p, void *work, const double *x, const double **truth,
                const double **made);

    const struct architecture *architecture; /* of a network; NULL: another kind of loss */

    /* Of |θ|^p alone: its exponent. NULL: another loss. */
    double (*power)(const struct problem *p);
};

struct block { /* a named run of parameters: a layer */
    char name[24];
    int first, count;
    int units; /* equal parts, one after the other: the rows of a weight matrix; 0: one */
};

struct problem {
    const struct problem_kind *kind;
    struct value values[PARAMS_MAX]; /* parallel to kind->params */
    int dim;
    double start[PROBLEM_START_MAX]; /* dim <= PROBLEM_START_MAX: where every run starts */
    double infimum;                  /* as the kind's, or set by its open */
    char formula[96];                /* with this instance's numbers: "f(θ) = θ⁴" */
    char letter[2][12]; /* of its first two parameters, as the formula has them: "x", "θ₁" */
    bool batched;       /* the loss differs from draw to draw: mini-batches */
    struct noise noise; /* on every gradient; none unless set after opening */
    int samples[2];     /* of each data_part; 0: missing */
    int answers;        /* that each sample asks for: the loss is their mean; 0: no data */
    int n_blocks;
    const struct block *blocks; /* NULL: one block of all */
    int n_tensors;
    const struct block *tensors; /* the blocks' weight matrices (units: rows) and vectors (units 0),
                                    in order; NULL: not known */
    void *data;                  /* the kind's own */
};

extern const struct problem_kind *const problem_kinds[]; /* NULL-ended */
const struct problem_kind *problem_find(const char *name);

/* Makes p of kind with values (parallel to kind->params; a value not given takes its default) and
 * start (NULL or start->given false: the kind's own). false: r says why, p needs no close. */
bool problem_open(struct problem *p, const struct problem_kind *kind, const struct value *values,
                  const struct value *start, struct report *r, const char *file, int line);
void problem_close(struct problem *p);

/* The exponent of |θ|^p, NAN of any other loss. */
static inline double problem_exponent(const struct problem *p)
{
    return p->kind->power ? p->kind->power(p) : NAN;
}

static inline double problem_eval(const struct problem *p, void *work, const double *x,
                                  uint64_t draw, double *g)
{
    double f = p->kind->eval(p, work, x, draw, g);
    if (p->noise.kind != NOISE_NONE && g)
        noise_add(&p->noise, draw, g, p->dim);
    return f;
}

/* The gradient differs from draw to draw: by its mini-batch or by noise. */
static inline bool problem_varies(const struct problem *p)
{
    return p->batched || p->noise.kind != NOISE_NONE;
}

/* Writes where every run starts into x (dim entries): p->start, or, where nobody said and the kind
 * has one, its random initialisation. */
void problem_start(const struct problem *p, double *x);

/* The frontier of a loss on which no line bounds the curvature: INFINITY. */
double problem_unbounded(const struct problem *p, double L1);

#endif
