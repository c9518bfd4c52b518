/* Where cells go and keys come from. Files and pipes: text, ansi, svg. The terminal: curses. */
#ifndef BACKEND_BACKEND_H
#define BACKEND_BACKEND_H

#include "base/text.h"
#include "draw/grid.h"
#include "input/key.h"

/* One frame to text. */
struct backend_kind {
    const char *name; /* "text", "ansi", "svg", "style" (for golden tests) */
    const char *title;
    const char
        *ends; /* how the names of such files end: "txt text"; NULL: in no way of their own */
    void (*write)(const struct grid *g, int theme, const char *title, struct text *out);
};
extern const struct backend_kind *const backend_kinds[]; /* NULL-ended */
const struct backend_kind *backend_find(const char *name);
/* Finds the backend that writes files with the ending of path. NULL: no backend does. */
const struct backend_kind *backend_for_file(const char *path);

/* The live terminal (curses.c). One at a time. */
struct terminal_options {
    int colours; /* -1: by terminfo; else 0, 16 or 256 at most */
    bool ascii, sync, mouse;
};
struct terminal;

/* NULL: *why says why; the terminal is as it was. Unknown TERM: retried as xterm-256color, then
 * vt100, with a line in `warning`. Catches what stops, resizes or ends it (INT TERM HUP QUIT
 * USR1 ...) through a self-pipe, and what says that it is broken (SEGV ABRT ...) with a prepared
 * restore string. */
struct terminal *terminal_open(const struct terminal_options *o, const char **why, char *warning,
                               size_t warning_size);
/* Restores the terminal, prints what was held back from standard error. */
void terminal_close(struct terminal *t);
int terminal_colours(const struct terminal *t);
bool terminal_unicode(const struct terminal *t);
void terminal_size(const struct terminal *t, int *cols, int *rows);

/* Whether the line to the terminal has room for a frame; false: it is slow, and would only put it
 * behind others. */
bool terminal_ready(struct terminal *t);
/* Whether the last frame was sent in part, as its line is slow. */
bool terminal_behind(const struct terminal *t);
/* Sends a frame: at most one write(2), none if nothing changed; full sends all again. Returns bytes
 * written, -1 if the terminal is gone. */
long terminal_show(struct terminal *t, const struct grid *g, int theme, bool full);
/* Waits up to ms milliseconds (-1: for ever) for an event. EVENT_END: key is the signal. */
struct event terminal_wait(struct terminal *t, int ms);
void terminal_mouse(struct terminal *t, bool on);
/* A monotonic clock in seconds: only the live loop calls it. */
double terminal_clock(void);

#endif
