/* Roles to colours. Never redefines a terminal's palette: indices 16..255 are the same everywhere.
 */
#ifndef DRAW_THEME_H
#define DRAW_THEME_H

#include "draw/grid.h"

struct ink {
    short c256;   /* palette index, -1: the terminal's own */
    short c16;    /* 0..15, -1 */
    uint8_t attr; /* added where there are 16 colours or none */
};

/* theme: 0 viridis, 1 cividis, 2 mono. */
struct ink theme_ink(int theme, enum role role);
const char *theme_name(int theme);
/* RGB of a palette index (xterm's), for SVG. */
void palette_rgb(int index, unsigned char rgb[3]);

#endif
