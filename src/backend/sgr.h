/* The look of cells as SGR sequences (ECMA-48), for files. */
#ifndef BACKEND_SGR_H
#define BACKEND_SGR_H

#include "base/text.h"
#include "draw/theme.h"

static inline bool sgr_alike(struct look a, struct look b)
{
    return a.fg == b.fg && a.bg == b.bg && a.attr == b.attr;
}

/* A space shows only its background, so that it can go with the run before it. */
static inline bool sgr_serves(struct look now, struct look next, uint32_t glyph)
{
    const uint8_t seen = ATTR_REVERSE | ATTR_UNDERLINE;

    return sgr_alike(now, next) ||
           (glyph == ' ' && now.bg == next.bg && !(now.attr & seen) && !(next.attr & seen));
}

/* Sets look, whatever was before. */
void sgr_set(struct text *out, struct look look);
/* From one look to another, by the shorter of two ways: what is new alone, or from a reset. */
void sgr_change(struct text *out, struct look from, struct look to);

#endif
