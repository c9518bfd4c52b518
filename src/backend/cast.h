/* Asciicasts, v2 and v3 (docs.asciinema.org/manual/asciicast): a header line of JSON, then one line
 * an event. Frames go in as the differences between grids. The same calls give the same bytes. */
#ifndef BACKEND_CAST_H
#define BACKEND_CAST_H

#include <stdint.h>
#include <stdio.h>

#include "base/text.h"
#include "draw/grid.h"

struct cast_head {
    int version; /* 2 or 3 */
    int cols, rows;
    const char *title, *command; /* NULL: left out */
    int64_t timestamp;           /* seconds since 1970; 0: left out */
    int colours;                 /* as many as the frames use: 0, 8, 16 or 256 */
    const char *session;         /* JSON, the value of CAST_SESSION_KEY; NULL: left out */
    size_t room;                 /* bytes that session may take, filled up with blanks */
};

/* What players do not know they pass over: there a recording carries its session. */
#define CAST_SESSION_KEY "clipdescent"

struct cast {
    FILE *out;
    struct cast_head head; /* its texts are not kept */
    int64_t at;            /* microseconds: of the event written last */
    int theme;
    int marks;         /* markers and notes so far */
    bool whole;        /* the next frame clears the screen first */
    struct grid shown; /* what a player shows */
    struct text bytes; /* of the event being made */
    struct text line;
};

/* Writes the header, the first line. With room, once more over itself when the session is known. */
void cast_head(FILE *out, const struct cast_head *head);
/* Events go to out, which stays the caller's; whether all could be written shows in ferror(out). */
void cast_begin(struct cast *c, FILE *out, const struct cast_head *head);
/* Events at `seconds` since the beginning; one earlier than the one before is put at its time. A
 * frame equal to the frame before it, in the same theme, is not written. A grid of another size
 * also writes a resize. */
void cast_frame(struct cast *c, double seconds, const struct grid *g, int theme);
void cast_mark(struct cast *c, double seconds, const char *label);
/* Likewise, but no chapter of a player: an event of code CAST_NOTE, which players pass over. It is
 * counted and read back as a marker is. */
#define CAST_NOTE 'e'
void cast_note(struct cast *c, double seconds, const char *label);
/* key: enum key or a code point, as the bytes that a terminal sends for it. */
void cast_key(struct cast *c, double seconds, int key);
/* Leaves the player's terminal with its cursor and colours back; in v3 the exit status too. */
void cast_end(struct cast *c, double seconds, int status);
void cast_release(struct cast *c);

#endif
