/* Commands of a shell, as a user types them, with what they wrote and how they ended. */
#ifndef TESTS_SHELL_H
#define TESTS_SHELL_H

#include <stdbool.h>

struct shell {
    char folder[64]; /* a new one, empty at first; in commands $D */
    int status;      /* of the command run last, as a shell tells it */
    char *out, *err; /* what it wrote */
};

/* false: there is no folder to be had. */
bool shell_begin(struct shell *s);
/* Runs a command in the root of the sources, in UTF-8; returns its exit status. */
int shell_run(struct shell *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* A file NAME in its folder; where it cannot be written the test ends. */
void shell_write(const struct shell *s, const char *name, const char *text);
/* Removes the folder and all in it. */
void shell_end(struct shell *s);

/* Line n of text, from 0, without its end, in a buffer that the next call uses again. */
const char *line_of(const char *text, int n);
int lines_in(const char *text);

#endif
