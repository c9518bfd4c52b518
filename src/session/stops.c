/* Breakpoints of a session: armed in a list or by name, looked at after every step while any is. */
#include <string.h>

#include "session/session_parts.h"
#include "tell/breakpoint.h"

bool stops_look(struct session *s)
{
    struct race *race = &s->race;
    for (int i = 0; s->armed && i < race->n; i++) {
        struct run *r = &race->run[i];
        char why[160];
        if (r->now.step != race->step)
            continue;  /* diverged before */
        run_settle(r); /* what the coming step will be is half of most conditions */
        const struct breakpoint *b = breakpoint_hit(r, s->armed, s->view.box);
        if (!b)
            continue;
        breakpoint_say(b, r, why, sizeof why);
        session_say(s, "stopped at step %llu: %s", (unsigned long long)race->step, why);
        s->clock.now = CLOCK_REST;
        return true;
    }
    return false;
}

static void toggle(struct session *s, int i)
{
    s->armed ^= 1u << i;
    session_say(s, "%s when %s", s->armed >> i & 1 ? "stops" : "no longer stops",
                breakpoints[i].help);
}

static void toggle_named(struct session *s, const char *name)
{
    for (int i = 0; i < n_breakpoints; i++)
        if (strcmp(breakpoints[i].name, name) == 0) {
            toggle(s, i);
            return;
        }
    session_say(s, "no breakpoint is called %.40s", name);
}

void stops_show(struct session *s)
{
    s->view.mode = MODE_BREAKS;
    s->view.list_at = 0;
}

void stops_toggle(struct session *s, const char *name)
{
    if (name[0])
        toggle_named(s, name);
    else if (s->view.list_at < n_breakpoints)
        toggle(s, s->view.list_at);
}
