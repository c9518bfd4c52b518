/* What the themes of insight share: conditions, and the numbers and words of their texts. */
#ifndef TELL_INSIGHT_PARTS_H
#define TELL_INSIGHT_PARTS_H

#include <math.h>

#include "tell/insight.h"
#include "tell/quantity.h"

/* A number that texts may ask for, besides those of scripts (quantities). */
struct number {
    const char *name;
    enum digits digits;
    double (*of)(const struct race *race, const struct run *r);
};

/* A theme's numbers, from a list of X(function, "name", digits, expression of race and r): the
 * functions, and of each a row. */
#define NUMBER_FUNCTION(function, name, digits, value) QUANTITY(function, value)
#define NUMBER_ROW(function, name, digits, value)      {name, digits, function},
#define NUMBER_TABLE(LIST)                                                                         \
    LIST(NUMBER_FUNCTION)                                                                          \
    static const struct number numbers[] = {LIST(NUMBER_ROW){.name = NULL}};

/* Words that texts may ask for; they may ask for numbers in turn. */
struct words {
    const char *name;
    const char *(*of)(const struct race *race, const struct run *r);
};

/* Defines a function `of` of words, from an expression of race and r, as QUANTITY does for numbers.
 */
#define WORDS(name, value)                                                                         \
    static const char *name(const struct race *race, const struct run *r)                          \
    {                                                                                              \
        (void)race, (void)r;                                                                       \
        return value;                                                                              \
    }

/* Defines a condition on a run, from an expression of r; and on one among the others, of race too.
 */
#define HOLDS(name, condition)                                                                     \
    static bool name(const struct run *r)                                                          \
    {                                                                                              \
        return condition;                                                                          \
    }
#define AMONG(name, condition)                                                                     \
    static bool name(const struct race *race, const struct run *r)                                 \
    {                                                                                              \
        (void)race, (void)r;                                                                       \
        return condition;                                                                          \
    }

/* Defines what chooses a rule's text, from an expression of r. */
#define CHOOSE(name, text)                                                                         \
    static const char *name(const struct run *r)                                                   \
    {                                                                                              \
        return text;                                                                               \
    }

/* What a theme speaks of. A game has no loss; under noise no single step proves anything, and of
 * mini-batches none does either: what it shows is another at the next. */
enum subject { ABOUT_ALL, ABOUT_STEPS, ABOUT_BATCHES, ABOUT_GAMES, ABOUT_NOISE };

/* Rules, numbers and words, each ended by a NULL name. Every text may ask for those of every theme.
 */
struct theme {
    enum subject subject;
    const struct insight_rule *rules;
    const struct number *numbers;
    const struct words *words;
};

extern const struct theme insight_ends;       /* converged, diverged, cycling, stalled */
extern const struct theme insight_clips;      /* what clipping does to a run */
extern const struct theme insight_clip_steps; /* and to a step */
extern const struct theme insight_rates;      /* learning rate against curvature */
extern const struct theme insight_swings;     /* a loss that goes up and down */
extern const struct theme insight_races;      /* runs against each other */
extern const struct theme insight_race_steps; /* and their steps; the rest */
extern const struct theme insight_batches;    /* mini-batches */
extern const struct theme insight_tests;      /* training data against test data */
extern const struct theme insight_clinic;     /* mistakes in clipping */
extern const struct theme insight_noise;      /* gradient noise, and of that nothing else */
extern const struct theme insight_games;      /* games, and of them nothing else */
extern const struct theme insight_common;     /* no rules: what all themes ask for */

extern const struct theme *const insight_themes[]; /* NULL-ended */

/* text with {quantity}, {a|b} or {a|b|c} (a with as many digits as tell it from b, and from c,
 * which may be numbers themselves) and {words} filled in. race may be NULL where the text asks for
 * nothing of it. */
void insight_fill(const char *text, const struct race *race, const struct run *r, char *buf,
                  size_t size);

bool is_clip(const struct run *r, enum clip_family family);
bool is_going(const struct run *r);    /* neither diverged, converged, stalled nor cycling */
bool is_standing(const struct run *r); /* anything but diverged */
bool is_diverged(const struct run *r);
bool is_swinging(const struct run *r); /* its loss goes up and down */
bool is_turned(const struct run *r);   /* a knob was turned since step 0 */

/* η³γ², which says on θ⁴ whether clipping settles from everywhere. */
static inline double settle_number(double lr, double gamma)
{
    return lr * lr * lr * gamma * gamma;
}

/* Both eigenvalues of a two-dimensional Hessian; NAN where it is not finite. */
struct eigen {
    double low, high;
};
struct eigen eigen_of(const struct run *r);
bool at_saddle(const struct run *r);

double eta_lambda(const struct run *r); /* η·clip·λ of the coming update, NAN if not measured */
/* Whether v is over `limit` by more than a reader can tell. */
static inline bool is_beyond(double v, double limit)
{
    return v - limit > 1e-6 * fabs(limit);
}
/* Whether a reader can tell the two apart. */
static inline bool is_apart(double v, double other)
{
    return is_beyond(v, other) || is_beyond(other, v);
}
double row_eta_lambda(const struct row *row);
double loss_next(const struct run *r); /* loss after the coming update; NAN in high dimension */
double loss_along(const struct run *r, double times);  /* were it so many times as long */
double knob_of(const struct run *r, const char *name); /* NAN where it has none of that name */

uint64_t since_status(const struct run *r); /* the status it is in */
uint64_t since_turned(const struct run *r); /* the newest turn of a knob, else 0 */
uint64_t since_begin(const struct run *r);

/* The best of the others that have not diverged by `of`, lower is better; NULL if r is
 * not the best of several. */
const struct run *runner_up(const struct race *race, const struct run *r,
                            double (*of)(const struct run *r));

#endif
