#define NCURSES_WIDECHAR 1
#include "backend/wants.h"

#include <curses.h>
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>

#include "backend/paint.h"
#include "draw/theme.h"

static bool starts_with_linux(const char *name)
{
    return strncmp(name, "linux", 5) == 0;
}

/* The console's fonts hold 256 or 512 glyphs, none of them braille. */
bool wants_unicode(const struct terminal_options *o, const char *term)
{
    return !o->ascii && strcmp(nl_langinfo(CODESET), "UTF-8") == 0 && !starts_with_linux(term) &&
           paint_unicode_works();
}

/* Terminfo does not say so; terminals that have it say so in the environment. */
static bool has_true_colour(void)
{
    const char *says = getenv("COLORTERM");
    return says && (strcmp(says, "truecolor") == 0 || strcmp(says, "24bit") == 0);
}

/* The order of authority: what the user asks for, NO_COLOR, what terminfo knows. */
int wants_colours(const struct terminal_options *o)
{
    const char *no = getenv("NO_COLOR");
    int most = COLORS >= 256 ? COLOURS_TRUE : COLORS >= 16 ? 16 : COLORS >= 8 ? 8 : 0;
    if (o->colours >= 0)
        return o->colours < most ? o->colours : most;
    if (most == COLOURS_TRUE && !has_true_colour())
        most = 256;
    return no && *no ? 0 : most;
}

/* The last of its numbers is the background's, of 16: 7 and those from 9 on are light. */
bool wants_light(void)
{
    const char *says = getenv("COLORFGBG"), *last = says ? strrchr(says, ';') : NULL;
    char *end;
    long colour = last ? strtol(last + 1, &end, 10) : 0;
    return last && end != last + 1 && *end == '\0' && (colour == 7 || (colour > 8 && colour < 16));
}
