#include "command/work.h"

#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/unused.h"

static volatile sig_atomic_t asked_by;
static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
enum { SIGNALS = sizeof signals / sizeof signals[0] };
static struct sigaction before[SIGNALS];

static void ask(int sig)
{
    asked_by = sig;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void work_begin(struct work *w, uint64_t total)
{
    *w = (struct work){.total = total, .chunk = 1, .until = 1, .unit = "step"};
    w->began = w->looked = now();
    w->to_terminal = isatty(STDERR_FILENO);
    asked_by = 0;
    struct sigaction catching = {.sa_handler = ask};
    for (int i = 0; i < SIGNALS; i++) {
        sigaction(signals[i], NULL, &before[i]);
        if (before[i].sa_handler != SIG_IGN) /* nohup stays nohup */
            sigaction(signals[i], &catching, NULL);
    }
}

static void show(struct work *w, const char *doing)
{
    double percent = 100 * (double)w->done / (double)w->total;
    fprintf(stderr, "\r%-24s %3.0f %%  %s %llu of %llu ", doing, percent, w->unit,
            (unsigned long long)w->done, (unsigned long long)w->total);
    w->line = true;
}

void work_look(struct work *w, const char *doing)
{
    double t = now(), took = t - w->looked;
    if (took < 0.02)
        w->chunk *= 2;
    else if (took > 0.1 && w->chunk > 1)
        w->chunk /= 2;
    w->looked = t;
    if (w->to_terminal && t - w->began > 0.5 && t - w->shown > 0.1) {
        show(w, doing);
        w->shown = t;
    }
    w->until = asked_by ? 0 : w->done + w->chunk;
}

int work_end(struct work *w)
{
    if (w->line)
        fprintf(stderr, "\r%79s\r", "");
    for (int i = 0; i < SIGNALS; i++)
        sigaction(signals[i], &before[i], NULL);
    return asked_by;
}

bool work_ends_reading(void *ctx, UNUSED size_t bytes)
{
    struct work *work = ctx;
    work->chunk = 1; /* look every time */
    work->until = work->done;
    return !work_did(work, 0, "");
}
