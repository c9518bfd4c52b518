/* What is happening, in one sentence made from this step's numbers. Tables of rules, each with a
 * condition on the numbers and a text that asks for them in { }. Tested rule by rule.
 *
 * The race must be settled. Everything is a function of it: the same race says the same. */
#ifndef TELL_INSIGHT_H
#define TELL_INSIGHT_H

#include <stdbool.h>
#include <stddef.h>

#include "lab/race.h"

struct insight_rule {
    const char *name; /* "two-cycle" */
    int weight;       /* of those that hold, the heaviest speaks */
    /* The conditions, on the run and on the run among the others; NULL: none. */
    bool (*holds)(const struct run *r);
    bool (*among)(const struct race *race, const struct run *r);
    /* The text, as insight_fill reads it; or, where the numbers decide which, what chooses it. */
    const char *text;
    const char *(*choose)(const struct run *r);
    /* The step of what it tells of. Given, the rule speaks for INSIGHT_FRESH steps and half as
     * many again as it took to come to it, then makes way; of a run that has diverged for
     * INSIGHT_LOST, as the others go on without it. NULL: it speaks while it holds. */
    uint64_t (*since)(const struct run *r);
};

enum { INSIGHT_FRESH = 30, INSIGHT_LOST = 10 };

/* All rules, 0..; NULL past the last. */
const struct insight_rule *insight_at(int i);

bool insight_holds(const struct insight_rule *rule, const struct race *race, const struct run *r);
/* What the rule, which holds, says of run r. */
void insight_tell(const struct insight_rule *rule, const struct race *race, const struct run *r,
                  char *buf, size_t size);

/* The weightiest sentence right now of the runs whose bits are set, of equals the earlier run's,
 * into buf. Returns its rule, or NULL if none holds. */
const struct insight_rule *insight_pick(const struct race *race, unsigned runs, char *buf,
                                        size_t size);

/* Whether each step is θ − lr·clip(g) with lr and γ constant and no weight decay: what most closed
 * forms are about. */
bool is_gd(const struct run *r);

#endif
