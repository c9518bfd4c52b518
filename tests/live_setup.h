/* A session and its screen, of a scene given as text: for the tests of what panels show of it. */
#ifndef TESTS_LIVE_SETUP_H
#define TESTS_LIVE_SETUP_H

#include <stdio.h>

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

/* Four runs from start on a problem of kind: without clipping, hard, soft, and with momentum. */
static inline struct live *live_of_four(const char *kind, const char *start)
{
    char text[400];
    snprintf(text, sizeof text,
             "problem: { kind: %s, start: %s }\n"
             "runs:\n"
             "  fixed: { lr: 0.01 }\n"
             "  hard:  { lr: 0.1, clip: hard, gamma: 1 }\n"
             "  soft:  { lr: 0.1, clip: soft, gamma: 2 }\n"
             "  ball:  { lr: 0.0001, optimizer: momentum, clip: hard, gamma: 3 }\n"
             "view: { panels: [landscape, loss] }\n",
             kind, start);
    return live_of(text, true, 256);
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
