#include "backend/sink.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

/* A limit on the size of files (ulimit -f) is one on files in memory, too, and no frame may fit
 * into it. */
static bool files_are_limited(void)
{
    enum { PLENTY = 64 << 20 };
    struct rlimit limit;
    return getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur < PLENTY;
}

void sink_open(struct sink *s)
{
    int ends[2];
    *s = (struct sink){.pipe = -1};
    if (!files_are_limited()) {
        int memory = memfd_create("frame", MFD_CLOEXEC);
        s->out = memory >= 0 ? fdopen(memory, "r+") : NULL;
        if (!s->out && memory >= 0)
            close(memory);
        return;
    }
    if (pipe2(ends, O_CLOEXEC) != 0)
        return;
    s->pipe = ends[0];
    fcntl(s->pipe, F_SETFL, O_NONBLOCK);
    fcntl(s->pipe, F_SETPIPE_SZ, 1 << 20); /* where that is too much, it stays at 64 KiB */
    s->out = fdopen(ends[1], "w");
    if (!s->out)
        close(ends[1]);
}

void sink_close(struct sink *s)
{
    if (s->out)
        fclose(s->out);
    if (s->pipe >= 0)
        close(s->pipe);
}

int sink_room(const struct sink *s)
{
    return s->pipe >= 0 ? fcntl(s->pipe, F_GETPIPE_SZ) : INT_MAX;
}

static void take_pipe(struct sink *s, struct text *to)
{
    char part[4096];
    for (ssize_t got; (got = read(s->pipe, part, sizeof part)) > 0;)
        text_add_bytes(to, part, (size_t)got);
}

void sink_take(struct sink *s, struct text *to)
{
    int memory = fileno(s->out);
    char part[4096];
    if (s->pipe >= 0) {
        take_pipe(s, to);
        return;
    }
    off_t end = lseek(memory, 0, SEEK_CUR), at = 0;
    while (at < end) {
        size_t left = (size_t)(end - at), want = left < sizeof part ? left : sizeof part;
        ssize_t got = pread(memory, part, want, at);
        if (got <= 0)
            break;
        text_add_bytes(to, part, (size_t)got);
        at += got;
    }
    lseek(memory, 0, SEEK_SET);
}
