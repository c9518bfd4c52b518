/* The real program on a pseudo-terminal, as most tests of it start and end it. */
#ifndef TESTS_PLAY_H
#define TESTS_PLAY_H

#include "pty.h"

/* How long what takes milliseconds may take on a machine with other things to do. */
enum { PATIENCE = 20000 };

struct play {
    const char *args[8]; /* after the program's name */
    const char *term;    /* NULL: xterm-256color */
    const char *lang;    /* NULL: C.UTF-8 */
    const char *also;    /* one more "NAME=value" */
    const char *folder;
    int cols, rows; /* 0: 120×36 */
    int in, out, err;
};

/* Runs ./clipdescent; its scenes are those beside it. */
bool play_start(struct pty *p, struct play how);
/* The same, waits for its first frame, and pauses it. false: there was no frame. */
bool play_paused(struct pty *p, struct play how);
/* Types q, and takes the end: true if it came with status 0 and the terminal is as before. */
bool play_quit(struct pty *p);
/* A sum over glyphs, colours and attributes of the screen: differs where a person sees another. */
unsigned long play_sight(const struct pty *p);
/* The step in the head of the screen; -1: there is none. */
long play_step(const struct pty *p);
/* Reads until play_sight is another than before. */
bool play_until_changed(struct pty *p, unsigned long before, int ms);
/* Reads until play_sight is this one. */
bool play_until_sight(struct pty *p, unsigned long sight, int ms);
/* Reads until *value, which the terminal's state is kept in, is wanted. */
bool play_until_value(struct pty *p, const int *value, int wanted, int ms);
/* The bytes a terminal in keypad mode sends for a key. */
const char *play_bytes_of(int key, char *buf, size_t size);

/* Debian's, which `make deps test` installs; without it a message says so, and it is false. */
#define ASCIINEMA "/usr/bin/asciinema"
bool play_has_asciinema(void);
/* What `asciinema cat` of the file writes, malloc'd; NULL: it failed. It asks for a terminal, and
 * gets one. */
char *play_cat(const char *path);

#endif
