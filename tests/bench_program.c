/* The program itself: its first frame, the bytes of a frame as a terminal gets them, its memory,
 * and recordings. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"
#include "play.h"

enum { FRAMES_MAX = 4096, SECONDS = 10 };

static int compare_times(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int compare(const void *a, const void *b)
{
    long x = *(const long *)a, y = *(const long *)b;
    return (x > y) - (x < y);
}

/* The sizes of the frames in what the terminal got: they stand between the marks of synchronized
 * output. */
static int frame_sizes(const char *log, long *size)
{
    int n = 0;
    const char *end;
    for (const char *at = log; (at = strstr(at, "\033[?2026h")) && n < FRAMES_MAX; at = end) {
        if (!(end = strstr(at, "\033[?2026l")))
            break;
        size[n++] = end + 8 - at;
    }
    return n;
}

/* At so many steps, and so frames, a second. What starting costs is told apart. */
static void frames(const char *speed, const char *name)
{
    static long size[FRAMES_MAX];
    struct pty p;
    char line[64];
    double tick = (double)sysconf(_SC_CLK_TCK), t = bench_seconds();
    if (!play_start(&p, (struct play){.args = {"quartic", "--set", speed}}) ||
        !pty_until(&p, "quit", PATIENCE))
        return;
    printf("%s\n", name);
    bench_line("exec to first frame", 1e3 * (bench_seconds() - t), "ms", 20, 0);
    pty_read(&p, 1000);
    long before = pty_cpu(&p);
    bench_line("processor time of the first second", 1e3 * (double)before / tick, "ms", 40, 0);
    pty_read(&p, SECONDS * 1000);
    double busy = (double)(pty_cpu(&p) - before) / tick;
    bench_line("of a core, playing", 100 * busy / SECONDS, "%", 2, 0);
    int n = frame_sizes(p.log, size);
    pty_stop(&p);
    if (n < 2)
        return;
    snprintf(line, sizeof line, "frames after it, median of %d", n - 1);
    qsort(size + 1, (size_t)n - 1, sizeof *size, compare); /* the first is the whole screen */
    bench_line("first frame", (double)size[0], "bytes", 0, 0);
    bench_line(line, (double)size[1 + (n - 1) / 2], "bytes", 700, 0);
}

/* A network whose steps take long, as fast as they can be made: frames a second, and how long a key
 * waits for its answer. */
static void deep(const char *setting, const char *name)
{
    enum { KEYS = 15, HELD = 150 };
    static long size[FRAMES_MAX];
    double wait[KEYS];
    struct pty p;
    if (!play_start(&p, (struct play){.args = {"deep-he", "--set", setting}}) ||
        !pty_until(&p, "quit", 10 * PATIENCE))
        return;
    puts(name);
    pty_read(&p, 1000);
    int before = frame_sizes(p.log, size);
    double t = bench_seconds();
    pty_read(&p, SECONDS * 1000);
    double frames = (frame_sizes(p.log, size) - before) / (bench_seconds() - t);
    bench_line("frames with a new step, a second", frames, "", 0, 0);
    before = frame_sizes(p.log, size);
    t = bench_seconds();
    for (int i = 0; i < HELD; i++) { /* a key held down: something is new in every frame */
        pty_type(&p, "\t");
        pty_read(&p, 1000 / 30);
    }
    frames = (frame_sizes(p.log, size) - before) / (bench_seconds() - t);
    bench_line("and with a key held down", frames, "", 30, 1);
    for (int i = 0; i < KEYS; i++) {
        t = bench_seconds();
        pty_type(&p, "?");
        pty_until(&p, "What to look for", PATIENCE);
        wait[i] = bench_seconds() - t;
        pty_type(&p, "?");
        pty_read(&p, 200);
    }
    pty_stop(&p);
    qsort(wait, KEYS, sizeof *wait, compare_times);
    bench_line("a key's answer, median", 1e3 * wait[KEYS / 2], "ms", 1e3 / 30, 0);
    bench_line("and the slowest", 1e3 * wait[KEYS - 1], "ms", 0, 0);
}

/* Steps a second of a scene as it is played, and what of the processor a step takes. */
static void stepping(const char *scene, const char *setting, int cols, int rows, double target)
{
    struct pty p;
    double tick = (double)sysconf(_SC_CLK_TCK);
    struct play how = {
        .args = {scene, "--set", setting, "--steps", "1000000000"}, .cols = cols, .rows = rows};
    if (!play_start(&p, how) || !pty_until(&p, "quit", 10 * PATIENCE))
        return;
    printf("%s at %d×%d\n", scene, cols, rows);
    pty_read(&p, 2000);
    long step = play_step(&p), busy = pty_cpu(&p);
    double t = bench_seconds();
    pty_read(&p, SECONDS * 1000);
    double steps = (double)(play_step(&p) - step);
    bench_line("steps a second", steps / (bench_seconds() - t), "", target, 1);
    bench_line("and a second of the processor", steps * tick / (double)(pty_cpu(&p) - busy), "", 0,
               0);
    pty_stop(&p);
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

/* The time in seconds of the last event of a recording, which begins its last line. */
static double last_event(FILE *f)
{
    static char line[1 << 20];
    double at = 0, v;
    while (fgets(line, sizeof line, f))
        at = sscanf(line, "[%lf", &v) == 1 ? v : at;
    return at;
}

/* A lesson as a recording: its own seconds in one of the clock's, and its bytes. */
static void recorded(const char *lesson)
{
    char name[] = "/tmp/clipdescent-bench-XXXXXX", command[160], line[64];
    int fd = mkstemp(name);
    if (fd < 0)
        return;
    close(fd);
    snprintf(command, sizeof command, "./clipdescent record %s -o %s > /dev/null", lesson, name);
    fflush(stdout);
    double t = bench_seconds();
    bool made = system(command) == 0;
    t = bench_seconds() - t;
    FILE *f = made ? fopen(name, "r") : NULL;
    if (f) {
        snprintf(line, sizeof line, "%s, seconds of it a second", lesson);
        bench_line(line, last_event(f) / t, "", 20, 1);
        snprintf(line, sizeof line, "%s, size", lesson);
        bench_line(line, (double)ftell(f) / 1e3, "KB", 500, 0);
        fclose(f);
    } else {
        printf("  %s was not recorded\n", lesson);
    }
    unlink(name);
}

int main(void)
{
    frames("view.speed=30", "the program, at 30 frames a second");
    frames("view.speed=10", "the program, at the scene's own 10");
    deep("probe.every=0", "the program, four deep networks");
    deep("probe.every=10", "the same with their curvature at every tenth step");
    stepping("digits-mlp", "view.speed=30", 200, 60, 25);
    stepping("quartic", "view.speed=0", 120, 36, 20e6 / 3); /* of each of three runs */
    puts("the program, headless");
    double few = resident("1e5"), many = resident("1e7");
    bench_line("resident after 1e5 steps", few, "MB", 16, 0);
    bench_line("resident after 1e7 steps", many, "MB", few, 0);
    puts("the program, recording");
    recorded("lesson-2");
    recorded("lesson-7");
    return 0;
}
