/* What the closed forms say of a run on a game: how r goes, and the circle it comes to.
 * Mescheder, Geiger, Nowozin 2018 (arXiv 1801.04406) for the games without clipping; with clipping
 * by the same means, checked against iterates in tests/tell/test_game_law.c. */
#ifndef TELL_GAME_LAW_H
#define TELL_GAME_LAW_H

#include "lab/run.h"

enum game_fate {
    FATE_NONE,      /* no closed form, or the run is no plain one */
    FATE_GROWS,     /* r times `factor` a step, over 1 */
    FATE_SHRINKS,   /* likewise, under 1: converges */
    FATE_ROOT,      /* r² grows by `rate` a step, whatever r is: √t */
    FATE_CREEPS,    /* r² grows by `rate` at this r, less the larger it is */
    FATE_CONSERVED, /* θ² + ψ² − shear·θψ stays: it circles where it is */
    FATE_CYCLE,     /* comes to the orbit given */
    FATE_BOUNDED    /* the critic's weight is clipped: a cycle with |ψ| up to `bound` */
};

struct game_law {
    enum game_fate fate;
    double factor, rate, bound;
    /* The orbit that is predicted: θ² + ψ² − shear·θψ = level, whose most |θ| is `most`; NAN:
     * none. Of ROOT and of GROWS it is where the run should be now, from its start. */
    double shear, level, most;
    double period; /* steps a turn; NAN: not known */
};

struct game_law game_law_of(const struct run *r);

#endif
