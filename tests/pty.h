/* A program on a pseudo-terminal, and a terminal (libvterm) that reads what it writes: the tests
 * see what a person sees. Nothing waits for ever. */
#ifndef TESTS_PTY_H
#define TESTS_PTY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <termios.h>
#include <vterm.h>

struct pty_call {
    const char *const *argv; /* NULL-ended; argv[0] is a path */
    const char *const *env;  /* NULL-ended "NAME=value"s; besides them PATH alone, and
                              * how many threads a matrix product may take */
    const char *folder;      /* where it runs; NULL: here */
    int cols, rows;
    int in, out, err; /* 0: the terminal; else this descriptor of ours */
};

struct pty {
    int master, slave; /* the slave stays open here, so that its modes can be read at the end */
    pid_t pid, shell;  /* the program; its parent, which reports on it */
    int report;
    int status; /* as a shell sees it, once ended */
    bool ended;
    bool blind; /* reads nothing of what the program writes */
    bool deaf;  /* answers no question */
    int rate;   /* bytes a second that it reads, as a slow line; 0: all there are */
    VTerm *vt;
    VTermScreen *screen;
    struct termios before;
    int alternate, cursor, mouse; /* what the terminal was told last */
    char *log;                    /* all bytes written by the program, NUL-ended */
    size_t length, room;
    size_t shown; /* bytes of it that the terminal was given */
};

bool pty_start(struct pty *p, const struct pty_call *call);
/* Kills what still runs, and releases all. */
void pty_stop(struct pty *p);

void pty_type(struct pty *p, const char *keys);
void pty_type_bytes(struct pty *p, const void *bytes, size_t n);
void pty_resize(struct pty *p, int cols, int rows);
void pty_signal(struct pty *p, int sig);
/* The terminal goes away, as when its window is closed. */
void pty_hang_up(struct pty *p);

/* Reads for ms milliseconds. Returns bytes read. */
size_t pty_read(struct pty *p, int ms);
/* Reads until nothing came for quiet_ms, nor is a frame begun that has not ended; at most ms.
 * false: it never was quiet. */
bool pty_quiet(struct pty *p, int quiet_ms, int ms);
/* Reads until the screen shows text; until the program has ended; until it is stopped. */
bool pty_until(struct pty *p, const char *text, int ms);
bool pty_until_end(struct pty *p, int ms);
bool pty_until_stopped(struct pty *p, int ms);

/* The screen as text, a line a row; malloc'd. */
char *pty_text(const struct pty *p);
bool pty_shows(const struct pty *p, const char *text);
/* Whether any cell has a colour that is not the terminal's own. */
bool pty_coloured(const struct pty *p);
/* Everything the program may have changed of the terminal is as before. */
bool pty_restored(const struct pty *p);
/* User and system time it has used, in clock ticks. */
long pty_cpu(const struct pty *p);

#endif
