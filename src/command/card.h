/* The title card that a recording begins with. */
#ifndef COMMAND_CARD_H
#define COMMAND_CARD_H

#include "draw/grid.h"
#include "scene/session.h"

/* Draws it over the whole of g, which has its size. */
void card_draw(struct grid *g, const struct session *s);

#endif
