/* Steps that were asked for by number: one more, or those up to a step of the past. While a loop
 * shows them they are made a piece at a time, so that whoever asked can take it back; else at once.
 */
#include "scene/session_parts.h"

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
        s->trip = (struct trip){.on = true, .known = known, .to = to};
    else
        at_once(s, to - s->race.step, known);
}

uint64_t trip_target(const struct session *s)
{
    return s->trip.on ? s->trip.to : s->race.step;
}

uint64_t session_left(const struct session *s)
{
    return s->trip.on ? s->trip.to - s->race.step : 0;
}

static void look(struct session *s)
{
    if (s->trip.on && (s->race.step >= s->trip.to || race_over(&s->race)))
        trip_end(s);
}

uint64_t session_go(struct session *s, uint64_t n)
{
    uint64_t step = s->race.step, left = session_left(s);
    at_once(s, n < left ? n : left, s->trip.known);
    if (s->race.step == step)
        trip_end(s);
    look(s);
    return s->race.step - step;
}

bool session_go_slice(struct session *s)
{
    bool made = s->trip.known ? travel_slice(s) : session_slice(s);
    look(s);
    return made;
}
