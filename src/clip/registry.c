/* Every clip rule, once. A rule is one file here that ends in `const struct clip_kind clip_NAME`.
 */
#include "base/elementary.h"
#include "clip/clip.h"

#include <math.h>
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
    X(per_variable)                                                                                \
    X(per_tensor)                                                                                  \
    X(some_layers)                                                                                 \
    X(replicated_norm)                                                                             \
    X(agc)                                                                                         \
    X(adagc)                                                                                       \
    X(spam)                                                                                        \
    X(u_clip)                                                                                      \
    X(autoclip)                                                                                    \
    X(scaled_median)                                                                               \
    X(half_g99)                                                                                    \
    X(zclip)                                                                                       \
    X(skip_over)                                                                                   \
    X(skip_sigma)                                                                                  \
    X(normalized)                                                                                  \
    X(l0_over_l1)                                                                                  \
    X(inverse_l1)                                                                                  \
    X(mixed_precision)                                                                             \
    X(after_step)                                                                                  \
    X(each_micro_batch)                                                                            \
    X(each_worker)                                                                                 \
    X(dp)                                                                                          \
    X(auto_s)                                                                                      \
    X(clip21)                                                                                      \
    X(each_shard)                                                                                  \
    X(float32_norm)

#ifndef RULES_ADDED
#define RULES_ADDED(X) /* tests/panel/test_new_rule.c adds one */
#endif

#define DECLARE(rule) extern const struct clip_kind clip_##rule;
#define ENTRY(rule)   &clip_##rule,

RULES(DECLARE)
RULES_ADDED(DECLARE)

const struct clip_kind *const clip_kinds[] = {RULES(ENTRY) RULES_ADDED(ENTRY) NULL};

/* The rule whose name is the first n letters of text. */
static const struct clip_kind *find_one(const char *text, size_t n)
{
    for (int i = 0; clip_kinds[i]; i++)
        if (strlen(clip_kinds[i]->name) == n && strncmp(clip_kinds[i]->name, text, n) == 0)
            return clip_kinds[i];
    return NULL;
}

const struct clip_kind *clip_find(const char *name)
{
    const char *comma = strstr(name, ", "), *end = strchr(name, ']'), *why;
    if (name[0] != '[' || !comma || !end || end < comma)
        return find_one(name, strlen(name));
    const struct clip_kind *first = find_one(name + 1, (size_t)(comma - name - 1));
    const struct clip_kind *second = find_one(comma + 2, (size_t)(end - comma - 2));
    return first && second && end[1] == '\0' ? clip_pair(first, second, &why) : NULL;
}

/* The reach grows like γ^((p−2)/(p−1)). */
double clip_edge(const struct clip_kind *kind, double p, double lr)
{
    return kind->reach ? fn_pow(2 / kind->reach(p, lr, 1), (p - 1) / (p - 2)) : NAN;
}
