#include "fuzz/fuzz.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"

const struct fuzz_target fuzz_targets[] = {
    {"scene", fuzz_scene}, {"set", fuzz_set}, {"cast", fuzz_cast},
    {"idx", fuzz_idx},     {"npy", fuzz_npy}, {"options", fuzz_options},
    {"keys", fuzz_keys},   {"log", fuzz_log}, {NULL, NULL},
};

const struct fuzz_target *fuzz_find(const char *name)
{
    for (const struct fuzz_target *t = fuzz_targets; t->name; t++)
        if (strcmp(t->name, name) == 0)
            return t;
    return NULL;
}

char *fuzz_copy(const uint8_t *bytes, size_t n)
{
    char *copy = mem_alloc(n + 1, 1);
    if (n > 0)
        memcpy(copy, bytes, n);
    return copy;
}

const char *fuzz_file(const uint8_t *bytes, size_t n)
{
    static char path[64];
    static int fd = -1;
    if (fd < 0) {
        fd = memfd_create("fuzz", MFD_CLOEXEC);
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    }
    HOLDS(ftruncate(fd, 0) == 0 && pwrite(fd, bytes, n, 0) == (ssize_t)n);
    return path;
}

void fuzz_report(struct report *r)
{
    HOLDS(r->kept <= r->count && (r->kept > 0) == (r->count > 0));
    for (int i = 0; i < r->kept; i++)
        for (const char *s = r->line[i]; *s;) {
            uint32_t c = utf8_next(&s);
            HOLDS(c >= 0x20 && !(c >= 0x7f && c < 0xa0));
        }
    report_release(r);
}
