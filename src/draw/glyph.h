/* What may stand in a cell. */
#ifndef DRAW_GLYPH_H
#define DRAW_GLYPH_H

#include <stdbool.h>
#include <stdint.h>

/* c where it is one column wide and harmless; '?' for controls, surrogates and what is wide or
 * invisible; a space for the blank braille, which some fonts show as circles. */
uint32_t glyph_safe(uint32_t c);

/* Line-drawing character for a set of LINE_ directions, ASCII or not. */
uint32_t glyph_line(unsigned directions, bool unicode);

#endif
