/* What terminfo says of the terminal, read once. */
#ifndef BACKEND_CAPABILITY_H
#define BACKEND_CAPABILITY_H

#include <stdbool.h>
#include <stddef.h>

enum { CAPABILITY_TEXT = 64, CAPABILITY_KEYS = 16 };

struct capability {
    bool alternate; /* it has a second screen, so the first is as it was when we leave */
    bool has_mouse;
    bool answers; /* it knows the reports of ECMA-48, and so says when it has read what was sent */
    char enter_screen[CAPABILITY_TEXT], leave_screen[CAPABILITY_TEXT];
    char hide_cursor[CAPABILITY_TEXT], show_cursor[CAPABILITY_TEXT];
    char enter_keys[CAPABILITY_TEXT], leave_keys[CAPABILITY_TEXT];
    char plain[CAPABILITY_TEXT]; /* no attributes, the terminal's own colours */
    char place[CAPABILITY_TEXT]; /* cup */
    int n_keys;
    struct {
        char bytes[12];
        int key;
    } keys[CAPABILITY_KEYS];
};

/* Reads what TERM names; where terminfo does not know it, xterm-256color, then vt100, with a line
 * in warning. *name is the entry that was taken. false: *why, no terminal to draw on. */
bool capability_read(struct capability *c, int fd, const char **name, const char **why,
                     char *warning, size_t warning_size);
/* The bytes that take the screen over, give it back, and switch mouse reports; their number. */
size_t capability_enter(const struct capability *c, bool mouse, char *out, size_t size);
size_t capability_leave(const struct capability *c, bool mouse, bool sync, int rows, char *out,
                        size_t size);
size_t capability_mouse(const struct capability *c, bool on, char *out, size_t size);

#endif
