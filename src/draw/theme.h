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
enum { THEME_COUNT = 3 };

/* How a cell looks with so many colours (0, 8, 16 or 256): palette indices, -1 the terminal's own,
 * and enum attr bits. What every backend draws by. */
struct look {
    short fg, bg;
    uint8_t attr;
};
struct look theme_look(int theme, int colours, const struct cell *c);

/* The character of a colour map without colours: t in [0,1] on " .:-=+*#%@"; NaN gives '?'. */
uint32_t map_ramp(double t);

/* RGB of a palette index (xterm's), for SVG. */
void palette_rgb(int index, unsigned char rgb[3]);

#endif
