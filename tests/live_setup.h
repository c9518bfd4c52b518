/* A session and its screen, of a scene given as text: for the tests of what panels show of it. */
#ifndef TESTS_LIVE_SETUP_H
#define TESTS_LIVE_SETUP_H

#include "grid_text.h"
#include "panel/panel.h"
#include "session_setup.h"

struct live {
    struct session s;
    struct screen screen;
};

static inline struct live *live_of(const char *yaml, bool unicode, int colours)
{
    struct live *l = mem_alloc(1, sizeof *l);
    session_fill(&l->s, panel_names, yaml);
    screen_init(&l->screen, unicode, colours);
    return l;
}

static inline void live_drop(struct live *l)
{
    screen_release(&l->screen);
    session_release(&l->s);
    free(l);
}

static inline void compose(struct live *l, int cols, int rows)
{
    session_settle(&l->s);
    screen_compose(&l->screen, &l->s, cols, rows);
}

#endif
