/* What is said of games, which have no loss: how far a run is from the equilibrium, and where it
 * goes, from the closed forms. */
#include <math.h>

#include "problem/game.h"
#include "tell/game_law.h"
#include "tell/insight_parts.h"

HOLDS(settled, r->now.status == RUN_CONVERGED || r->now.status == RUN_STALLED)
HOLDS(moves, is_going(r) || r->now.status == RUN_CYCLING)

static bool has_fate(const struct run *r, enum game_fate fate)
{
    return is_going(r) && game_law_of(r).fate == fate;
}

HOLDS(grows, has_fate(r, FATE_GROWS))
HOLDS(shrinks, has_fate(r, FATE_SHRINKS))
HOLDS(goes_like_root, has_fate(r, FATE_ROOT))
HOLDS(creeps, has_fate(r, FATE_CREEPS))
HOLDS(is_conserved, has_fate(r, FATE_CONSERVED))
HOLDS(cycles, has_fate(r, FATE_CYCLE))
HOLDS(is_bounded, has_fate(r, FATE_BOUNDED))

static double penalty(const struct run *r)
{
    struct game game = {0};
    return game_facts(r->problem, &game) ? game.penalty : 0;
}

/* Whether the factor of a step is not 1 as it is written, with six digits. */
static bool shows_factor(const struct run *r)
{
    return fabs(game_law_of(r).factor - 1) > 5e-6;
}

static const char *grows_text(const struct run *r)
{
    if (r->optimizer->looks_ahead)
        return shows_factor(r) ? "{run}: η = {knob-lr|1} is over 1, so r grows by the factor "
                                 "{game-factor} a step. r = {loss}."
                               : "{run}: η is 1, so r hardly changes. r = {loss}.";
    if (penalty(r) > 0)
        return shows_factor(r)
                   ? "{run}: η = {knob-lr|penalty} is over λ = {penalty|knob-lr}, so r grows by "
                     "the factor {game-factor} a step. r = {loss}."
               : is_beyond(r->knobs.lr, penalty(r))
                   ? "{run}: η = {knob-lr|penalty} is over λ = {penalty|knob-lr}, so r grows, but "
                     "slowly. r = {loss}."
                   : "{run}: η is hardly over λ = {penalty}, so r grows, but slowly. r = {loss}.";
    return shows_factor(r) ? "{run}: each step is at right angles to r, which grows by the factor "
                             "{game-factor}. r = {loss}."
                           : "{run}: each step is at right angles to r, which grows, but slowly. r "
                             "= {loss}.";
}

CHOOSE(shrinks_text, shows_factor(r)
                         ? "{run} converges: unclipped, r shrinks by the factor {game-factor} a "
                           "step. Now r = {loss}."
                         : "{run} converges: unclipped, r shrinks, but slowly. Now r = {loss}.")

CHOOSE(conserved_text,
       isnan(game_law_of(r).level)
           ? "{run}: players in turn, each clipped: it circles forever. r = {loss}."
       : penalty(r) > 0
           ? "{run}: η = λ keeps θ² + ψ² − λθψ = {game-level}: it circles, {game-period} steps a "
             "turn."
           : "{run}: players in turn keep θ² + ψ² − ηθψ = {game-level}: it circles, "
             "{game-period} steps a turn.")

/* Where it is against where it is going: within 2 % it is there. */
static const char *cycle_text(const struct run *r)
{
    struct game_law law = game_law_of(r);
    double now = r->x[0] * r->x[0] + r->x[1] * r->x[1] - law.shear * r->x[0] * r->x[1];
    double off = sqrt(now / law.level);
    if (isnan(law.period))
        return "{run}: all starts come to the circle r = {game-most}. Now r = {loss}.";
    return off > 0.98 && off < 1.02
               ? "{run}: it circles forever: |θ| up to {cycle-edge} = {game-most}, {game-period} "
                 "steps a turn."
               : "{run} goes to the circle with |θ| up to {cycle-edge} = {game-most}. Now r = "
                 "{loss}.";
}

WORDS(cycle_edge, is_clip(r, CLIP_HARD) ? "ηγ/λ" : is_clip(r, CLIP_SOFT) ? "γ(η/λ − 1)" : "√(2η)")

#define NUMBERS(X)                                                                                 \
    X(penalty_of, "penalty", MEASURED, penalty(r))                                                 \
    X(factor, "game-factor", AS_SET, game_law_of(r).factor)                                        \
    X(rate, "game-rate", MEASURED, game_law_of(r).rate)                                            \
    X(level, "game-level", MEASURED, game_law_of(r).level)                                         \
    X(period, "game-period", MEASURED, game_law_of(r).period)                                      \
    X(most, "game-most", MEASURED, game_law_of(r).most)                                            \
    X(bound, "game-bound", AS_SET, game_law_of(r).bound)

NUMBER_TABLE(NUMBERS)

static const struct words words[] = {{"cycle-edge", cycle_edge}, {.name = NULL}};

static const struct insight_rule rules[] = {
    {"game-diverged", 1001, .holds = is_diverged, .since = since_status,
     .text = "{run} diverged at step {step}: its circles around the equilibrium grew and grew."},
    {"game-settled", 601, .holds = settled,
     .text = "{run} came to rest at step {since}, r = {loss} from the equilibrium."},
    {"game-grows", 701, .holds = grows, .choose = grows_text},
    {"game-shrinks", 501, .holds = shrinks, .choose = shrinks_text},
    {"game-root", 801, .holds = goes_like_root,
     .text = "{run}: clipped, r² grows by η²γ² = {game-rate} a step: r goes like √t and never "
             "converges. r = {loss}."},
    {"game-creeps", 651, .holds = creeps,
     .text = "{run}: r² grows by (ηγr/(r + γ))² = {game-rate} in this step. It never shrinks. r = "
             "{loss}."},
    {"game-conserved", 751, .holds = is_conserved, .choose = conserved_text},
    {"game-cycle", 802, .holds = cycles, .choose = cycle_text},
    {"game-bounded", 781, .holds = is_bounded,
     .text = "{run}: weight clipping keeps |ψ| within {game-bound}, so its circles stay bounded. r "
             "= {loss}."},
    {"game-any", 11, .holds = moves,
     .text = "{run}: r = {loss} from the equilibrium. This step is {stride} long."},
    {.name = NULL},
};

const struct theme insight_games = {ABOUT_GAMES, rules, numbers, words};
