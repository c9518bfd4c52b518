/* Asciicasts read by every rule there is for them, and played on a terminal (libvterm). */
#ifndef TESTS_TAPE_H
#define TESTS_TAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <vterm.h>

struct tape_event {
    double at; /* seconds since the beginning, in v3 too */
    char code;
    char *data; /* NUL-ended */
};

struct tape {
    int version, cols, rows;
    int n;
    struct tape_event *event;
    char why[200]; /* "line 3: ...": the first rule that is broken */
};

/* false: it breaks a rule, and why says which. To be released in any case. */
bool tape_read(struct tape *t, const char *text, size_t size);
bool tape_load(struct tape *t, const char *path);
void tape_release(struct tape *t);

/* All its output, and resizes, on a terminal of its size. */
VTerm *tape_play(const struct tape *t);
/* All it puts on the terminal; malloc'd. */
char *tape_output(const struct tape *t);
/* Its markers' labels, a line each; malloc'd. */
char *tape_marks(const struct tape *t);
/* Likewise the notes: what happened, beside the chapters. */
char *tape_notes(const struct tape *t);
/* The screen as text, a line a row without blanks at its end; malloc'd. */
char *tape_text(VTerm *vt);

#endif
