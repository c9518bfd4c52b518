/* Steps that were asked for by number: one more, or those up to a step of the past. While a loop
 * shows them they are made a piece at a time, so that the one who asked can take it back; else at
 * once.
 */
#include <string.h>

#include "session/session_parts.h"

void trip_end(struct session *s)
{
    s->trip.on = false;
}

static void at_once(struct session *s, uint64_t n, bool known)
{
    if (known)
        travel_advance(s, n);
    else
        session_advance(s, n);
}

void trip_begin(struct session *s, uint64_t to, bool known)
{
    trip_end(s);
    if (to <= s->race.step || race_over(&s->race))
        return;
    if (s->background && !s->script.busy)
        s->trip = (struct trip){.on = true, .known = known, .to = to, .stops = s->script.stops};
    else
        at_once(s, to - s->race.step, known);
}

uint64_t session_left(const struct session *s)
{
    return s->trip.on && s->trip.to > s->race.step ? s->trip.to - s->race.step : 0;
}

uint64_t trip_target(const struct session *s)
{
    return s->race.step + session_left(s);
}

/* Whether the way is over. What waits for a step of its own has not looked on the way. */
static void look(struct session *s)
{
    struct trip t = s->trip;
    if (!t.on || (s->race.step < t.to && !race_over(&s->race) && s->script.stops == t.stops))
        return;
    trip_end(s);
    if (t.known)
        travel_say(s);
    script_look(s);
}

/* Steps that nobody has seen yet may end before their number is full, at a breakpoint. */
void session_go(struct session *s, uint64_t n)
{
    uint64_t left = session_left(s), step = s->race.step;
    n = n < left ? n : left;
    at_once(s, n, s->trip.known);
    if (s->race.step != step + n)
        trip_end(s);
    look(s);
}

bool session_go_slice(struct session *s)
{
    bool made = s->trip.known ? travel_slice(s) : session_slice(s);
    look(s);
    return made;
}

static bool goes_on(const struct action *a)
{
    const struct action_spec *spec = action_spec(a->id);
    return spec && (spec->on_trip || strcmp(spec->group, "Looking") == 0);
}

/* What a script does belongs to the step it is done at, and the trip goes on from there. */
void trip_before(struct session *s, const struct action *a)
{
    if (!s->trip.on || s->script.busy || goes_on(a))
        return;
    while (session_left(s) > 0)
        session_go(s, session_left(s));
    trip_end(s);
}
