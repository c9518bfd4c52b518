/* The three families of plug-ins that a scene names, seen alike: names and parameter tables. */
#ifndef SCENE_FAMILY_H
#define SCENE_FAMILY_H

#include "base/param.h"

struct member {
    const char *name; /* NULL: past the end */
    const struct param *params;
    int n_params;
};

struct family {
    struct member (*at)(int i);
};

extern const struct family family_problem, family_optimizer, family_clip;

enum { FAMILY_MAX = 64 };

/* The names, NULL-ended, into names (room for FAMILY_MAX). */
void family_names(const struct family *f, const char **names);

/* "hard, soft": the members that have a parameter called name, into buf; "" if none has. */
const char *family_owners(const struct family *f, const char *name, char *buf, size_t size);

#endif
