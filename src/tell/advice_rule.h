/* The rules that people use for the threshold, by name: what a script may ask for, what the panel
 * lists. session/advice.c works each of them out for a run. */
#ifndef TELL_ADVICE_RULE_H
#define TELL_ADVICE_RULE_H

#include <stdbool.h>

enum advice_id {
    ADVICE_HALF_G99,
    ADVICE_INVERSE_L1,
    ADVICE_L0_OVER_L1,
    ADVICE_LEAST_SQUARES,
    ADVICE_MAP_BEST,
    ADVICE_EDGE,
    ADVICE_CUSTOM,
    ADVICE_RULES
};

struct advice_rule {
    const char *name;    /* as scripts say it: "l0-over-l1" */
    const char *label;   /* in the panel: "L0/L1 of the bound" */
    const char *formula; /* "γ = L0/L1, η = 1/L0" */
    bool of_norm;        /* what it works out is a threshold for the norm of the whole gradient */
};

extern const struct advice_rule advice_rules[ADVICE_RULES];

/* The index of the rule called name, or -1. */
int advice_find(const char *name);
/* The names, NULL-ended, into names (room for ADVICE_RULES + 1). */
void advice_names(const char **names);

#endif
