/* What is happening, in one sentence made from this step's numbers. One table of rules; each has a
 * condition on the numbers and a sentence that quotes them. Tested rule by rule. */
#ifndef LAB_INSIGHT_H
#define LAB_INSIGHT_H

#include <stdbool.h>
#include <stddef.h>

#include "lab/race.h"

struct insight_rule {
    const char *name; /* "two-cycle" */
    int weight;       /* of those that hold, the heaviest speaks */
    bool once;        /* worth saying for a while after it first held, see insight_pick */
    bool (*holds)(const struct race *race, const struct run *r);
    void (*say)(const struct race *race, const struct run *r, char *buf, size_t size);
};

extern const struct insight_rule insight_rules[];
extern const int n_insight_rules;

/* The sentence for run r (begins with its name) into buf. Returns the rule, or NULL if none holds.
 */
const struct insight_rule *insight_say(const struct race *race, const struct run *r, char *buf,
                                       size_t size);

/* The weightiest sentence of the race right now; selected >= 0 speaks of that run alone. */
const struct insight_rule *insight_pick(const struct race *race, int selected, char *buf,
                                        size_t size);

#endif
