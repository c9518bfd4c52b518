/* A session with the panel path, and its picture, for the tests of both. */
#ifndef TESTS_PATH_SETUP_H
#define TESTS_PATH_SETUP_H

#include "panel/panel.h"
#include "session_setup.h"

enum { COLS = 100, ROWS = 30 };

static const char moons[] =
    "problem: { kind: network, layers: 2 6 2, activation: tanh, data: moons, samples: 60 }\n"
    "runs:\n"
    "  fixed: { lr: 0.5 }\n"
    "  fast:  { lr: 5 }\n"
    "  hard:  { lr: 5, clip: hard, gamma: 0.1 }\n"
    "probe: { every: 0 }\n"
    "view: { panels: [path] }\n";

static inline void compose(struct session *s, struct screen *screen)
{
    session_settle(s);
    screen_compose(screen, s, COLS, ROWS);
}

static inline void act(struct session *s, enum action_id id, double num)
{
    struct action a = action_of(id);
    a.num = num;
    session_act(s, &a);
}

/* The cells of the panel alone: the bar under it tells of other things. */
static inline bool same_panel(const struct screen *a, const struct screen *b)
{
    const struct rect *r = &a->layout.at[0];
    bool same = r->cols > 20 && r->rows > 10;
    for (int row = r->row; row < r->row + r->rows; row++)
        same =
            same && memcmp(&a->grid.cells[row * COLS + r->col], &b->grid.cells[row * COLS + r->col],
                           (size_t)r->cols * sizeof(struct cell)) == 0;
    return same;
}

#endif
