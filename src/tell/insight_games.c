/* What is said of games, which have no loss: how far a run is from the equilibrium, and where it
 * goes, from the closed forms. */
#include <math.h>
#include <stdio.h>

#include "problem/game.h"
#include "tell/game_law.h"
#include "tell/insight_parts.h"

static bool has_fate(const struct run *r, enum game_fate fate)
{
    return r->now.status == RUN_RUNNING && game_law_of(r).fate == fate;
}

static bool diverged_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return r->now.status == RUN_DIVERGED;
}

static void diverged_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    snprintf(buf, size, "%s diverged at step %s: its circles around the equilibrium grew and grew.",
             r->name, count(&n, r->now.step));
}

static bool settled_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return r->now.status == RUN_CONVERGED || r->now.status == RUN_STALLED;
}

static void settled_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    snprintf(buf, size, "%s came to rest at step %s, r = %s from the equilibrium.", r->name,
             count(&n, r->notes.status_step), num(&n, r->now.loss));
}

static bool grows_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return has_fate(r, FATE_GROWS);
}

static void grows_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    struct game game = {0};
    double factor = game_law_of(r).factor;
    if (game_facts(r->problem, &game) && game.penalty > 0)
        snprintf(buf, size,
                 "%s: η = %s is over λ = %s, so r grows by the factor %s a step. r = %s.", r->name,
                 num(&n, r->knobs.lr), num(&n, game.penalty), knob(&n, factor),
                 num(&n, r->now.loss));
    else
        snprintf(buf, size,
                 "%s: each step is at right angles to r, which grows by the factor %s. r = %s.",
                 r->name, knob(&n, factor), num(&n, r->now.loss));
}

static bool shrinks_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return has_fate(r, FATE_SHRINKS);
}

static void shrinks_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    snprintf(buf, size, "%s converges: unclipped, r shrinks by the factor %s a step. Now r = %s.",
             r->name, knob(&n, game_law_of(r).factor), num(&n, r->now.loss));
}

static bool root_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return has_fate(r, FATE_ROOT);
}

static void root_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    snprintf(
        buf, size,
        "%s: clipped, r² grows by η²γ² = %s a step: r goes like √t and never converges. r = %s.",
        r->name, num(&n, game_law_of(r).rate), num(&n, r->now.loss));
}

static bool creeps_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return has_fate(r, FATE_CREEPS);
}

static void creeps_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    snprintf(buf, size,
             "%s: r² grows by (ηγr/(r + γ))² = %s in this step. It never shrinks. r = %s.", r->name,
             num(&n, game_law_of(r).rate), num(&n, r->now.loss));
}

static bool conserved_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return has_fate(r, FATE_CONSERVED);
}

static void conserved_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    struct game_law law = game_law_of(r);
    if (isnan(law.level))
        snprintf(
            buf, size,
            "%s: players in turn, each clipped: areas are kept, so it circles for ever. r = %s.",
            r->name, num(&n, r->now.loss));
    else
        snprintf(buf, size,
                 "%s: players in turn keep θ² + ψ² − ηθψ = %s: it circles, %s steps a turn.",
                 r->name, num(&n, law.level), num(&n, law.period));
}

static bool cycle_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return has_fate(r, FATE_CYCLE);
}

/* Where it is against where it is going: within 2 % it is there. */
static void cycle_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    struct game_law law = game_law_of(r);
    const char *how = is_clip(r, CLIP_HARD)   ? "ηγ/λ"
                      : is_clip(r, CLIP_SOFT) ? "γ(η/λ − 1)"
                                              : "√(2η)";
    double now = r->x[0] * r->x[0] + r->x[1] * r->x[1] - law.shear * r->x[0] * r->x[1];
    double off = sqrt(now / law.level);
    if (isnan(law.period))
        snprintf(buf, size, "%s: all starts come to the circle r = %s. Now r = %s.", r->name,
                 num(&n, law.most), num(&n, r->now.loss));
    else if (off > 0.98 && off < 1.02)
        snprintf(buf, size, "%s: it circles for ever: |θ| up to %s = %s, %s steps a turn.", r->name,
                 how, num(&n, law.most), num(&n, law.period));
    else
        snprintf(buf, size, "%s is on its way to the circle with |θ| up to %s = %s. Now r = %s.",
                 r->name, how, num(&n, law.most), num(&n, r->now.loss));
}

static bool bounded_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return has_fate(r, FATE_BOUNDED);
}

static void bounded_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    snprintf(buf, size,
             "%s: weight clipping keeps |ψ| within %s, so its circles stay bounded. r = %s.",
             r->name, knob(&n, game_law_of(r).bound), num(&n, r->now.loss));
}

static bool any_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return r->now.status == RUN_RUNNING || r->now.status == RUN_CYCLING;
}

static void any_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    snprintf(buf, size, "%s: r = %s from the equilibrium. This step is %s long.", r->name,
             num(&n, r->now.loss), num(&n, r->now.step_norm));
}

const struct insight_rule insight_games[] = {
    {"game-diverged", 1001, diverged_holds, diverged_say, since_status},
    {"game-settled", 601, settled_holds, settled_say, NULL},
    {"game-grows", 701, grows_holds, grows_say, NULL},
    {"game-shrinks", 501, shrinks_holds, shrinks_say, NULL},
    {"game-root", 801, root_holds, root_say, NULL},
    {"game-creeps", 651, creeps_holds, creeps_say, NULL},
    {"game-conserved", 751, conserved_holds, conserved_say, NULL},
    {"game-cycle", 802, cycle_holds, cycle_say, NULL},
    {"game-bounded", 781, bounded_holds, bounded_say, NULL},
    {"game-any", 11, any_holds, any_say, NULL},
    {NULL, 0, NULL, NULL, NULL},
};
