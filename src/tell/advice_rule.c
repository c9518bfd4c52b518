#include "tell/advice_rule.h"

#include <stddef.h>
#include <string.h>

/* clang-format off */
const struct advice_rule advice_rules[ADVICE_RULES] = {
    [ADVICE_HALF_G99] = {"half-g99", "g99/2, article", "γ = g99/2", true},
    [ADVICE_INVERSE_L1] = {"inverse-l1", "1/L1, article", "γ = 1/L1, η = 1/L0", true},
    [ADVICE_L0_OVER_L1] = {"l0-over-l1", "L0/L1 of the bound", "γ = L0/L1, η = 1/L0", true},
    [ADVICE_LEAST_SQUARES] = {"least-squares", "L0/L1, least squares", "γ = L0/L1, η = 1/L0", true},
    [ADVICE_MAP_BEST] = {"map-best", "best of the map", "the fewest steps to the goal", false},
    [ADVICE_EDGE] = {"edge", "largest safe on |θ|^p", "γ just under the edge at this η", false},
    [ADVICE_CUSTOM] = {"custom", "1 (common default)", "γ = 1", false},
};
/* clang-format on */

int advice_find(const char *name)
{
    for (int i = 0; i < ADVICE_RULES; i++)
        if (strcmp(advice_rules[i].name, name) == 0)
            return i;
    return -1;
}

void advice_names(const char **names)
{
    for (int i = 0; i < ADVICE_RULES; i++)
        names[i] = advice_rules[i].name;
    names[ADVICE_RULES] = NULL;
}
