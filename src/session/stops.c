/* What happens, as a stream for those who tell of it, and breakpoints: armed in a list or by name,
 * looked at after every step while any is. */
#include <string.h>

#include "session/session_parts.h"

/* The kinds that are about the view of a landscape, where no panel has one. */
static unsigned of_no_view(const struct session *s)
{
    unsigned kinds = 0;
    for (int i = 0; i < n_news_kinds && panel_among(&s->view, "landscape orbits") < 0; i++)
        kinds |= news_kinds[i].in ? 1u << i : 0;
    return kinds;
}

bool session_news(struct session *s, struct news_seen *seen, unsigned kinds, struct news *e)
{
    struct script_play *p = &s->script;
    while (p->n_heard > 0) {
        *e = p->heard[0];
        memmove(p->heard, p->heard + 1, (size_t)--p->n_heard * sizeof *e);
        if (e->kind & kinds)
            return true;
    }
    if (!session_is_news(s))
        return false;
    if (seen->begun && seen->begun != s->begun)
        news_begin_anew(seen, &s->race, s->begun);
    seen->begun = s->begun;
    return news_next(seen, &s->race, kinds & ~of_no_view(s), s->view.box, e);
}

bool stops_look(struct session *s)
{
    struct news_seen none_seen = {0};
    struct news e;
    if (!s->armed || !news_next(&none_seen, &s->race, s->armed, s->view.box, &e))
        return false;
    session_say(s, "stopped at step %llu: %s", (unsigned long long)s->race.step, e.words);
    s->clock.now = CLOCK_REST;
    return true;
}

static void toggle(struct session *s, int i)
{
    s->armed ^= 1u << i;
    session_say(s, "%s when %s", s->armed >> i & 1 ? "stops" : "no longer stops",
                news_kinds[i].help);
}

static void toggle_named(struct session *s, const char *name)
{
    for (int i = 0; i < n_news_kinds; i++)
        if (strcmp(news_kinds[i].rule.name, name) == 0) {
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
    else if (s->view.list_at < n_news_kinds)
        toggle(s, s->view.list_at);
}
