#include <string.h>

#include "panel/panel.h"

/* One list, in the order of the help page; kinds and names both come of it. */
/* clang-format off */
#define PANELS(X) \
    X(landscape) X(boundary) X(loss) X(accuracy) X(gradnorm) X(layers) X(trajectory) X(smoothness) \
    X(estimators) X(sharpness) X(path) X(map) X(monitor) X(advisor) X(table) X(inspector)
/* clang-format on */

#define DECLARE(name) extern const struct panel_kind panel_##name;
#define KIND(name)    &panel_##name,
#define NAME(name)    #name,

PANELS(DECLARE)
const struct panel_kind *const panel_kinds[] = {PANELS(KIND) NULL};
const char *const panel_names[] = {PANELS(NAME) NULL};

const struct panel_kind *panel_find(const char *name)
{
    for (const struct panel_kind *const *k = panel_kinds; *k; k++) {
        if (strcmp((*k)->name, name) == 0)
            return *k;
    }
    return NULL;
}
