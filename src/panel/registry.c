#include <string.h>

#include "panel/panel.h"

/* One list, in the order of the help page; kinds and names both come of it. */
/* clang-format off */
#define PANELS(X) \
    X(landscape, "landscape") X(orbits, "orbits") X(boundary, "boundary") X(made, "made") X(loss, "loss") X(accuracy, "accuracy") \
    X(gradnorm, "gradnorm") X(layers, "layers") X(jacobian, "jacobian") X(trajectory, "trajectory") \
    X(smoothness, "smoothness") X(layer_smoothness, "layer-smoothness") X(estimators, "estimators") \
    X(growth, "growth") X(sharpness, "sharpness") \
    X(sample, "sample") X(path, "path") X(map, "map") X(monitor, "monitor") X(advisor, "advisor") \
    X(next_step, "next-step") X(bad_batch, "bad-batch") X(table, "table") X(inspector, "inspector")
/* clang-format on */

#define DECLARE(id, name) extern const struct panel_kind panel_##id;
#define KIND(id, name)    &panel_##id,
#define NAME(id, name)    name,

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
