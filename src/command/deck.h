/* A deck of vectors: made-up gradients and what a rule makes of them, to test a framework by. */
#ifndef COMMAND_DECK_H
#define COMMAND_DECK_H

#include <stdio.h>

#include "clip/clip.h"
#include "optimizer/optimizer.h"

enum {
    DECK_STEPS = 40,
    DECK_DIM = 6,
    DECK_ZERO = 7,
    DECK_HUGE = 13,
    DECK_SLOWER = 20,
    DECK_INFINITE = 38,
    DECK_NAN = 39
};

struct deck {
    const struct clip_kind *clip; /* one of these two */
    const struct optimizer_kind *optimizer;
    const char *kind, *name, *title, *formula, *source; /* kind: "clip" or "optimizer" */
    const struct param *params;
    int n_params;
    double par[PARAMS_MAX];
    double x[DECK_STEPS * DECK_DIM], g[DECK_STEPS * DECK_DIM], out[DECK_STEPS * DECK_DIM];
    double rate[DECK_STEPS], factor[DECK_STEPS];
    double *states; /* before the first step, and after each: (DECK_STEPS + 1) × n_state */
    size_t n_state;
};

/* A deck of the rule that is not NULL, by its defaults, or of a framework's form of the optimizer
 * (NULL: its own). */
struct deck *deck_make(const struct clip_kind *clip, const struct optimizer_kind *optimizer,
                       const struct optimizer_elsewhere *form);
void deck_free(struct deck *d);

void deck_readme(FILE *out, const struct deck *d);
void deck_script(FILE *out, const struct deck *d);

#endif
