/* Every backend that writes a frame to a file, once. A backend is one file here that ends in
 * `const struct backend_kind backend_NAME`. */
#include <string.h>

#include "backend/backend.h"
#include "base/file.h"

#define BACKENDS(X)                                                                                \
    X(text)                                                                                        \
    X(ansi)                                                                                        \
    X(svg)                                                                                         \
    X(style)

#define DECLARE(name) extern const struct backend_kind backend_##name;
#define ENTRY(name)   &backend_##name,

BACKENDS(DECLARE)

const struct backend_kind *const backend_kinds[] = {BACKENDS(ENTRY) NULL};

const struct backend_kind *backend_find(const char *name)
{
    for (int i = 0; backend_kinds[i]; i++)
        if (strcmp(backend_kinds[i]->name, name) == 0)
            return backend_kinds[i];
    return NULL;
}

const struct backend_kind *backend_for_file(const char *path)
{
    for (int i = 0; backend_kinds[i]; i++)
        if (backend_kinds[i]->ends && file_ends(path, backend_kinds[i]->ends))
            return backend_kinds[i];
    return NULL;
}
