/* Signals while the screen is up. Those that ask for something set a flag and wake the loop through
 * a pipe; those that say the program is broken restore the terminal on the spot. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "backend/terminal.h"

static const int asking[] = {SIGINT,  SIGTERM, SIGHUP,  SIGQUIT, SIGUSR1,
                             SIGUSR2, SIGALRM, SIGPROF, SIGXCPU, SIGVTALRM,
                             SIGIO,   SIGPWR,  SIGTSTP, SIGCONT, SIGWINCH};
static const int crashing[] = {SIGABRT, SIGSEGV, SIGBUS, SIGFPE,
                               SIGILL,  SIGTRAP, SIGSYS, SIGSTKFLT};
enum { N_ASKING = 15, N_CRASHING = 8, N_ENDING = 12 }; /* the first of asking end the program */
/* Asked again after so long, the program is stuck: in what it was doing, or on its way out, where
 * it may have a recording to close on a slow disk. */
static const double stuck_after = 0.5, way_out = 5;

static volatile sig_atomic_t seen[N_ASKING];
static struct sigaction before[NSIG];
static bool caught[NSIG];
static int wake[2] = {-1, -1};
static char crash_stack[1 << 15]; /* an overflown stack is one of the ways to crash */

static volatile sig_atomic_t ending_taken; /* the loop knows, and is on its way out */
static struct timespec ending_at;          /* when the first was seen */

static double seconds_since(const struct timespec *then)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - then->tv_sec) + 1e-9 * (double)(now.tv_nsec - then->tv_nsec);
}

/* Done once more by the signal itself, so that a program that waits for us sees what ended us. */
static void on_crash(int sig)
{
    rescue_now();
    sigaction(sig, &before[sig], NULL);
    raise(sig);
}

static void on_asking(int sig)
{
    int saved = errno;
    for (int i = 0; i < N_ASKING; i++) {
        if (asking[i] != sig)
            continue;
        if (i < N_ENDING && signals_ending()) {
            if (seconds_since(&ending_at) > (ending_taken ? way_out : stuck_after))
                on_crash(sig);
        } else if (i < N_ENDING) {
            clock_gettime(CLOCK_MONOTONIC, &ending_at);
        }
        seen[i] = 1;
    }
    if (write(wake[1], "", 1) < 0) {
        /* The pipe is full, so the loop will wake anyway. */
    }
    errno = saved;
}

static void catch_signal(int sig, void (*handler)(int), int flags)
{
    struct sigaction a = {.sa_handler = handler, .sa_flags = flags};
    sigemptyset(&a.sa_mask);
    if (caught[sig] || sigaction(sig, NULL, &before[sig]) != 0)
        return;
    if (before[sig].sa_handler == SIG_IGN && !(before[sig].sa_flags & SA_SIGINFO))
        return; /* nohup and the like mean it */
    caught[sig] = sigaction(sig, &a, NULL) == 0;
}

bool signals_install(void)
{
    if (wake[0] < 0 && pipe2(wake, O_CLOEXEC | O_NONBLOCK) != 0)
        return false;
    ending_taken = 0;
    stack_t stack = {.ss_sp = crash_stack, .ss_size = sizeof crash_stack};
    sigaltstack(&stack, NULL);
    for (int i = 0; i < N_ASKING; i++) {
        seen[i] = 0;
        catch_signal(asking[i], on_asking, 0); /* no SA_RESTART: a stuck write must be left */
    }
    for (int i = 0; i < N_CRASHING; i++)
        catch_signal(crashing[i], on_crash, SA_ONSTACK);
    for (int sig = SIGRTMIN; sig <= SIGRTMAX; sig++)
        catch_signal(sig, on_crash, SA_ONSTACK);
    catch_signal(SIGPIPE, SIG_IGN, 0); /* these are writes that fail, and are looked at there */
    catch_signal(SIGXFSZ, SIG_IGN, 0);
    return true;
}

void signals_remove(void)
{
    for (int sig = 1; sig < NSIG; sig++) {
        if (caught[sig])
            sigaction(sig, &before[sig], NULL);
        caught[sig] = false;
    }
}

int signals_fd(void)
{
    return wake[0];
}

bool signals_ending(void)
{
    for (int i = 0; i < N_ENDING; i++)
        if (seen[i])
            return true;
    return false;
}

struct signals_seen signals_take(void)
{
    char drop[64];
    while (read(wake[0], drop, sizeof drop) > 0)
        ;
    struct signals_seen out = {0};
    for (int i = 0; i < N_ASKING; i++) {
        if (!seen[i])
            continue;
        if (i < N_ENDING) {
            out.end = out.end ? out.end : asking[i]; /* stays seen */
            ending_taken = 1;
            continue;
        }
        seen[i] = 0;
        out.stop |= asking[i] == SIGTSTP;
        out.resumed |= asking[i] == SIGCONT;
        out.resized |= asking[i] == SIGWINCH;
    }
    return out;
}

void signals_stop(void)
{
    if (!caught[SIGTSTP])
        return;
    struct sigaction ours;
    sigaction(SIGTSTP, &before[SIGTSTP], &ours);
    raise(SIGTSTP);
    sigaction(SIGTSTP, &ours, NULL);
    for (int i = N_ENDING; i < N_ASKING; i++)
        seen[i] = 0; /* the caller begins the screen anew anyway */
}
