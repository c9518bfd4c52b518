/* What the kinds of data share: where a file is, the numbers of a sample, and the end. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/data_parts.h"

void store_free(struct data_store *s)
{
    free(s->x);
    free(s->y);
    free(s->bytes);
    free(s->label);
    free(s->key);
    if (s->letters)
        free(s->letters->at);
    free(s->letters);
    free(s);
}

void data_path(const struct data_spec *spec, const char *prefix, char *buf, size_t size)
{
    const char *path = spec->name + strlen(prefix);
    const char *slash = spec->beside && path[0] != '/' ? strrchr(spec->beside, '/') : NULL;
    snprintf(buf, size, "%.*s%s", slash ? (int)(slash + 1 - spec->beside) : 0,
             slash ? spec->beside : "", path);
}

struct rng sequence_rng(const struct data_store *s, int number)
{
    struct rng rng;
    rng_seed(&rng, s->seed * 0xbf58476d1ce4e5b9u + (uint64_t)(int64_t)number * 0x9e3779b97f4a7c15u);
    return rng;
}
