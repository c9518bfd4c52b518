/* Sessions with the panel of advice, for the tests of what it says and of trials. */
#ifndef TESTS_ADVISOR_SETUP_H
#define TESTS_ADVISOR_SETUP_H

#include <stdio.h>

#include "panel/panel.h"
#include "session/advice.h"
#include "session_setup.h"

enum { STEPS = 150 };

static const char scene_text[] =
    "problem: { kind: power, start: 5 }\n"
    "runs:\n"
    "  fixed: { lr: 0.01 }\n"
    "  hard: { lr: 0.1, clip: hard, gamma: 1 }\n"
    "  soft: { lr: 0.1, clip: soft, gamma: 2 }\n"
    "view: { panels: [loss, advisor], map-lr: 0.01:100:9, map-gamma: 0.001:1000:13,\n"
    "        map-steps: 400, map-target: 1e-3, map-starts: 3 }\n";

static inline struct session *open_at(const char *yaml, uint64_t step)
{
    struct session *s = session_setup(panel_names, yaml);
    session_advance(s, step);
    session_settle(s);
    return s;
}

static inline void act(struct session *s, enum action_id id, const char *text)
{
    struct action a = action_of(id);
    snprintf(a.text, sizeof a.text, "%s", text);
    session_act(s, &a);
    session_settle(s);
}

static inline struct advice advice_called(const struct session *s, const char *name)
{
    struct advice a;
    int rule = advice_find(name);
    CU_ASSERT_FATAL(rule >= 0);
    advice_give(s, rule, &a);
    return a;
}

#endif
