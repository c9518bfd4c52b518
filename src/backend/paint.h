/* Cells of a grid to cells of curses: roles to what the terminal has of colours and attributes. */
#ifndef BACKEND_PAINT_H
#define BACKEND_PAINT_H

#include "draw/grid.h"

enum { PAIR_UNKNOWN = -1 };

struct paint {
    int colours; /* 0, 8, 16 or 256 */
    bool unicode;
    int theme;
    struct grid shown;      /* what the terminal holds */
    int next;               /* row that a part of a frame goes on from */
    bool partly;            /* the last frame was put in part */
    int pair[ROLES][ROLES]; /* by foreground and background role; PAIR_UNKNOWN until asked for */
};

void paint_init(struct paint *p, int colours, bool unicode);
void paint_release(struct paint *p);
/* The screen has another size or holds something else: the next frame puts every cell. */
void paint_forget(struct paint *p, int cols, int rows);
/* Puts the cells that differ from those shown on the standard screen. false: none did. Not many
 * more than make up `bytes` on the line: first the rows of text at both ends, then the rest by
 * turns. */
bool paint_cells(struct paint *p, const struct grid *g, int theme, int bytes);
/* Whether the locale prints the glyphs of the program's frames one column wide each. */
bool paint_unicode_works(void);

#endif
