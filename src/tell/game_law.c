#include "tell/game_law.h"

#include <math.h>

#include "base/elementary.h"
#include "problem/game.h"
#include "tell/insight_parts.h"

enum shape { SHAPE_NONE, SHAPE_HARD, SHAPE_SOFT };

struct setting {
    struct game game;
    enum shape shape;
    double lr, gamma, r; /* r now */
    double reach;        /* length of the field now, ‖v‖ */
};

/* Plain runs alone: one of the three rules for the step, and none, hard or soft at constant γ. */
static bool setting_of(const struct run *r, struct setting *s)
{
    double decay = 0;
    bool none = is_clip(r, CLIP_NONE), hard = is_clip(r, CLIP_HARD), soft = is_clip(r, CLIP_SOFT);
    run_get(r, "weight-decay", &decay);
    if (!game_facts(r->problem, &s->game) || run_scheduled(r) || decay != 0)
        return false;
    s->shape = none ? SHAPE_NONE : hard ? SHAPE_HARD : SHAPE_SOFT;
    s->lr = r->knobs.lr;
    s->gamma = none ? INFINITY : run_gamma(r);
    s->r = r->now.loss;
    s->reach = r->now.grad_norm;
    return none || hard || soft || r->clip->by_layer;
}

/* Where a run of r² growing by so much a step from its start should be. */
static void expect_circle(struct game_law *law, const struct run *r, double growth)
{
    double from = r->start[0] * r->start[0] + r->start[1] * r->start[1];
    law->shear = 0;
    law->level = is_turned(r) ? NAN : from + growth;
    law->most = sqrt(law->level);
}

/* v is as long as r, and at right angles to it: r⁺² = r² + η²c²r². */
static void wgan_simultaneous(const struct setting *s, const struct run *r, struct game_law *law)
{
    double step = s->lr * s->gamma, t = (double)r->now.step;
    double from = r->start[0] * r->start[0] + r->start[1] * r->start[1];
    if (s->shape == SHAPE_HARD && s->r > s->gamma) {
        law->fate = FATE_ROOT;
        law->rate = step * step;
        if (from > s->gamma * s->gamma)
            expect_circle(law, r, step * step * t);
    } else if (s->shape == SHAPE_SOFT) {
        law->fate = FATE_CREEPS;
        law->rate = s->r * s->r * (step / (s->r + s->gamma)) * (step / (s->r + s->gamma));
    } else {
        law->fate = FATE_GROWS;
        law->factor = sqrt(1 + s->lr * s->lr);
        if (s->shape == SHAPE_NONE)
            expect_circle(law, r, from * (fn_pow(1 + s->lr * s->lr, t) - 1));
    }
}

/* The run is on a curve θ² + ψ² − shear·θψ = level that it never leaves. */
static void stay_on_curve(struct game_law *law, const double *x, double shear)
{
    law->fate = FATE_CONSERVED;
    law->shear = shear;
    law->level = x[0] * x[0] + x[1] * x[1] - shear * x[0] * x[1];
    law->most = sqrt(law->level / (1 - shear * shear / 4));
    law->period = M_PI / fn_asin(shear / 2);
}

/* The map (θ, ψ) → (I + λJ)(θ, ψ), J = [[0, −1], [1, −λ]], has determinant 1 and keeps
 * θ² + ψ² − λθψ; a step by less than that shrinks r, by more lets it grow. So a clipped run comes
 * to where η times its clip factor is λ. */
static void wgan_penalty(const struct setting *s, const struct run *r, struct game_law *law)
{
    double lambda = s->game.penalty, edge = s->lr / lambda;
    if (s->lr == lambda && s->shape == SHAPE_NONE) {
        stay_on_curve(law, r->x, lambda);
        return;
    }
    if (s->lr < lambda || s->shape == SHAPE_NONE) {
        law->factor = sqrt(1 - s->lr * lambda + s->lr * s->lr);
        law->fate = law->factor < 1 ? FATE_SHRINKS : FATE_GROWS;
        return;
    }
    law->fate = FATE_CYCLE;
    law->most = s->shape == SHAPE_HARD ? s->gamma * edge : s->gamma * (edge - 1);
    law->shear = lambda;
    law->level = law->most * law->most * (1 - lambda * lambda / 4);
    law->period = M_PI / fn_asin(lambda / 2);
}

/* The cycle that draws all runs to it. none: √(2η); hard: (4ηγ)^⅓ where that is over 2γ; soft: the
 * root of r²(r/2 + γ) = 2ηγ, by bisection. */
static void non_saturating(const struct setting *s, struct game_law *law)
{
    double none = sqrt(2 * s->lr), hard = fn_pow(4 * s->lr * s->gamma, 1.0 / 3), lo = 0, hi = none;
    law->fate = FATE_CYCLE;
    law->shear = 0;
    law->most = s->shape == SHAPE_HARD && hard > 2 * s->gamma ? hard : none;
    for (int i = 0; i < 100 && s->shape == SHAPE_SOFT; i++) {
        double r = (lo + hi) / 2;
        *(r * r * (r / 2 + s->gamma) < 2 * s->lr * s->gamma ? &lo : &hi) = r;
        law->most = r;
    }
    law->level = law->most * law->most;
}

/* θ² + ψ² − ηθψ stays. Clipped player by player it is another curve, and as hard to leave: the map
 * keeps areas. */
static void wgan_alternating(const struct setting *s, const struct run *r, struct game_law *law)
{
    law->fate = FATE_CONSERVED;
    if (s->shape == SHAPE_NONE && !r->clip->by_layer)
        stay_on_curve(law, r->x, s->lr);
}

struct game_law game_law_of(const struct run *r)
{
    struct game_law law = {.shear = NAN, .level = NAN, .most = NAN, .period = NAN};
    struct setting s;
    if (!setting_of(r, &s) || r->now.status == RUN_DIVERGED)
        return law;
    bool wgan = s.game.kind == GAME_WGAN, apart = r->clip->by_layer;
    if (s.game.weight_clip > 0) {
        law.fate = wgan ? FATE_BOUNDED : FATE_NONE;
        law.bound = s.game.weight_clip;
    } else if (r->optimizer->plain && !apart && wgan && s.game.penalty == 0)
        wgan_simultaneous(&s, r, &law);
    else if (r->optimizer->plain && !apart && wgan && s.game.penalty < 2)
        wgan_penalty(&s, r, &law);
    else if (r->optimizer->plain && !apart && s.game.kind == GAME_NON_SATURATING &&
             s.game.penalty == 0 && s.lr <= 0.2)
        non_saturating(&s, &law);
    else if (r->optimizer->in_turn && wgan && s.game.penalty == 0 && s.lr < 2)
        wgan_alternating(&s, r, &law);
    else if (r->optimizer->looks_ahead && wgan && s.game.penalty == 0 && !apart &&
             s.shape == SHAPE_NONE) {
        double q = s.lr * s.lr;
        law.factor = sqrt(1 - q + q * q);
        law.fate = law.factor < 1 ? FATE_SHRINKS : FATE_GROWS;
    }
    return law;
}
