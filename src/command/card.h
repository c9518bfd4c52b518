/* The title card that a recording begins with. */
#ifndef COMMAND_CARD_H
#define COMMAND_CARD_H

#include "draw/grid.h"
#include "session/session.h"

/* Draws it over the whole of g, which has its size. */
void card_draw(struct grid *g, const struct session *s);
/* A run in one line: "hard: gd, lr 0.1, clip hard, γ 1". */
void card_run(const struct run *r, char *buf, size_t size);

#endif
