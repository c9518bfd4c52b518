/* The terminal's descriptors, modes, size, and writes that are whole. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "backend/terminal.h"
#include "draw/grid.h"

bool tty_open(struct tty *t, const char **why)
{
    *t = (struct tty){.in = STDIN_FILENO, .out = STDOUT_FILENO};
    if (!isatty(t->out)) {
        *why = "standard output is not a terminal";
        return false;
    }
    if (!isatty(t->in)) {
        t->in = open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC);
        t->own_in = t->in >= 0;
    }
    if (t->in < 0 || tcgetattr(t->in, &t->before) != 0) {
        tty_close(t);
        *why = "there is no terminal to read keys from";
        return false;
    }
    t->during = t->before;
    t->during.c_iflag &= ~(tcflag_t)(BRKINT | ICRNL | INLCR | IGNCR | ISTRIP | IXON);
    /* ncurses takes "\n" for a move straight down, as no tty rewrites what goes to its file. */
    t->during.c_oflag &= ~(tcflag_t)OPOST;
    t->during.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ECHONL | IEXTEN);
    t->during.c_cc[VMIN] = 1;
    t->during.c_cc[VTIME] = 0;
    return true;
}

void tty_close(struct tty *t)
{
    if (t->own_in)
        close(t->in);
    t->own_in = false;
}

bool tty_raw(const struct tty *t)
{
    int rc;
    /* Interrupted where the program is continued in the background and stopped again for this. */
    while ((rc = tcsetattr(t->in, TCSANOW, &t->during)) != 0 && errno == EINTR)
        ;
    return rc == 0;
}

static int env_number(const char *name)
{
    const char *s = getenv(name);
    long n = s ? strtol(s, NULL, 10) : 0;
    return n > 0 && n <= 10000 ? (int)n : 0;
}

void tty_size(const struct tty *t, int *cols, int *rows)
{
    struct winsize w = {0};
    if (ioctl(t->out, TIOCGWINSZ, &w) != 0)
        w = (struct winsize){0};
    *cols = w.ws_col ? w.ws_col : env_number("COLUMNS");
    *rows = w.ws_row ? w.ws_row : env_number("LINES");
    if (*cols == 0)
        *cols = 80;
    if (*rows == 0)
        *rows = 24;
    *cols = *cols < GRID_COLS_MAX ? *cols : GRID_COLS_MAX;
    *rows = *rows < GRID_ROWS_MAX ? *rows : GRID_ROWS_MAX;
}

long tty_write(const struct tty *t, const char *s, size_t n)
{
    size_t done = 0;
    while (done < n) {
        ssize_t wrote = write(t->out, s + done, n - done);
        if (wrote >= 0) {
            done += (size_t)wrote;
        } else if (errno == EAGAIN) { /* the program before us left the terminal so */
            poll(&(struct pollfd){.fd = t->out, .events = POLLOUT}, 1, -1);
        } else if (errno != EINTR) {
            return -1;
        }
        if (done < n && signals_ending())
            break;
    }
    return (long)done;
}
