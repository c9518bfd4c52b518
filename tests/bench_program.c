/* The program itself: its first frame, the bytes of a frame as a terminal gets them, its memory. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"
#include "play.h"

enum { FRAMES_MAX = 4096, SECONDS = 4 };

static int compare(const void *a, const void *b)
{
    long x = *(const long *)a, y = *(const long *)b;
    return (x > y) - (x < y);
}

/* Frames stand between the marks of synchronized output. */
static void frames(void)
{
    static long size[FRAMES_MAX];
    struct pty p;
    int n = 0;
    double t = bench_seconds();
    if (!play_start(&p, (struct play){0}) || !pty_until(&p, "quit", PATIENCE))
        return;
    bench_line("exec to first frame", 1e3 * (bench_seconds() - t), "ms", 20, 0);
    long before = pty_cpu(&p);
    pty_read(&p, SECONDS * 1000);
    double busy = (double)(pty_cpu(&p) - before) / (double)sysconf(_SC_CLK_TCK);
    bench_line("of a core, playing", 100 * busy / SECONDS, "%", 2, 0);
    const char *end;
    for (const char *at = p.log; (at = strstr(at, "\033[?2026h")) && n < FRAMES_MAX; at = end) {
        if (!(end = strstr(at, "\033[?2026l")))
            break;
        size[n++] = end + 8 - at;
    }
    pty_stop(&p);
    if (n < 2)
        return;
    qsort(size + 1, (size_t)n - 1, sizeof *size, compare); /* the first is the whole screen */
    bench_line("first frame", (double)size[0], "bytes", 0, 0);
    bench_line("frames after it, median", (double)size[1 + (n - 1) / 2], "bytes", 700, 0);
    bench_line("frames a second that differ", (double)n / SECONDS, "", 0, 1);
}

/* The most memory `run` held, in MB. */
static double resident(const char *steps)
{
    struct rusage usage;
    int status;
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        if (!freopen("/dev/null", "w", stdout))
            _exit(1);
        execl("./clipdescent", "clipdescent", "run", "quartic", "--steps", steps, (char *)NULL);
        _exit(1);
    }
    if (pid < 0 || wait4(pid, &status, 0, &usage) < 0)
        return 0;
    return (double)usage.ru_maxrss / 1024;
}

int main(void)
{
    puts("the program");
    frames();
    double few = resident("1e5"), many = resident("1e7");
    bench_line("resident after 1e5 steps", few, "MB", 16, 0);
    bench_line("resident after 1e7 steps", many, "MB", few, 0);
    return 0;
}
