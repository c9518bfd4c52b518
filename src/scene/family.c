#include "scene/family.h"

#include <stdio.h>

#include "clip/clip.h"
#include "optimizer/optimizer.h"
#include "problem/problem.h"

#define MEMBER_AT(kin)                                                                             \
    static struct member kin##_at(int i)                                                           \
    {                                                                                              \
        const struct kin##_kind *k = kin##_kinds[i];                                               \
        return k ? (struct member){k->name, k->params, k->n_params} : (struct member){0};          \
    }                                                                                              \
    const struct family family_##kin = {kin##_at};

MEMBER_AT(problem)
MEMBER_AT(optimizer)
MEMBER_AT(clip)

void family_names(const struct family *f, const char **names)
{
    int n = 0;
    while (n < FAMILY_MAX - 1 && (names[n] = f->at(n).name) != NULL)
        n++;
    names[n] = NULL;
}

const char *family_owners(const struct family *f, const char *name, char *buf, size_t size)
{
    size_t used = 0;
    buf[0] = '\0';
    for (int i = 0; f->at(i).name && used < size; i++) {
        struct member m = f->at(i);
        if (param_find(m.params, m.n_params, name))
            used += (size_t)snprintf(buf + used, size - used, "%s%s", used ? ", " : "", m.name);
    }
    return buf;
}
