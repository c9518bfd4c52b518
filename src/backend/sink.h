/* What curses writes its bytes to, in place of a terminal: a file in memory, or a pipe. */
#ifndef BACKEND_SINK_H
#define BACKEND_SINK_H

#include <stdio.h>

#include "base/text.h"

struct sink {
    FILE *out; /* NULL: it could not be opened */
    int pipe;  /* where out is a pipe its other end, else -1 */
};

void sink_open(struct sink *s);
void sink_close(struct sink *s);
/* Bytes that it can hold at once. */
int sink_room(const struct sink *s);
/* Appends all that was written since the last call. */
void sink_take(struct sink *s, struct text *to);

#endif
