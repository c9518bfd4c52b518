/* What is said of one run alone. */
#ifndef TESTS_INSIGHT_SAY_H
#define TESTS_INSIGHT_SAY_H

#include "tell/insight.h"

/* The sentence for run r of the race into buf. Returns the rule, or NULL if none holds. */
static inline const struct insight_rule *insight_say(const struct race *race, const struct run *r,
                                                     char *buf, size_t size)
{
    return insight_pick(race, 1u << (r - race->run), buf, size);
}

#endif
