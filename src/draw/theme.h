/* Roles to colours. Never redefines a terminal's palette: indices 16..255 are the same everywhere,
 * and where a terminal has 24-bit colour it is given that. */
#ifndef DRAW_THEME_H
#define DRAW_THEME_H

#include "draw/grid.h"

struct ink {
    short c256;   /* palette index, -1: the terminal's own */
    short c16;    /* 0..15, -1 */
    uint8_t attr; /* added where there are 16 colours or none */
    int rgb;      /* 0xRRGGBB, -1 */
};

/* theme: 0 viridis, 1 cividis, 2 no colours; 3 and 4 the first two on a light background. */
struct ink theme_ink(int theme, enum role role);
const char *theme_name(int theme);
bool theme_is_light(int theme);
enum { THEME_COUNT = 5 };

/* How a cell looks with so many colours (0, 8, 16, 256 or COLOURS_TRUE): palette indices (or
 * COLOURS_TRUE | 0xRRGGBB), -1 the terminal's own, and enum attr bits. What every backend draws by.
 */
struct look {
    int fg, bg;
    uint8_t attr;
};
struct look theme_look(int theme, int colours, const struct cell *c);

/* RGB of a look's colour, and of a palette index (xterm's), for SVG. */
void colour_rgb(int colour, unsigned char rgb[3]);
void palette_rgb(int index, unsigned char rgb[3]);

#endif
