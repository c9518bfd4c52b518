/* Which glyphs and colours a terminal gets: by options, environment and terminfo. */
#ifndef BACKEND_WANTS_H
#define BACKEND_WANTS_H

#include "backend/backend.h"

/* term: the terminfo entry's name. Once curses is set up. */
bool wants_unicode(const struct terminal_options *o, const char *term);
int wants_colours(const struct terminal_options *o);
/* Whether COLORFGBG ("0;15", as rxvt, Konsole and others set it) tells of a light background. */
bool wants_light(void);

#endif
