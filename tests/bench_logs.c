/* Training logs: how fast a large one is read, and in how much memory, beside what only counts its
 * lines and what parses them in Python. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

enum { LINES = 10000000 };
static char path[] = "/tmp/clipdescent-log-XXXXXX";

/* About 100 bytes a line: 1 GB. */
static double make_log(int lines)
{
    FILE *f = fopen(path, "w");
    unsigned state = 1;
    for (int i = 0; f && i < lines; i++) {
        state = state * 1664525u + 1013904223u;
        double norm = 0.5 + (state >> 8) * 0x1p-23;
        fprintf(f,
                "{\"step\": %d, \"loss\": %.6f, \"grad_norm\": %.6f, \"learning_rate\": %.4e, "
                "\"tokens\": %d}\n",
                i, 2 + 1 / (1 + i * 1e-5), i % 9973 ? norm : 20 * norm, 3e-4, i * 16);
    }
    long size = f ? ftell(f) : 0;
    if (f)
        fclose(f);
    return (double)size;
}

static double of_time(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec * 1e-6;
}

/* Seconds of a processor that the command takes, whatever else the machine does; *kib: its largest
 * size in memory. 0: it failed. */
static double run(const char *command, long *kib)
{
    struct rusage used;
    int status;
    pid_t pid = fork();
    if (pid == 0) {
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    if (pid < 0 || wait4(pid, &status, 0, &used) < 0 || status != 0)
        return 0;
    *kib = used.ru_maxrss;
    return of_time(used.ru_utime) + of_time(used.ru_stime);
}

static void row(const char *name, const char *format, double bytes, double target)
{
    char command[512], label[64];
    long kib = 0;
    snprintf(command, sizeof command, format, path);
    double seconds = run(command, &kib);
    if (seconds == 0) {
        printf("  %-44s not there\n", name);
        return;
    }
    bench_line(name, bytes / seconds / 1e6, "MB/s", target, 1);
    snprintf(label, sizeof label, "%s, memory", name);
    bench_line(label, (double)kib / 1024, "MiB", 0, 0);
}

int main(void)
{
    int fd = mkstemp(path);
    if (fd < 0)
        return 1;
    close(fd);
    puts("a training log of 10^7 lines");
    double bytes = make_log(LINES);
    bench_line("its size", bytes / 1e9, "GB", 0, 0);
    row("wc -l", "wc -l %s >/dev/null", bytes, 0);
    row("clipdescent watch", "./clipdescent watch %s >/dev/null", bytes, 200);
    row("Python's json module",
        "python3 -c 'import json,sys\nfor l in open(sys.argv[1]): json.loads(l)' %s", bytes, 0);
    bytes = make_log(LINES / 10);
    row("clipdescent watch, a tenth of it", "./clipdescent watch %s >/dev/null", bytes, 200);
    unlink(path);
    return 0;
}
