/* Scripts as their tests play them: three runs from 5 on a quartic, and what stands on the screen.
 */
#ifndef TESTS_SCRIPT_SETUP_H
#define TESTS_SCRIPT_SETUP_H

#include <stdio.h>

#include "session/session_parts.h"
#include "session_setup.h"

static const char *const panels[] = {"landscape",  "loss",  "trajectory",
                                     "smoothness", "table", NULL};

/* All of a scene but its script. */
#define HEAD                                                                                       \
    "problem: { kind: power, power: 4, start: 5 }\n"                                               \
    "runs:\n"                                                                                      \
    "  fixed: { lr: 0.0201 }\n"                                                                    \
    "  hard: { lr: 0.1, clip: hard, gamma: 1 }\n"                                                  \
    "  soft: { lr: 0.1, clip: soft, gamma: 1 }\n"                                                  \
    "view: { speed: 10 }\n"                                                                        \
    "script:\n"

/* Does the action, and gives what is answered. */
static inline const char *act(struct session *s, enum action_id id, const char *text)
{
    struct action a = action_of(id);
    snprintf(a.text, sizeof a.text, "%s", text);
    session_act(s, &a);
    return s->view.message;
}

static inline const char *caption(struct session *s)
{
    session_settle(s);
    return s->caption;
}

#endif
