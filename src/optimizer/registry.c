/* Every optimizer, once. An optimizer is one file here that ends in
 * `const struct optimizer_kind optimizer_NAME`. */
#include "optimizer/optimizer.h"

#include <string.h>

#define RULES(X)                                                                                   \
    X(gd)                                                                                          \
    X(momentum)                                                                                    \
    X(momentum_then_clip)                                                                          \
    X(nesterov)                                                                                    \
    X(rmsprop)                                                                                     \
    X(adam)                                                                                        \
    X(adamw)                                                                                       \
    X(stable_adamw)                                                                                \
    X(adopt)                                                                                       \
    X(spam)                                                                                        \
    X(sign)                                                                                        \
    X(lion)                                                                                        \
    X(muon)                                                                                        \
    X(alternating)                                                                                 \
    X(extragradient)                                                                               \
    X(theory)                                                                                      \
    X(log_step)                                                                                    \
    X(exact_1d)                                                                                    \
    X(simplified)                                                                                  \
    X(min_step)                                                                                    \
    X(normalized)                                                                                  \
    X(polyak)                                                                                      \
    X(newton)                                                                                      \
    X(tyurin)                                                                                      \
    X(adam_then_clip)

#define DECLARE(rule) extern const struct optimizer_kind optimizer_##rule;
#define ENTRY(rule)   &optimizer_##rule,

RULES(DECLARE)

const struct optimizer_kind *const optimizer_kinds[] = {RULES(ENTRY) NULL};

const struct optimizer_kind *optimizer_find(const char *name)
{
    for (int i = 0; optimizer_kinds[i]; i++)
        if (strcmp(optimizer_kinds[i]->name, name) == 0)
            return optimizer_kinds[i];
    return NULL;
}
