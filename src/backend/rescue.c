/* The one way back. Leaving by `q`, by exit(), by a signal, by a crash or for want of memory all
 * end in rescue_now, so that there is one thing to get right: it is prepared while all is well, and
 * uses only what a signal handler may. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "backend/terminal.h"

enum { PATIENCE_MS = 300 }; /* for a terminal that takes no more bytes */

struct rescue {
    int in, out;
    struct termios before;
    size_t n;
    char text[RESCUE_MAX];
};

/* Two, so that a crash while one is being filled finds the other whole. */
static struct rescue plans[2];
static volatile sig_atomic_t plan = -1;
static volatile sig_atomic_t errors_at = -1, errors_held = -1; /* the real one; the memory file */

void rescue_arm(const struct tty *tty, const char *text, size_t n)
{
    int next = plan == 0 ? 1 : 0;
    struct rescue *r = &plans[next];
    r->in = tty->in;
    r->out = tty->out;
    r->before = tty->before;
    r->n = n < RESCUE_MAX ? n : RESCUE_MAX;
    memcpy(r->text, text, r->n);
    plan = next;
}

void rescue_hold_errors(void)
{
    if (errors_held >= 0 || !isatty(STDERR_FILENO))
        return;
    int held = memfd_create("errors", MFD_CLOEXEC);
    int kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    if (held < 0 || kept < 0 || dup2(held, STDERR_FILENO) < 0) {
        if (held >= 0)
            close(held);
        if (kept >= 0)
            close(kept);
        return;
    }
    errors_at = kept;
    errors_held = held;
}

static void errors_release(void)
{
    int held = errors_held, kept = errors_at;
    if (held < 0)
        return;
    errors_held = errors_at = -1;
    dup2(kept, STDERR_FILENO);
    close(kept);
    char part[512];
    off_t at = 0;
    ssize_t n;
    while ((n = pread(held, part, sizeof part, at)) > 0) {
        at += n;
        if (write(STDERR_FILENO, part, (size_t)n) < 0)
            break;
    }
    close(held);
}

void rescue_now(void)
{
    int saved = errno, now = plan;
    if (now >= 0) {
        const struct rescue *r = &plans[now];
        size_t done = 0;
        while (done < r->n) {
            struct pollfd ready = {.fd = r->out, .events = POLLOUT};
            if (poll(&ready, 1, PATIENCE_MS) <= 0 || (ready.revents & (POLLERR | POLLHUP)))
                break;
            ssize_t n = write(r->out, r->text + done, r->n - done);
            if (n < 0 && errno != EINTR)
                break;
            done += n > 0 ? (size_t)n : 0;
        }
        /* Not TCSADRAIN: a terminal that has stopped reading must not keep the program alive. */
        tcsetattr(r->in, TCSANOW, &r->before);
    }
    /* Not before: a second signal that ends the program in the middle of this does it all again. */
    plan = -1;
    errors_release();
    errno = saved;
}
