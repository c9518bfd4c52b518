/* A frame in fewer bytes, the same on every terminal that knows ESC [ ... m. */
#ifndef BACKEND_THIN_H
#define BACKEND_THIN_H

#include "base/text.h"

/* Shortens n bytes at s in place, returns how many are left: switches back from line-drawing glyphs
 * go (nobody switches to them), neighbouring changes of attributes become one, and what a reset
 * undoes at once is not said. */
size_t thin(char *s, size_t n);

/* Appends n bytes at s, with "the glyph before n times more" (REP, ESC [ n b) written out: terminfo
 * says that xterm and those like it know it, and mosh, macOS Terminal and others draw nothing. */
void add_written_out(struct text *to, const char *s, size_t n);

#endif
