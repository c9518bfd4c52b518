/* A frame in fewer bytes, the same on every terminal that knows ESC [ ... m. */
#ifndef BACKEND_THIN_H
#define BACKEND_THIN_H

#include <stddef.h>

/* Shortens n bytes at s in place, returns how many are left: switches back from line-drawing glyphs
 * go (nobody switches to them), neighbouring changes of attributes become one, and what a reset
 * undoes at once is not said. */
size_t thin(char *s, size_t n);

#endif
