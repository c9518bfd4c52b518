/* 24-bit colour through curses, which knows a palette alone: frames are painted with stand-ins, one
 * palette index a role, and these become the roles' true colours in the bytes that are sent. */
#ifndef BACKEND_RECOLOUR_H
#define BACKEND_RECOLOUR_H

#include "base/text.h"
#include "draw/grid.h"

/* The index that stands for the colour of a role. */
static inline int recolour_index(unsigned role)
{
    return 16 + (int)role;
}

/* Adds n bytes to out, each change to an index of a role made one to its colour in theme. */
void recolour(struct text *out, const char *s, size_t n, int theme);

#endif
