/* A screen of a session on a scene given as text: what a person reads off it. */
#ifndef TESTS_SCREEN_SETUP_H
#define TESTS_SCREEN_SETUP_H

#include "grid_text.h"
#include "panel/panel.h"
#include "session_setup.h"

static struct session *session;
static struct screen screen;

static const char quartic[] = "title: Three ways down a quartic\n"
                              "problem: { kind: power, power: 4, start: 5 }\n"
                              "runs: { fixed: { lr: 0.01 }, hard: { lr: 0.1, clip: hard } }\n"
                              "view: { panels: [landscape, loss, table], speed: 10 }\n";

static inline void screen_open(const char *yaml)
{
    session = session_setup(panel_names, yaml);
    screen_init(&screen, true, 256);
}

static inline void compose(int cols, int rows)
{
    session_settle(session);
    screen_compose(&screen, session, cols, rows);
}

static inline void screen_drop(void)
{
    screen_release(&screen);
    session_drop(session);
}

static inline bool row_shows(int row, const char *text)
{
    const char *shown = row_text(&screen.grid, row, 0, screen.grid.cols);
    if (!strstr(shown, text))
        printf("\nrow %d is %s\n", row, shown);
    return strstr(shown, text) != NULL;
}

#endif
