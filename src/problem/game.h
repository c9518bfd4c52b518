/* What others may want to know of a game of two parameters. */
#ifndef PROBLEM_GAME_H
#define PROBLEM_GAME_H

#include <stdbool.h>

struct problem;

enum game_kind { GAME_WGAN, GAME_MINIMAX, GAME_NON_SATURATING };

struct game {
    enum game_kind kind;
    double penalty;     /* λ of R1 */
    double weight_clip; /* most that |ψ| may be; 0: any */
};

/* false: p is no game of two parameters. */
bool game_facts(const struct problem *p, struct game *out);

#endif
