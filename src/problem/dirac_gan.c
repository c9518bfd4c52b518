/* The smallest game: a generator with one parameter against a critic with one. */
#include "problem/game.h"

#include <math.h>

#include "base/vec.h"
#include "problem/problem.h"
#include "problem/sigmoid.h"

enum { GAME, PENALTY, WEIGHT_CLIP };

static const char *const games[] = {[GAME_WGAN] = "wgan",
                                    [GAME_MINIMAX] = "minimax",
                                    [GAME_NON_SATURATING] = "non-saturating",
                                    NULL};

static const struct param params[] = {
    [GAME] = PARAM_ONE_OF("game", "f",
                          "wgan: f(t) = t; minimax: −ln(1 + e^−t); non-saturating: θ has f(−t)", 0,
                          2, games),
    [PENALTY] =
        PARAM_FROM_ZERO("penalty", "λ", "of the critic's slope: R1, which pulls ψ to 0", 0, 1e3),
    [WEIGHT_CLIP] = PARAM_FROM_ZERO("weight-clip", "c",
                                    "after each step ψ is put back into [−c, c]; 0: not", 0, 1e6),
};

extern const struct problem_kind problem_dirac_gan;

static const struct block players[] = {{"generator θ", 0, 1, 0}, {"critic ψ", 1, 1, 0}};

static bool dirac_open(struct problem *p, struct report *r, const char *file, int line)
{
    (void)r, (void)file, (void)line;
    p->n_blocks = 2;
    p->blocks = players;
    return true;
}

bool game_facts(const struct problem *p, struct game *out)
{
    if (p->kind != &problem_dirac_gan)
        return false;
    *out = (struct game){.kind = (enum game_kind)p->values[GAME].num,
                         .penalty = p->values[PENALTY].num,
                         .weight_clip = p->values[WEIGHT_CLIP].num};
    return true;
}

/* f'(t) for the player that sees it, and f'' there. */
struct slope {
    double at, change;
};

static struct slope slope_of(enum game_kind kind, double t)
{
    if (kind == GAME_WGAN)
        return (struct slope){isnan(t) ? NAN : 1, 0};
    struct sigmoid s = sigmoid_at(-t); /* 1/(1 + e^t) */
    return (struct slope){s.s, -s.s1};
}

/* The generator's, by t = θψ: of f(−t) in the non-saturating game. */
static struct slope generator_slope(enum game_kind kind, double t)
{
    struct slope s = slope_of(kind, kind == GAME_NON_SATURATING ? -t : t);
    if (kind == GAME_NON_SATURATING)
        s.change = -s.change;
    return s;
}

/* Minus the field: what descent takes off. There is no loss of which this is the gradient: what
 * stands in its place is the distance from the equilibrium (0, 0). */
static double dirac_eval(const struct problem *p, void *work, const double *x, uint64_t draw,
                         double *g)
{
    (void)work, (void)draw;
    enum game_kind kind = (enum game_kind)p->values[GAME].num;
    double t = x[0] * x[1];
    if (g) {
        g[0] = x[1] * generator_slope(kind, t).at;
        g[1] = p->values[PENALTY].num * x[1] - x[0] * slope_of(kind, t).at;
    }
    return vec_norm(x, 2);
}

/* The Jacobian of g, which is not symmetric, times v. */
static void dirac_hess_vec(const struct problem *p, void *work, const double *x, uint64_t draw,
                           const double *v, double *out)
{
    (void)work, (void)draw;
    enum game_kind kind = (enum game_kind)p->values[GAME].num;
    double t = x[0] * x[1], dt = v[0] * x[1] + x[0] * v[1];
    struct slope a = generator_slope(kind, t), b = slope_of(kind, t);
    out[0] = v[1] * a.at + x[1] * a.change * dt;
    out[1] = p->values[PENALTY].num * v[1] - v[0] * b.at - x[0] * b.change * dt;
}

static void dirac_project(const struct problem *p, double *x)
{
    double most = p->values[WEIGHT_CLIP].num;
    if (most > 0 && fabs(x[1]) > most)
        x[1] = copysign(most, x[1]);
}

const struct problem_kind problem_dirac_gan = {
    .name = "dirac-gan",
    .title = "the smallest game: generator θ against critic ψ, which descent circles around",
    .formula = "θ′ = −ψf′(θψ), ψ′ = θf′(θψ) − λψ",
    .source = "Mescheder, Geiger, Nowozin 2018 (arXiv 1801.04406), section 2",
    PARAM_TABLE(params),
    .dim = 2,
    .start = {1, 1},
    .home = {-3, 3, -3, 3},
    .infimum = 0,
    .game = true,
    .value_name = "r",
    .value_title = "r, distance from the equilibrium",
    .open = dirac_open,
    .eval = dirac_eval,
    .hess_vec = dirac_hess_vec,
    .project = dirac_project,
};
