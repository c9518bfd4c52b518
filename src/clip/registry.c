/* Every clip rule, once. A rule is one file here that ends in `const struct clip_kind clip_NAME`.
 */
#include "clip/clip.h"

#include <string.h>

#define RULES(X)                                                                                   \
    X(none)                                                                                        \
    X(hard)                                                                                        \
    X(soft)                                                                                        \
    X(torch)                                                                                       \
    X(optax)                                                                                       \
    X(tensorflow)                                                                                  \
    X(guarded)                                                                                     \
    X(by_value)                                                                                    \
    X(soft_component)                                                                              \
    X(per_layer)                                                                                   \
    X(agc)                                                                                         \
    X(autoclip)                                                                                    \
    X(half_g99)                                                                                    \
    X(zclip)                                                                                       \
    X(normalized)                                                                                  \
    X(l0_over_l1)                                                                                  \
    X(inverse_l1)                                                                                  \
    X(mixed_precision)                                                                             \
    X(after_step)                                                                                  \
    X(each_micro_batch)                                                                            \
    X(each_worker)                                                                                 \
    X(each_shard)                                                                                  \
    X(float32_norm)

#define DECLARE(rule) extern const struct clip_kind clip_##rule;
#define ENTRY(rule)   &clip_##rule,

RULES(DECLARE)

const struct clip_kind *const clip_kinds[] = {RULES(ENTRY) NULL};

const struct clip_kind *clip_find(const char *name)
{
    for (int i = 0; clip_kinds[i]; i++)
        if (strcmp(clip_kinds[i]->name, name) == 0)
            return clip_kinds[i];
    return NULL;
}
