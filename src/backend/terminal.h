/* The parts of the live terminal, for its own files and tests: descriptors, the way back, signals,
 * keys. Everybody else uses backend.h. */
#ifndef BACKEND_TERMINAL_H
#define BACKEND_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

#include "input/key.h"

/* tty.c: the two ends of the terminal. */
struct tty {
    int in, out;
    bool own_in; /* in is /dev/tty, opened because standard input is no terminal */
    struct termios before, during;
};

/* false: *why says what is missing; nothing is left open. */
bool tty_open(struct tty *t, const char **why);
void tty_close(struct tty *t);
bool tty_raw(const struct tty *t);
/* The kernel's answer, else LINES and COLUMNS, else 80×24; from 1×1 to GRID_COLS_MAX ×
 * GRID_ROWS_MAX. */
void tty_size(const struct tty *t, int *cols, int *rows);
/* One write(2) unless the kernel takes less. Bytes written: fewer than n if a signal that ends the
 * program came in between; -1 if the terminal is gone. */
long tty_write(const struct tty *t, const char *s, size_t n);

/* rescue.c: the one way back to the terminal as it was, for every way of ending. */
enum { RESCUE_MAX = 512 };
/* What rescue_now is to do: n bytes of text to tty->out, then the modes of before. May be called
 * again at any time (the size has changed). */
void rescue_arm(const struct tty *tty, const char *text, size_t n);
/* Async-signal-safe. Restores the terminal and gives standard error back with all that was held;
 * does nothing where it has already been done. */
void rescue_now(void);
/* Keeps standard error in memory while it would land on the screen. */
void rescue_hold_errors(void);

/* signals.c: a self-pipe and flags. */
struct signals_seen {
    bool resized, stop, resumed;
    int end; /* the signal that asks for the end, or 0 */
};
bool signals_install(void);
void signals_remove(void);
int signals_fd(void); /* readable once a signal was seen */
bool signals_ending(void);
struct signals_seen signals_take(void);
/* Stops the program as SIGTSTP does by default; returns when it is continued. */
void signals_stop(void);

/* keys.c: bytes of a terminal to events. */
enum { KEYS_KNOWN = 16, KEYS_BYTES = 1024, KEYS_PASTED = 256 };
struct keys {
    struct {
        char bytes[12];
        int key;
    } known[KEYS_KNOWN]; /* what terminfo says beyond the sequences every terminal shares */
    int n_known;
    int escape_ms; /* so long after ESC it is the key */
    size_t n;
    unsigned char bytes[KEYS_BYTES];
    double at; /* seconds: when the last of them came */
    enum { KEYS_GROUND, KEYS_STRING, KEYS_PASTE } within;
    int answers; /* ESC [ 0 n, since this was cleared: the terminal has read what was sent */
    size_t pasted;
    char paste[KEYS_PASTED]; /* as much as is kept of the first line */
    bool line_over;          /* it has come to its end */
};

void keys_know(struct keys *k, const char *bytes, int key);
/* Takes at most the room left, at the time `now`; the rest is for later. Returns how many were
 * taken. */
size_t keys_feed(struct keys *k, const void *bytes, size_t n, double now);
/* The next event, false if none came yet. now: the terminal was seen then to have no more
 * bytes. Where that is longer after the last byte than the start of a sequence may take, a lone ESC
 * is the key and half a sequence is dropped. */
bool keys_next(struct keys *k, double now, struct event *e);
/* Milliseconds to wait from `now` on for the rest of what was begun; -1: nothing was. */
int keys_patience(const struct keys *k, double now);

#endif
